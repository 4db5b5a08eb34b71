import type { Engine } from "../store/space.ts";
import type { TestAnswer } from "./api.ts";
import { openTestSite, type TestSite } from "./visitor.ts";

/** A site on whose leads a test puts fields of its own. */
export interface TestFields extends TestSite {
  call(operation: string, body?: object): Promise<TestAnswer>;
  /** Makes a field of leads; returns its id. */
  define(key: string, type: string, more?: object): Promise<number>;
  post(custom_fields?: unknown): Promise<TestAnswer>;
  put(leadId: number, custom_fields: unknown): Promise<TestAnswer>;
  /** Makes a lead with these values; returns its id. */
  makeLead(custom_fields?: object): Promise<number>;
  values(leadId: number): Promise<TestAnswer["body"]>;
  /** Ids of the leads that a query finds, in their order. */
  found(query: string): Promise<number[]>;
  /** Purges every field, so that the next test begins without any. */
  clear(): Promise<void>;
}

export async function openTestFields(engine: Engine): Promise<TestFields> {
  const site = await openTestSite(engine);
  let count = 0;
  const call = (operation: string, body?: object) => site.request(operation, { key: site.secretKey, body });
  const post = (custom_fields?: unknown) => {
    count += 1;
    return call("POST /leads", {
      email: `f${count}@x.example`,
      ...(custom_fields === undefined ? {} : { custom_fields }),
    });
  };
  return {
    ...site,
    call,
    post,
    define: async (key, type, more = {}) =>
      (await site.ask("POST /custom-fields", { entity_type: "lead", key, type, ...more })).data.custom_field_id,
    put: (leadId, custom_fields) => call(`PUT /leads/${leadId}`, { custom_fields }),
    makeLead: async (custom_fields) => (await post(custom_fields)).body.data.lead_id,
    values: async (leadId) => (await site.ask(`GET /leads/${leadId}`)).data.custom_fields,
    found: async (query) => {
      const { data } = await site.ask(`GET /leads?sort=lead_id&order=asc&per_page=100&${query}`);
      return data.map((lead: { lead_id: number }) => lead.lead_id);
    },
    async clear() {
      const space = await site.space();
      const fields = await space.read.selectFrom("custom_fields").select("custom_field_id").execute();
      for (const { custom_field_id } of fields) await site.purge(`/custom-fields/${custom_field_id}`);
    },
  };
}
