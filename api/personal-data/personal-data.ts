import { z } from "zod";
import { audit } from "../access/audit.ts";
import { requireOwner } from "../access/authenticate.ts";
import { readSettings } from "../conversations/settings.ts";
import { findAnswers } from "../kept-answers.ts";
import { listOperation } from "../kit/list-operation.ts";
import { type CostContext, operation, reply } from "../kit/operation.ts";
import { findMisnamed, partsOf } from "./business-names.ts";
import { type Counts, countPerson, counts } from "./counts.ts";
import { erasePerson, isNobody, type Prepared, targetOf } from "./erase-person.ts";
import { erasure } from "./erasures.ts";
import { asFile, collect, personalData } from "./export.ts";
import { findStart } from "./find-person.ts";
import { findImportTraces, isTraceless } from "./import-traces.ts";
import { alsoKnownAs, readKnownAs, tracesOf } from "./known-as.ts";
import { followLinks, type Person, type Start } from "./person.ts";
import { nobodyFound, requireSelector, type Selectors, selectors } from "./selectors.ts";
import { thinOut } from "./thin-out.ts";

const whoseItIs =
  "A person is what is found by an email, a phone or an id, and all that is linked with it: leads that were merged or came one after the other, the contact they became, conversations, the visitor's sessions and proved identities. Records that merely share an email or a phone with something found are another person's.";

const conflict = { CONFLICT: "More than 100 leads and contacts belong together: hardly one person." };
const nobody = { NOT_FOUND: "Nothing is kept of such a person." };

const getPersonalData = operation(
  "GET /personal-data",
  {
    summary: "Export all that is kept of a person",
    description: `${whoseItIs} Look through it before you erase. Every export is noted in the audit log.`,
    permission: "console_admin",
    query: z.strictObject({
      ...selectors,
      download: z.boolean().default(false).describe("true answers a JSON file, without the envelope."),
    }),
    returns: personalData,
    errors: { ...nobody, ...conflict },
    // A file is no answer within a batch.
    alone: true,
  },
  async (context, { query }) => {
    const { space, actor, request, now } = context;
    requireSelector(query);
    const { person, counted } = await findPerson(context, query);
    if (isNobody(person)) throw nobodyFound();
    const deed = { action: "person.exported", actor, target: targetOf(person), address: request.address, now };
    await space.write(({ db }) => audit(db, deed));
    if (!query.download) return await collect(space.wide, person, counted);
    const type = "application/json; charset=utf-8";
    const chunks = asFile(space.wide, person, counted);
    return reply(undefined as never, { stream: { type, filename: "personal-data.json", chunks } });
  },
);

interface FoundPerson {
  readonly start: Start;
  readonly person: Person;
  readonly counted: Counts;
  /** The space's default country. */
  readonly country: string;
}

async function findPerson({ space }: Pick<CostContext, "space">, given: Selectors): Promise<FoundPerson> {
  const { country } = await readSettings(space);
  const start = await findStart(space.wide, given, country);
  const person = await followLinks(space.wide, start);
  return { start, person, counted: await countPerson(space.wide, person), country };
}

const postErase = operation(
  "POST /personal-data/erase",
  {
    summary: "Erase a person for good",
    description: [
      whoseItIs,
      "Erased are leads, contacts, their notes, activities and custom values, conversations with all messages, sessions, whose sockets are cut, proved identities, what searches find, what events and kept answers tell, and rows of imports with the person's email or phone. Opportunities and accounts stay as business: they lose the link, and the name where it was the person's own. Left is a tombstone for each lead, contact and conversation (GET /personal-data/erasures).",
      "What others wrote elsewhere about the person, in a note of an account for example, is not found. A very large history goes in several transactions, while others go on writing: if one is cut off, repeat the call. For owners signed in to the console.",
    ].join("\n\n"),
    permission: "console_admin",
    body: z.strictObject({
      ...selectors,
      confirm: z.literal("erase").describe("The word erase: there is no way back."),
    }),
    returns: z.object({ erased: counts.describe("How much was erased.") }),
    example: { email: "jane@company.com", confirm: "erase" },
    errors: { ...nobody, ...conflict },
    events: ["lead.deleted", "contact.deleted"],
    // Whoever erases people does it one by one.
    alone: true,
    prepare: (context, { body }) => prepare(context, body),
  },
  async (context, { prepared }) => {
    if (!(await erasePerson(context, prepared))) throw nobodyFound();
    return { erased: prepared.counted };
  },
);

/** Looks through all that a writer must not be kept waiting for, and erases what is too much for one transaction. */
async function prepare(context: CostContext, given: Selectors): Promise<Prepared & { readonly counted: Counts }> {
  requireOwner(context.actor, "Ask an owner.");
  requireSelector(given);
  const { wide } = context.space;
  const { start, person, counted, country } = await findPerson(context, given);
  const known = alsoKnownAs(await readKnownAs(wide, person), given, country);
  const misnamed = await findMisnamed({ db: wide }, person, known);
  const imports = await findImportTraces(wide, known, country);
  const told = await tracesOf(wide, person, known);
  const traces = { ...told, parts: [...told.parts, ...partsOf(misnamed)] };
  const isTold = !(isNobody(person) && isTraceless(imports));
  const answers = isTold ? await findAnswers(wide, traces) : [];
  await thinOut(context, person, counted, misnamed);
  return { given, start, known, misnamed, imports, answers: { traces, answers }, country, counted };
}

export const personalDataOperations = [
  getPersonalData,
  postErase,
  listOperation("/personal-data/erasures", erasure, {
    summary: "List what was erased",
    description: "What is left of people who were erased: which ids, when, and by whom. The newest first.",
  }),
] as const;
