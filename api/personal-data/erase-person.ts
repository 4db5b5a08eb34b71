import { audit, nameOf } from "../access/audit.ts";
import { eraseConversations } from "../conversations/erase-conversations.ts";
import { emptySessions, forgetSessions } from "../conversations/visitors/forget-sessions.ts";
import { withdrawVisitor } from "../conversations/visitors/withdraw-visitor.ts";
import { anyTable, type Entity } from "../kit/entity.ts";
import { eraseRecords, forgetAnswers, type Purge } from "../kit/erase.ts";
import type { Context } from "../kit/operation.ts";
import { contact } from "../resources/contact-record.ts";
import { lead } from "../resources/lead-record.ts";
import { type Misnamed, renameMisnamed } from "./business-names.ts";
import { noteErasures } from "./erasures.ts";
import { findStanding } from "./find-person.ts";
import { eraseImportTraces, holdImports, type ImportTraces, isTraceless } from "./import-traces.ts";
import { isCalled, type KnownAs } from "./known-as.ts";
import { bothStarts, followLinks, type Person, type Start } from "./person.ts";
import type { Selectors } from "./selectors.ts";
import { blankUndoneMerges } from "./undone-merges.ts";

/** What is known of a person before the transaction that erases him. */
export interface Prepared {
  readonly given: Selectors;
  readonly start: Start;
  readonly known: KnownAs;
  readonly misnamed: readonly Misnamed[];
  readonly imports: ImportTraces;
  readonly answers: Purge;
  /** The space's default country, for phone numbers. */
  readonly country: string;
}

/** Erases all that is kept of a person; fires the deletion of records that stood. False when nothing was left. */
export async function erasePerson(context: Context, prepared: Prepared): Promise<boolean> {
  const { db, now, actor, request } = context;
  const isTheirs = (text: string) => isCalled(prepared.known, text);
  // First: what an import has made of its rows until then is found as the person's.
  await holdImports(context, prepared.imports);
  const since = await findStanding(db, prepared.given, prepared.country);
  const person = await holdPerson(context, bothStarts(prepared.start, since));
  if (isNobody(person) && isTraceless(prepared.imports)) return false;
  const stood = [
    ...(await standing(context, lead, person.lead)),
    ...(await standing(context, contact, person.contact)),
  ];
  await renameMisnamed(context, prepared.misnamed);
  await blankUndoneMerges(db, person, isTheirs);
  await eraseConversations(context, person.conversation);
  if (person.lead.length > 0) await eraseRecords(context, lead, person.lead);
  if (person.contact.length > 0) await eraseRecords(context, contact, person.contact);
  await eraseVisitor(context, person, isTheirs);
  await eraseImportTraces(context, prepared.imports, prepared.known, prepared.country);
  await forgetAnswers(context, prepared.answers);
  const by = { erased_at: now, erased_by: nameOf(actor) };
  for (const kind of ["lead", "contact", "conversation"] as const) await noteErasures(db, kind, person[kind], by);
  const deed = { action: "person.erased", actor, target: targetOf(person), address: request.address, now };
  await audit(db, deed);
  for (const { entity, id } of stood) await tellDeleted(context, entity, id);
  return true;
}

export const isNobody = (person: Person): boolean => Object.values(person).every(({ length }) => length === 0);

/** More names would say no more to who reads the audit log: all of them are told by GET /personal-data/erasures. */
const mostNamed = 20;

/** The person in the audit log: ids alone. */
export function targetOf(person: Person): string {
  const names = (["lead", "contact", "conversation", "session"] as const).flatMap((kind) =>
    person[kind].map((id) => `${kind}:${id}`),
  );
  return names.length <= mostNamed ? names.join(",") : `${names.slice(0, mostNamed).join(",")},…`;
}

/** Tables in the order in which a visitor's message locks its rows, so that the two seldom wait for each other. */
const locked = [
  { kind: "session", table: "widget_sessions", id: "widget_session_id" },
  { kind: "conversation", table: "conversations", id: "conversation_id" },
  { kind: "lead", table: "leads", id: "lead_id" },
  { kind: "contact", table: "contacts", id: "contact_id" },
] as const;

/** The person's records, of which nobody changes any before the transaction ends, with what came until then. */
async function holdPerson({ db, space }: Context, start: Start): Promise<Person> {
  let person = await followLinks(db, start);
  if (space.engine === "sqlite") return person;
  for (let before = ""; before !== JSON.stringify(person); person = await followLinks(db, start)) {
    before = JSON.stringify(person);
    for (const { kind, table, id } of locked) {
      if (person[kind].length === 0) continue;
      const rows = anyTable(db)
        .selectFrom(table)
        .select(id)
        .where(id, "in", [...person[kind]]);
      await rows.orderBy(id).forUpdate().execute();
    }
  }
  return person;
}

interface Named {
  readonly entity: Entity;
  readonly id: number;
}

async function standing({ db }: Context, entity: Entity, ids: readonly number[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  const rows = await anyTable(db)
    .selectFrom(entity.table)
    .select(entity.id)
    .where(entity.id, "in", [...ids])
    .where("deleted_at", "is", null)
    .execute();
  return rows.map((row) => ({ entity, id: row[entity.id] as number }));
}

async function eraseVisitor(context: Context, person: Person, isTheirs: (text: string) => boolean): Promise<void> {
  const { session, emptied, shared, identity } = person;
  await emptySessions(context, emptied);
  await forgetSessions(context, session);
  await withdrawVisitor(context, [...emptied, ...shared], isTheirs);
  if (identity.length === 0) return;
  await context.db
    .deleteFrom("visitor_identities")
    .where("identity_id", "in", [...identity])
    .execute();
}

async function tellDeleted({ emit }: Context, { events, id: field }: Entity, id: number): Promise<void> {
  if (events.deleted !== undefined) await emit(events.deleted, { [field]: id, erased: true });
}
