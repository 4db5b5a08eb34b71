import { z } from "zod";
import type { Actor } from "../access/actor.ts";
import { audit } from "../access/audit.ts";
import { checkPassword } from "../access/password-strength.ts";
import { createSession } from "../access/sessions.ts";
import { isSetupOpen, storeCompanyName, useSetupToken, voidLink } from "../access/setup.ts";
import { mirrorToTest, requireConsoleOrigin, toEmployee } from "../access/sign-in.ts";
import type { Api } from "../api.ts";
import { operation, type RequestFacts } from "../kit/operation.ts";
import type { Transaction } from "../store/space.ts";
import { signedIn, signedInReply } from "./signed-in.ts";

const token = z
  .string()
  .min(1)
  .max(200)
  .meta({ examples: ["Vb3…"] })
  .describe("The token in the set-up link that the server printed.");

const readSetup = operation(
  "GET /setup",
  {
    summary: "Ask whether a set-up link is still open",
    description:
      "`open` is true for the token of the newest link until the first account is made. Each start of a server without an account prints a new link, which voids the one before.",
    permission: "anyone",
    alone: true,
    query: z.strictObject({ token }),
    returns: z.object({ open: z.boolean().describe("Whether the link can still be used.") }),
  },
  async ({ db }, { query }) => ({ open: await isSetupOpen(db, query.token) }),
);

const setUp = operation(
  "POST /setup",
  {
    summary: "Make the owner's account by the set-up link, and sign in",
    description: "Works once, with the link that the first start prints, from the console's own address.",
    permission: "anyone",
    alone: true,
    body: z.strictObject({
      token,
      company_name: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .describe("Your company's name: in the chat's head, in replies and in the console."),
      name: z.string().trim().min(1).max(100).describe("The owner's name, as visitors and colleagues see it."),
      email: z.string().trim().toLowerCase().pipe(z.email().max(254)).describe("What the owner signs in with."),
      password: z.string().describe("12 to 256 characters that are not easily guessed."),
    }),
    returns: signedIn,
    exampleAnswer: { employee: { employee_id: 1, name: "Ada Owner", email: "ada@example.com", role: "owner" } },
    status: 201,
    sensitive: true,
    errors: {
      FORBIDDEN: "The request does not come from the console's own address.",
      NOT_FOUND: "The link is used up or out of date.",
    },
    example: {
      token: "Vb3nQ8s2Lx7TzR4m",
      company_name: "Acme",
      name: "Ada Owner",
      email: "ada@example.com",
      password: "correct horse battery staple",
    },
    // The owner is written to both of the tenant's spaces, one after the other: no transaction of one space may wait
    // for another's.
    async prepare({ api, space: live, request, now }, { body }) {
      requireConsoleOrigin(api, request.origin);
      // Before any hashing, so that a made-up token costs nothing.
      if (!(await isSetupOpen(live.read, body.token))) throw voidLink();
      checkPassword(body.password, [body.name, body.email, body.company_name]);
      const passwordHash = await api.passwords.hash(body.password);
      const owner = await live.write((transaction) => makeOwner(transaction, { body, passwordHash, request, now }));
      await mirrorToTest(api, live.tenant, owner.row);
      await nameTestSpace(api, live.tenant, body.company_name);
      return owner;
    },
  },
  async ({ api }, { prepared: { row, session } }) => signedInReply(api, toEmployee(row), session),
);

interface Making {
  readonly body: {
    readonly token: string;
    readonly name: string;
    readonly email: string;
    readonly company_name: string;
  };
  readonly passwordHash: string;
  readonly request: RequestFacts;
  readonly now: string;
}

async function makeOwner({ db, publish }: Transaction, { body, passwordHash, request, now }: Making) {
  const { name, email, company_name: companyName } = body;
  const { address, userAgent } = request;
  const row = await useSetupToken(db, body.token, { name, email, passwordHash, companyName, now });
  const session = await createSession(db, { employeeId: row.employee_id, address, userAgent, now });
  const actor: Actor = {
    kind: "employee",
    employee: toEmployee(row),
    sessionId: session.sessionId,
    csrfToken: session.csrfToken,
  };
  await audit(db, { action: "setup.completed", actor, target: null, address, now });
  publish({ kind: "settings.changed" });
  return { row, session };
}

async function nameTestSpace(api: Api, tenant: string, companyName: string): Promise<void> {
  const test = await api.spaces.open(tenant, "test");
  await test.write(async ({ db, publish }) => {
    await storeCompanyName(db, companyName);
    publish({ kind: "settings.changed" });
  });
}

export const setupOperations = [readSetup, setUp] as const;
