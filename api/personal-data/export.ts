import type { Kysely } from "kysely";
import { z } from "zod";
import { readHappenings } from "../conversations/visitors/happenings.ts";
import { anyTable, type Row } from "../kit/entity.ts";
import { parseJson } from "../parse-json.ts";
import type { Tables } from "../store/tables.ts";
import { type Counts, counts } from "./counts.ts";
import type { Person } from "./person.ts";
import { recipientsOf } from "./recipients.ts";
import { historyOf, rowsOf } from "./texts.ts";

const row = z.record(z.string(), z.json());

/** All that a space keeps of a person: rows as they are stored, with JSON read, without what only the database needs. */
export const personalData = z.object({
  counts: counts.describe("How much there is of the person: what an erasure takes."),
  leads: z.array(row).describe("The person's leads, deleted and merged ones included."),
  merges: z
    .array(row)
    .describe("Merges of these leads, with the values before and after; without them where it was taken back."),
  contacts: z.array(row).describe("The person as a contact, deleted ones included."),
  activities: z.array(row).describe("Activities of these leads and contacts."),
  notes: z.array(row).describe("Notes of these leads and contacts, and of the conversations."),
  identities: z.array(row).describe("Who the person was proved to be by a site."),
  sessions: z
    .array(row)
    .describe(
      "The person's browsers: claims, attributes, pages seen, `happenings` in their order, and where the person came from.",
    ),
  conversations: z.array(row).describe("Conversations, each with its `messages` in their order."),
  recipients: z
    .array(row)
    .describe("Webhooks that were sent events of all this in the last 30 days, or will be: how many, and when last."),
});

export type PersonalData = z.input<typeof personalData>;
type Section = Exclude<keyof PersonalData, "counts">;

/** Messages that are read at once. */
const messagesAtOnce = 500;

/** A part of the export, in the order of its sections. */
export async function* partsOf(
  db: Kysely<Tables>,
  person: Person,
): AsyncGenerator<readonly [section: Section, row: Row]> {
  const { lead, contact, identity, session, emptied, conversation } = person;
  yield* inSection("leads", rowsOf(db, "leads", "lead_id", lead));
  yield* inSection("merges", mergesInto(db, lead));
  yield* inSection("contacts", rowsOf(db, "contacts", "contact_id", contact));
  for (const section of ["activities", "notes"] as const) yield* inSection(section, historyOf(db, section, person));
  yield* inSection("identities", rowsOf(db, "visitor_identities", "identity_id", identity));
  for await (const one of rowsOf(db, "widget_sessions", "widget_session_id", [...session, ...emptied])) {
    yield ["sessions", { ...shown(one), happenings: await readHappenings(db, one["widget_session_id"], null) }];
  }
  for await (const one of rowsOf(db, "conversations", "conversation_id", conversation)) {
    const messages: Row[] = [];
    for await (const message of messagesOf(db, one["conversation_id"])) messages.push(shown(message));
    yield ["conversations", { ...shown(one), messages }];
  }
  for (const one of await recipientsOf(db, person)) yield ["recipients", one];
}

/** A merge that was taken back was a mistake: what it had brought is another person's. */
async function* mergesInto(db: Kysely<Tables>, leads: readonly number[]): AsyncGenerator<Row> {
  for await (const merge of rowsOf(db, "lead_merges", "into_lead_id", leads)) {
    yield merge["undone_at"] === null ? merge : { ...merge, snapshot: null };
  }
}

async function* inSection(section: Section, rows: AsyncIterable<Row>): AsyncGenerator<readonly [Section, Row]> {
  for await (const one of rows) yield [section, shown(one)];
}

async function* messagesOf(db: Kysely<Tables>, conversationId: number): AsyncGenerator<Row> {
  for (let last: number | undefined = 0; last !== undefined; ) {
    const rows: Row[] = await anyTable(db)
      .selectFrom("conversation_events")
      .selectAll()
      .where("conversation_id", "=", conversationId)
      .where("seq", ">", last)
      .orderBy("seq")
      .limit(messagesAtOnce)
      .execute();
    yield* rows;
    last = rows.at(-1)?.["seq"];
  }
}

/** Columns that are the database's own matter, or a credential's. */
const hidden = /^(version|token_hash|sent_hash|next_seq|agent_read_seq|visitor_read_seq|.*_sort)$/;

const json = new Set([
  ...["score_breakdown", "raw_payload", "tags", "custom_fields", "attribution", "edited_fields", "field_origins"],
  ...["claims", "attributes", "trail", "snapshot", "flow", "suggested_actions"],
]);

const shown = (stored: Row): Row =>
  Object.fromEntries(
    Object.entries(stored)
      .filter(([name]) => !hidden.test(name))
      .map(([name, value]) => [name, json.has(name) && typeof value === "string" ? parseJson(value) : value]),
  );

const sections = Object.keys(personalData.shape).filter((name) => name !== "counts") as Section[];

/** The whole in one value. */
export async function collect(db: Kysely<Tables>, person: Person, counted: Counts): Promise<PersonalData> {
  const found = Object.fromEntries(sections.map((section) => [section, []])) as unknown as Record<Section, Row[]>;
  for await (const [section, one] of partsOf(db, person)) found[section].push(one);
  return { counts: counted, ...found };
}

/** The same as the text of a JSON file, piece by piece: a row a line. */
export async function* asFile(db: Kysely<Tables>, person: Person, counted: Counts): AsyncGenerator<string> {
  yield `{"counts":${JSON.stringify(counted)}`;
  let [open, isFirst]: [number, boolean] = [-1, true];
  const upTo = (section: number) => {
    const begun = sections.slice(open + 1, section + 1).map((name) => `,\n"${name}":[`);
    const text = `${open >= 0 && begun.length > 0 ? "]" : ""}${begun.join("]")}`;
    if (begun.length > 0) [open, isFirst] = [section, true];
    return text;
  };
  for await (const [section, one] of partsOf(db, person)) {
    yield `${upTo(sections.indexOf(section))}${isFirst ? "" : ","}\n${JSON.stringify(one)}`;
    isFirst = false;
  }
  yield `${upTo(sections.length - 1)}]}\n`;
}
