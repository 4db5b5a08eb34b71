import type { Kysely } from "kysely";
import { chunks } from "../kept-answers.ts";
import { anyTable, type Row } from "../kit/entity.ts";
import { halves } from "../kit/erase.ts";
import { words } from "../resources/words.ts";
import type { Tables } from "../store/tables.ts";
import type { Person } from "./person.ts";

/** What a person is called, by kind. */
export interface Texts<All = readonly string[]> {
  readonly emails: All;
  readonly phones: All;
  readonly names: All;
}

/** Rows that are read and parsed at once: an event may hold a form of 64 KB. */
const rowsAtOnce = 20;

/** What a lead, a contact, an event of one, or claims say of who somebody is. */
export function textsIn(values: Row): Texts {
  const names = [words(values["first_name"], values["last_name"]), values["name"], values["visitor_name"]];
  return {
    emails: [values["email"]].filter(isText),
    phones: [values["phone"], values["phone_e164"]].filter(isText),
    names: names.filter(isText),
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Rows of a table by their ids. */
export async function* rowsOf(
  db: Kysely<Tables>,
  table: string,
  id: string,
  ids: readonly number[],
): AsyncGenerator<Row> {
  for (const some of chunks(ids, rowsAtOnce)) {
    yield* await anyTable(db).selectFrom(table).selectAll().where(id, "in", some).orderBy(id).execute();
  }
}

/** Owners that one query asks for. */
const ownersAtOnce = 500;

/** What activities and notes of a person are of, by their entity_type: only notes are of conversations. */
export function ownersIn(
  { lead, contact, conversation }: Person,
  table: string,
): readonly (readonly [type: string, ids: readonly number[]])[] {
  const owners = [
    ["lead", lead],
    ["contact", contact],
    ["conversation", table === "notes" ? conversation : []],
  ] as const;
  return owners.flatMap(([type, ids]) => chunks(ids, ownersAtOnce).map((some) => [type, some] as const));
}

/** Activities or notes of a person, deleted ones included. */
export async function* historyOf(
  db: Kysely<Tables>,
  table: "activities" | "notes",
  person: Person,
): AsyncGenerator<Row> {
  for (const [type, ids] of ownersIn(person, table)) {
    for (const half of halves) {
      const rows = anyTable(db).selectFrom(table).selectAll().where("entity_type", "=", type);
      yield* await rows
        .where("entity_id", "in", [...ids])
        .where(half)
        .execute();
    }
  }
}

/** The values that the log tells of, and those before each change; each with its `event_id`. */
export async function* eventValues(
  db: Kysely<Tables>,
  entity: "lead" | "contact",
  ids: readonly number[],
): AsyncGenerator<Row> {
  if (ids.length === 0) return;
  for (let last: number | undefined = 0; last !== undefined; ) {
    const rows: { event_id: number; data: string }[] = await db
      .selectFrom("events")
      .select(["event_id", "data"])
      .where("entity", "=", entity)
      .where("entity_id", "in", [...ids])
      .where("event_id", ">", last)
      .orderBy("event_id")
      .limit(rowsAtOnce)
      .execute();
    for (const { event_id, data } of rows) {
      const { previous, ...values } = JSON.parse(data) as Row;
      yield { ...values, event_id };
      yield { ...values, ...previous, event_id };
    }
    last = rows.at(-1)?.event_id;
  }
}
