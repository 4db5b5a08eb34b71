import { sql } from "kysely";
import { blankEvents } from "../events/record.ts";
import { partsNaming } from "../kept-answers.ts";
import { decode } from "../kit/columns.ts";
import { anyTable, type Entity, type Row } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";
import { company } from "../resources/company-record.ts";
import { opportunity } from "../resources/opportunity-record.ts";
import { prospect } from "../resources/prospect-record.ts";
import { normalise } from "../store/normalise.ts";
import type { SearchType } from "../store/search.ts";
import type { KnownAs } from "./known-as.ts";
import type { Person } from "./person.ts";

/** A record of the business that is called by the person's name, and what it is called instead. */
export interface Misnamed {
  readonly entity: Entity;
  readonly id: number;
  readonly name: string;
}

type Reading = Pick<Context, "db">;

/**
 * Opportunities, accounts and companies that got the person's name, email or phone for want of a company: business that
 * stays. Nothing but the name, and what the log tells of it, is the person's.
 */
export async function findMisnamed(context: Reading, person: Person, known: KnownAs): Promise<readonly Misnamed[]> {
  const names = new Set([...known.names, ...known.emails, ...known.phones]);
  const [leads, contacts] = [
    await rowsBy(context, "leads", "lead_id", person.lead),
    await rowsBy(context, "contacts", "contact_id", person.contact),
  ];
  const opportunities = [
    ...(await rowsBy(context, "opportunities", "lead_id", person.lead)),
    ...(await rowsBy(context, "opportunities", "contact_id", person.contact)),
    ...(await rowsBy(context, "opportunities", "opportunity_id", idsIn(leads, "opportunity_id"))),
  ];
  const prospectIds = idsIn([...leads, ...contacts, ...opportunities], "prospect_id");
  const dealNames = new Set([...names].map((name) => `${name} - Opportunity`));
  return [
    ...misnamed(opportunity, opportunities, dealNames),
    ...misnamed(prospect, await rowsBy(context, "prospects", "prospect_id", prospectIds), names),
    ...misnamed(company, await rowsBy(context, "companies", "prospect_id", prospectIds), names),
  ];
}

async function rowsBy({ db }: Reading, table: string, column: string, ids: readonly number[]): Promise<Row[]> {
  if (ids.length === 0) return [];
  return await anyTable(db)
    .selectFrom(table)
    .selectAll()
    .where(column, "in", [...ids])
    .execute();
}

const idsIn = (rows: readonly Row[], column: string): number[] => [
  ...new Set(rows.map((row) => row[column] as number | null).filter((id) => id !== null)),
];

function misnamed(entity: Entity, rows: readonly Row[], names: ReadonlySet<string>): Misnamed[] {
  const ids = idsIn(
    rows.filter((row) => names.has(row["name"])),
    entity.id,
  );
  return ids.map((id) => ({
    entity,
    id,
    name: `${entity.name === "prospect" ? "Account" : titled(entity.name)} ${id}`,
  }));
}

const titled = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** How kept answers name these records. */
export const partsOf = (records: readonly Misnamed[]): readonly string[] =>
  records.flatMap(({ entity, id }) => partsNaming(entity.name, id));

/** Gives records of the business a name of their own. Fires nothing: an event would tell the name before. */
export async function renameMisnamed(
  { db, space, now }: Pick<Context, "db" | "space" | "now">,
  records: readonly Misnamed[],
): Promise<void> {
  for (const { entity, id, name } of records) {
    const row = await anyTable(db)
      .updateTable(entity.table)
      .set({ name, name_sort: normalise(name), updated_at: now, version: sql`version + 1` })
      .where(entity.id, "=", id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) continue;
    if (row["deleted_at"] === null && entity.search !== undefined) {
      await space.search.put(db, entity.name as SearchType, id, entity.search(decode(entity, row)));
    }
    await blankEvents(db, entity.name, [id]);
  }
}
