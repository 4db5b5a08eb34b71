import type { Engine } from "../store/space.ts";
import type { TestAnswer } from "./api.ts";
import { openTestSite, type TestSite } from "./visitor.ts";

/** A site for tests of what becomes of visitors: leads and contacts. */
export interface LeadSite extends TestSite {
  /** An email that nobody has yet, at a company's domain unless told. */
  newEmail(domain?: string): string;
  /** The lead with this email, of which there is exactly one. */
  onlyLead(email: string): Promise<TestAnswer["body"]>;
  /** A lead with all that its detail shows. */
  lead(leadId: number): Promise<TestAnswer["body"]>;
  makeLead(body: object): Promise<TestAnswer["body"]>;
  makeContact(body: object): Promise<TestAnswer["body"]>;
  /** Changes a lead as a person does. */
  edit(leadId: number, body: object): Promise<TestAnswer["body"]>;
  set(settings: Readonly<Record<string, unknown>>): Promise<void>;
}

export async function openLeadSite(engine: Engine): Promise<LeadSite> {
  const site = await openTestSite(engine);
  let emails = 0;
  const data = async (operation: string, body?: object) => (await site.ask(operation, body)).data;
  return {
    ...site,
    newEmail: (domain = "globex.example") => `visitor-${++emails}@${domain}`,
    async onlyLead(email) {
      const leads = await site.leads(email);
      if (leads.length !== 1) throw new Error(`${leads.length} leads have the email ${email}.`);
      return leads[0];
    },
    lead: (leadId) => data(`GET /leads/${leadId}`),
    makeLead: (body) => data("POST /leads", body),
    makeContact: (body) => data("POST /people", body),
    edit: (leadId, body) => data(`PUT /leads/${leadId}`, body),
    async set(settings) {
      const rows = Object.entries(settings).map(([key, value]) => ({ key, value: JSON.stringify(value) }));
      await (await site.space()).write(async ({ db, publish }) => {
        for (const row of rows) {
          await db
            .insertInto("settings")
            .values(row)
            .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: row.value }))
            .execute();
        }
        publish({ kind: "settings.changed" });
      });
    },
  };
}
