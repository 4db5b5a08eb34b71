import type { Kysely } from "kysely";
import { toE164 } from "../conversations/contact-details.ts";
import { sessionHashes } from "../conversations/visitors/forget-sessions.ts";
import { partsNaming, type Traces } from "../kept-answers.ts";
import type { Row } from "../kit/entity.ts";
import type { Tables } from "../store/tables.ts";
import type { Person } from "./person.ts";
import type { Selectors } from "./selectors.ts";
import { eventValues, rowsOf, type Texts, textsIn } from "./texts.ts";
import { mergedForAWhile } from "./undone-merges.ts";

/** What a person is or was called, in records, by the visitor himself, and in what the log tells of before. */
export type KnownAs = Texts<ReadonlySet<string>>;

export async function readKnownAs(db: Kysely<Tables>, person: Person): Promise<KnownAs> {
  const own = await textsOf(valuesOf(db, person));
  // What somebody else's lead lent to this person's while they were merged by mistake is that one's.
  const others = await textsOf(rowsOf(db, "leads", "lead_id", await mergedForAWhile(db, person.lead)));
  return {
    emails: without(own.emails, others.emails),
    phones: without(own.phones, others.phones),
    names: without(own.names, others.names),
  };
}

/** The same with what somebody knows of him, who may be found by nothing else. */
export function alsoKnownAs(known: KnownAs, { email, phone }: Selectors, country: string): KnownAs {
  const phones = phone ? [phone, toE164(phone, country)].filter((one) => one !== null) : [];
  return {
    emails: new Set([...known.emails, ...(email ? [email] : [])]),
    phones: new Set([...known.phones, ...phones]),
    names: known.names,
  };
}

const without = (texts: ReadonlySet<string>, others: ReadonlySet<string>) =>
  new Set([...texts].filter((text) => !others.has(text)));

async function textsOf(all: AsyncIterable<Row>): Promise<Texts<Set<string>>> {
  const found = { emails: new Set<string>(), phones: new Set<string>(), names: new Set<string>() };
  for await (const values of all) {
    for (const [kind, texts] of Object.entries(textsIn(values))) {
      for (const text of texts) found[kind as keyof Texts].add(text);
    }
  }
  return found;
}

async function* valuesOf(db: Kysely<Tables>, person: Person): AsyncGenerator<Row> {
  yield* rowsOf(db, "leads", "lead_id", person.lead);
  yield* rowsOf(db, "contacts", "contact_id", person.contact);
  yield* rowsOf(db, "conversations", "conversation_id", person.conversation);
  const claiming = [
    ["visitor_identities", "identity_id", person.identity],
    ["widget_sessions", "widget_session_id", [...person.session, ...person.emptied]],
  ] as const;
  for (const [table, id, ids] of claiming) {
    for await (const row of rowsOf(db, table, id, ids)) yield JSON.parse(row["claims"]);
  }
  for (const entity of ["lead", "contact"] as const) yield* eventValues(db, entity, person[entity]);
}

/** Whether a text is what the person is called. */
export const isCalled = ({ emails, phones, names }: KnownAs, text: string): boolean =>
  emails.has(text) || phones.has(text) || names.has(text);

/** Shorter texts stand in too much that has nothing to do with the person. */
const shortestWord = 6;

/** By what answers and imports are known to speak of the person. */
export const wordsOf = ({ emails, phones }: KnownAs): readonly string[] =>
  [...emails, ...phones].map((text) => text.toLowerCase()).filter(({ length }) => length >= shortestWord);

/** By what kept answers are known to tell of the person. */
export async function tracesOf(db: Kysely<Tables>, person: Person, known: KnownAs): Promise<Traces> {
  const kinds = ["lead", "contact", "conversation"] as const;
  return {
    parts: kinds.flatMap((kind) => person[kind].flatMap((id) => partsNaming(kind, id))),
    words: wordsOf(known),
    callers: await sessionHashes(db, [...person.session, ...person.emptied]),
  };
}
