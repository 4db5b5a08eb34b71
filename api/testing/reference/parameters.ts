import type { TestSite } from "../visitor.ts";

type Ids = Readonly<Record<string, number>>;

/** What was made for a table, by name: the records that it lists, and others that its rows name. */
export interface Made {
  readonly listed: Ids;
  readonly others: Ids;
}

/** A value of a parameter, what it is combined with, and what must be found. Left out, something else is found. */
export interface ParameterRow {
  readonly parameter: string;
  readonly value: string | number | ((others: Ids) => unknown);
  readonly beside?: Readonly<Record<string, string | number>> | ((others: Ids) => Readonly<Record<string, unknown>>);
  /** Names of what is found, in order. Names of what could not be made yet count as not there. */
  readonly finds: readonly string[];
}

/** A parameter table of the reference. */
export interface ParameterTable {
  readonly list: string;
  /** The table's first column, word for word. */
  readonly parameters: readonly string[];
  /** Operations beyond the list that it takes. */
  readonly takes: readonly string[];
  readonly id: string;
  make(maker: Maker): Promise<Made>;
  readonly rows: readonly ParameterRow[];
}

export interface Maker {
  readonly site: TestSite;
  /** Whether the API has the operation. */
  has(operation: string): boolean;
  /** Makes a record, a day after the one before, and returns its id. */
  record(operation: string, id: string, body: object): Promise<number>;
}

export const leadTable: ParameterTable = {
  list: "GET /leads",
  parameters: [
    ...["page", "per_page", "status", "source", "assigned_to", "search"],
    ...["created_after", "created_before", "sort", "order"],
  ],
  takes: ["POST /leads"],
  id: "lead_id",
  async make({ site, record }) {
    const { employee_id } = await site.employ("Jane");
    const lead = (body: object) => record("POST /leads", "lead_id", body);
    const listed = {
      first: await lead({ email: "first@x.example", last_name: "Cole", company_name: "Acme Corp", source: "api" }),
      second: await lead({
        email: "second@x.example",
        last_name: "Adams",
        status: "contacted",
        source: "website_form",
      }),
      third: await lead({ email: "third@x.example", last_name: "Baker", assigned_to: employee_id, source: "referral" }),
    };
    return { listed, others: { employee: employee_id } };
  },
  rows: [
    { parameter: "page", value: 2, beside: { per_page: 2 }, finds: ["first"] },
    { parameter: "per_page", value: 2, finds: ["third", "second"] },
    { parameter: "status", value: "contacted", finds: ["second"] },
    {
      parameter: "status",
      value: "all",
      beside: { sort: "status", order: "asc" },
      finds: ["second", "first", "third"],
    },
    { parameter: "source", value: "api", finds: ["first"] },
    { parameter: "assigned_to", value: ({ employee }) => employee, finds: ["third"] },
    { parameter: "search", value: "adams", finds: ["second"] },
    { parameter: "search", value: "first@x", finds: ["first"] },
    { parameter: "search", value: "acme", finds: ["first"] },
    { parameter: "created_after", value: "2026-03-11T00:00:00Z", finds: ["third", "second"] },
    { parameter: "created_before", value: "2026-03-11", finds: ["second", "first"] },
    { parameter: "sort", value: "last_name", finds: ["first", "third", "second"] },
    { parameter: "order", value: "asc", finds: ["first", "second", "third"] },
  ],
};

export const prospectTable: ParameterTable = {
  list: "GET /prospects",
  parameters: ["page", "per_page", "search", "status", "industry"],
  takes: ["POST /prospects"],
  id: "prospect_id",
  async make({ record }) {
    const prospect = (body: object) => record("POST /prospects", "prospect_id", body);
    const listed = {
      acme: await prospect({ name: "Acme Corp", industry: "Retail" }),
      globex: await prospect({ name: "Globex", industry: "MSP" }),
      initech: await prospect({ name: "Initech", industry: "Software", status: "inactive" }),
    };
    return { listed, others: {} };
  },
  rows: [
    { parameter: "page", value: 2, beside: { per_page: 2 }, finds: ["acme"] },
    { parameter: "per_page", value: 2, finds: ["initech", "globex"] },
    { parameter: "search", value: "glob", finds: ["globex"] },
    { parameter: "status", value: "inactive", finds: ["initech"] },
    { parameter: "industry", value: "MSP", finds: ["globex"] },
  ],
};

export const peopleTable: ParameterTable = {
  list: "GET /people",
  parameters: ["page", "per_page", "search", "prospect_id", "tag"],
  takes: ["POST /people", "POST /prospects"],
  id: "contact_id",
  async make({ record }) {
    const prospect = await record("POST /prospects", "prospect_id", { name: "Umbrella" });
    const person = (body: object) => record("POST /people", "contact_id", body);
    const listed = {
      ana: await person({ first_name: "Ana", last_name: "Cole", email: "ana@people.example" }),
      ben: await person({ first_name: "Ben", last_name: "Adams", email: "ben@people.example", prospect_id: prospect }),
      cat: await person({ first_name: "Cat", last_name: "Baker", email: "cat@people.example", tags: ["vip"] }),
    };
    return { listed, others: { prospect } };
  },
  rows: [
    { parameter: "page", value: 2, beside: { per_page: 2 }, finds: ["ana"] },
    { parameter: "per_page", value: 2, finds: ["cat", "ben"] },
    { parameter: "search", value: "adams", finds: ["ben"] },
    { parameter: "search", value: "ana@people", finds: ["ana"] },
    { parameter: "prospect_id", value: ({ prospect }) => prospect, finds: ["ben"] },
    { parameter: "tag", value: "vip", finds: ["cat"] },
  ],
};

export const opportunityTable: ParameterTable = {
  list: "GET /opportunities",
  parameters: ["page", "per_page", "stage", "status", "assigned_to", "prospect_id", "min_value", "max_value"],
  takes: ["POST /opportunities", "PUT /opportunities/{id}", "POST /prospects"],
  id: "opportunity_id",
  async make({ site, record }) {
    const { employee_id } = await site.employ("Dora");
    const prospect = await record("POST /prospects", "prospect_id", { name: "Vandelay" });
    const deal = (body: object) => record("POST /opportunities", "opportunity_id", body);
    const listed = {
      small: await deal({ name: "Small", value: 100, stage: "discovery", assigned_to: employee_id }),
      middle: await deal({ name: "Middle", value: 1000, stage: "proposal", prospect_id: prospect }),
      large: await deal({ name: "Large", value: 10_000, stage: "discovery" }),
    };
    await site.ask(`PUT /opportunities/${listed.large}`, { status: "lost", lost_reason: "Price" });
    return { listed, others: { employee: employee_id, prospect } };
  },
  rows: [
    { parameter: "page", value: 2, beside: { per_page: 2 }, finds: ["small"] },
    { parameter: "per_page", value: 2, finds: ["large", "middle"] },
    { parameter: "stage", value: "proposal", finds: ["middle"] },
    { parameter: "status", value: "lost", finds: ["large"] },
    { parameter: "status", value: "open", finds: ["middle", "small"] },
    { parameter: "assigned_to", value: ({ employee }) => employee, finds: ["small"] },
    { parameter: "prospect_id", value: ({ prospect }) => prospect, finds: ["middle"] },
    { parameter: "min_value", value: 1000, finds: ["large", "middle"] },
    { parameter: "max_value", value: 1000, finds: ["middle", "small"] },
  ],
};
