import { sql } from "kysely";
import { z } from "zod";
import type { Permission } from "../access/permissions.ts";
import type { Embed, Row } from "../kit/entity.ts";
import { grouped, history, historySchemas, readableWith } from "./embeds.ts";

const stageHistory: Embed = async ({ db }, ids) => {
  const { rows } = await sql<Row>`
    select opportunity_id, stage, at, by from opportunity_stages
    where opportunity_id in (${sql.join(ids)}) order by change_id
  `.execute(db);
  return grouped(rows, "opportunity_id", ({ opportunity_id: _, ...row }) => row);
};

/** A record that an opportunity names by its id. */
interface Link {
  readonly table: string;
  readonly permission: Permission;
  /** What of it is shown; its id stands first, under the name that the opportunity's own column has. */
  readonly summary: z.ZodObject;
}

const nameOfPerson = {
  first_name: z.string().nullable().describe("The person's first name."),
  last_name: z.string().nullable().describe("The person's last name."),
};

const links = {
  prospect: {
    table: "prospects",
    permission: "prospects:read",
    summary: z.object({
      prospect_id: z.int().describe("The account's id."),
      name: z.string().describe("Its name."),
      domain: z.string().nullable().describe("The website's host in lower case, without www."),
      status: z.string().describe("active, inactive or converted."),
    }),
  },
  contact: {
    table: "contacts",
    permission: "contacts:read",
    summary: z.object({
      contact_id: z.int().describe("The contact's id."),
      ...nameOfPerson,
      email: z.string().nullable().describe("Trimmed and lower case."),
      phone: z.string().nullable().describe("As it was given."),
      title: z.string().nullable().describe("What the person does at work."),
    }),
  },
  lead: {
    table: "leads",
    permission: "leads:read",
    summary: z.object({
      lead_id: z.int().describe("The lead's id."),
      ...nameOfPerson,
      company_name: z.string().nullable().describe("Where the person works."),
      email: z.string().nullable().describe("Trimmed and lower case."),
      status: z.string().describe("new, contacted, qualified, unqualified or converted."),
    }),
  },
} as const satisfies Readonly<Record<string, Link>>;

const linkedBy = ({ table, permission, summary }: Link): Embed =>
  readableWith(permission, async ({ db }, ids) => {
    const [id = "", ...columns] = Object.keys(summary.shape);
    const shown = [id, ...columns].map((name) => sql`linked.${sql.ref(name)}`);
    const { rows } = await sql<Row>`
      select opportunities.opportunity_id as owner, ${sql.join(shown)}
      from opportunities join ${sql.table(table)} as linked
        on linked.${sql.ref(id)} = opportunities.${sql.ref(id)} and linked.deleted_at is null
      where opportunities.opportunity_id in (${sql.join(ids)})
    `.execute(db);
    return new Map(rows.map(({ owner, ...found }) => [owner as number, found]));
  });

const linked: Embed = async (context, ids) => {
  const parts: (readonly [string, ReadonlyMap<number, unknown>])[] = [];
  for (const [name, link] of Object.entries(links)) parts.push([name, await linkedBy(link)(context, ids)]);
  return new Map(
    ids.map((id) => [id, Object.fromEntries(parts.map(([name, found]) => [name, found.get(id) ?? null]))]),
  );
};

/** What an opportunity's detail shows beside its fields. */
export const opportunityEmbeds = { ...history("opportunity"), stage_history: stageHistory, linked };

const orNull = <Summary extends z.ZodObject>({ permission, summary }: { permission: Permission; summary: Summary }) =>
  summary.nullable().describe(`Null when it names none, when that is deleted, and without ${permission}.`);

export const opportunityEmbedSchemas = {
  ...historySchemas,
  stage_history: z
    .array(
      z.object({
        stage: z.string().describe("The stage's key."),
        at: z.string().describe("When it came there, UTC ISO 8601."),
        by: z.int().nullable().describe("The employee who moved it; null when a key did."),
      }),
    )
    .describe("Each stage it came to, the first at its creation."),
  linked: z
    .object({ prospect: orNull(links.prospect), contact: orNull(links.contact), lead: orNull(links.lead) })
    .describe("The records that it names by their ids."),
};
