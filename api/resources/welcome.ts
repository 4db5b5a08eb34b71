import { z } from "zod";
import type { Actor } from "../access/actor.ts";
import { checkPassword } from "../access/password-strength.ts";
import { findByLink, useLink } from "../access/personal-links.ts";
import { type CreatedSession, createSession, endSessions } from "../access/sessions.ts";
import { mirrorToTest, requireConsoleOrigin, takeTry, toEmployee, triesOfAddress } from "../access/sign-in.ts";
import { readSettings } from "../conversations/settings.ts";
import { type CostContext, operation } from "../kit/operation.ts";
import type { Transaction } from "../store/space.ts";
import { notePerson, type PersonRow } from "./change-person.ts";
import { changeProfile } from "./profile-changes.ts";
import { signedIn, signedInReply } from "./signed-in.ts";

const token = z
  .string()
  .min(1)
  .max(200)
  .meta({ examples: ["Vb3…"] })
  .describe("What stands behind the # of the link.");

const errors = {
  FORBIDDEN: "The request does not come from the console's own address.",
  NOT_FOUND: "The link is unknown, used up or out of date, or the person is disabled.",
  RATE_LIMITED: "Too many wrong tries; they count together with those to sign in.",
};

const readWelcome = operation(
  "POST /welcome",
  {
    summary: "Ask whom a personal link is for",
    description:
      "For the console's welcome page, before a password is chosen. The token travels in the body, so that it stands in no address and no log. Changes nothing, and may be asked any number of times.",
    permission: "anyone",
    alone: true,
    body: z.strictObject({ token }),
    returns: z.object({
      name: z.string().describe("The person's name, as visitors and colleagues see it."),
      email: z.string().describe("What the person signs in with."),
      joined: z.boolean().describe("Whether there is a password already: the link then replaces it."),
      company_name: z.string().describe("The company whose console it is."),
    }),
    sensitive: true,
    errors,
    example: { token: "Vb3nQ8s2Lx7TzR4m" },
    exampleAnswer: { name: "Sam Rivera", email: "sam@acme.example", joined: false, company_name: "Acme" },
    async prepare(context, { body }) {
      const { company_name } = await readSettings(context.space);
      const { name, email, joined_at } = await personOf(context, body.token);
      return { name, email, joined: joined_at !== null, company_name };
    },
  },
  async (_context, { prepared }) => prepared,
);

const choosePassword = operation(
  "POST /welcome/password",
  {
    summary: "Choose a password by a personal link, and sign in",
    description:
      "Uses the link up. Earlier sign-ins of the person end, with their connections. Works from the console's own address.",
    permission: "anyone",
    alone: true,
    body: z.strictObject({
      token,
      password: z.string().describe("12 to 256 characters that are not easily guessed."),
      name: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .optional()
        .describe("The person's name as visitors and colleagues shall see it; stays as it is when left out."),
    }),
    returns: signedIn,
    exampleAnswer: { employee: { employee_id: 5, name: "Sam Rivera", email: "sam@acme.example", role: "agent" } },
    status: 201,
    sensitive: true,
    errors,
    example: { token: "Vb3nQ8s2Lx7TzR4m", password: "correct horse battery staple" },
    // Whoever has no credential yet calls in the live space, where people and sessions live.
    async prepare(context, { body }) {
      const { api, space: live } = context;
      const { name, email } = await personOf(context, body.token);
      const { company_name } = await readSettings(live);
      checkPassword(body.password, [body.name ?? name, email, company_name]);
      const passwordHash = await api.passwords.hash(body.password);
      const joined = await live.write((transaction) => join(context, transaction, { ...body, passwordHash }));
      await mirrorToTest(api, live.tenant, joined.row);
      return joined;
    },
  },
  async ({ api }, { prepared: { row, session } }) => signedInReply(api, toEmployee(row), session),
);

/** Whose link it is; one that is right costs no try. */
async function personOf({ api, space: live, request, now }: CostContext, token: string): Promise<PersonRow> {
  requireConsoleOrigin(api, request.origin);
  const tries = [triesOfAddress(request.address)];
  await takeTry(api, tries);
  const person = await findByLink(live.read, token, now);
  await api.limiter.giveBack(tries, 1);
  return person;
}

interface Joining {
  readonly token: string;
  readonly name?: string | undefined;
  readonly passwordHash: string;
}

async function join(
  { request, now }: CostContext,
  transaction: Transaction,
  { token, name, passwordHash }: Joining,
): Promise<{ readonly row: PersonRow; readonly session: CreatedSession }> {
  const { db, publish } = transaction;
  const { employee_id: id, joined_at } = await useLink(db, token, now);
  const row = await changeProfile(db, id, { name, passwordHash, now });
  await endSessions(db, id);
  publish({ kind: "revoked", what: "employee", id });
  const { address, userAgent } = request;
  const session = await createSession(db, { employeeId: id, address, userAgent, now });
  const { sessionId, csrfToken } = session;
  const actor: Actor = { kind: "employee", employee: toEmployee(row), sessionId, csrfToken };
  const deed = joined_at === null ? "employee.joined" : "password.reset";
  await notePerson({ actor, request, now }, transaction, deed, id);
  return { row, session };
}

export const welcomeOperations = [readWelcome, choosePassword] as const;
