import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { chunks } from "../kept-answers.ts";
import type { Tables } from "../store/tables.ts";
import type { Person } from "./person.ts";
import { historyOf } from "./texts.ts";

/** How much there is of a person. */
export const counts = z.object({
  leads: z.int().describe("Leads, deleted and merged ones included."),
  contacts: z.int().describe("Contacts, deleted ones included."),
  activities: z.int().describe("Activities of these."),
  notes: z.int().describe("Notes of these and of conversations."),
  conversations: z.int().describe("Conversations."),
  messages: z.int().describe("Messages and other events in these."),
  sessions: z.int().describe("Sessions of the person's browsers."),
  identities: z.int().describe("Identities that a site has proved."),
  events: z.int().describe("Events of the log that tell of all this."),
});

export type Counts = z.infer<typeof counts>;

/** Ids that one query asks for. */
const idsAtOnce = 500;

export async function countPerson(db: Kysely<Tables>, person: Person): Promise<Counts> {
  const { lead, contact, conversation, session, emptied, identity } = person;
  const told = await toldOf(db, person);
  const [activities, notes] = [told.get("activity") ?? [], told.get("note") ?? []];
  let events = 0;
  for (const [entity, ids] of told) events += await total(db, sql`events where entity = ${entity} and entity_id`, ids);
  return {
    ...{ leads: lead.length, contacts: contact.length, conversations: conversation.length },
    ...{ activities: activities.length, notes: notes.length },
    messages: await total(db, sql`conversation_events where conversation_id`, conversation),
    ...{ sessions: session.length + emptied.length, identities: identity.length, events },
  };
}

/** The ids of all that events of a person tell of, by its kind. */
export async function toldOf(db: Kysely<Tables>, person: Person): Promise<ReadonlyMap<string, readonly number[]>> {
  return new Map([
    ["lead", person.lead],
    ["contact", person.contact],
    ["conversation", person.conversation],
    ["activity", await historyIds(db, "activities", person)],
    ["note", await historyIds(db, "notes", person)],
  ]);
}

async function historyIds(db: Kysely<Tables>, table: "activities" | "notes", person: Person): Promise<number[]> {
  const ids: number[] = [];
  const id = table === "notes" ? "note_id" : "activity_id";
  for await (const row of historyOf(db, table, person)) ids.push(row[id]);
  return ids;
}

async function total(db: Kysely<Tables>, from: ReturnType<typeof sql>, ids: readonly number[]): Promise<number> {
  let sum = 0;
  for (const some of chunks(ids, idsAtOnce)) {
    const { rows } = await sql<{ total: number }>`
      select count(*) as total from ${from} in (${sql.join(some)})
    `.execute(db);
    sum += Number(rows[0]?.total ?? 0);
  }
  return sum;
}
