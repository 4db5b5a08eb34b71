/** Queries of GET /leads that people and programs really send, in groups that share a limit. */
export interface Group {
  readonly name: string;
  readonly queries: readonly string[];
}

/** What the seeded space holds: see api/seed. */
export interface Facts {
  readonly owners: readonly number[];
  /** The moment of the newest lead, milliseconds. */
  readonly until: number;
}

export const statuses = ["new", "contacted", "qualified", "unqualified", "converted"];
const sources = ["website_form", "chat_widget", "api", "newsletter", "referral", "import", "webinar", "trade_show"];
const sorts = ["created_at", "updated_at", "lead_id", "score", "status", "source"];
const textSorts = ["first_name", "last_name", "company_name", "email"];

/** Each names at most 20,000 of a million leads. */
const searches = [
  "wiśniewski",
  "sigrun",
  "begona",
  "muller heike",
  "acme robotics",
  "priya sharma",
  "jonsd",
  "结",
  "佐藤",
];

const day = 86_400_000;

/** The committed mix: every filter, every pair of filters, every sort, lists of values, searches. */
export function listMix({ owners, until }: Facts): readonly Group[] {
  const status = statuses.map((one) => `status=${one}`);
  const source = sources.map((one) => `source=${one}`);
  const owner = [...owners, "none"].map((one) => `assigned_to=${one}`);
  const range = ranges(until);
  const pairs = (ones: readonly string[], others: readonly string[]) =>
    ones.flatMap((one) => others.map((other) => `${one}&${other}`));
  const search = searches.map((text) => `search=${encodeURIComponent(text)}`);
  return [
    { name: "default list", queries: ["", "per_page=100", "page=3"] },
    { name: "status", queries: status },
    { name: "source", queries: source },
    { name: "owner", queries: owner },
    { name: "date range", queries: range },
    { name: "status and source", queries: pairs(status, source) },
    { name: "status and owner", queries: pairs(status, owner) },
    { name: "source and owner", queries: pairs(source, owner) },
    { name: "filter and date range", queries: pairs([...status, ...source, ...owner], range) },
    {
      name: "every sort",
      queries: [...sorts, ...textSorts].flatMap((sort) => [`sort=${sort}`, `sort=${sort}&order=asc`]),
    },
    {
      name: "filter and sort",
      queries: pairs([...status, ...owner], ["sort=updated_at", "sort=lead_id", "sort=score"]),
    },
    {
      name: "lists of values",
      queries: [
        "status=new,contacted",
        "status=new,contacted&assigned_to=none",
        `status=new,qualified&source=api,referral,webinar`,
        `assigned_to=${owners[0]},none`,
      ],
    },
    { name: "search", queries: search },
    { name: "search and filter", queries: pairs(search, ["status=new", "source=website_form&order=asc"]) },
  ];
}

function ranges(until: number): string[] {
  const at = (days: number) => new Date(until - days * day).toISOString().slice(0, 10);
  return [
    `created_after=${at(7)}`,
    `created_after=${at(30)}`,
    `created_after=${at(365)}`,
    `created_after=${at(120)}&created_before=${at(30)}`,
    `created_before=${at(600)}`,
  ];
}
