import { z } from "zod";
import type { Actor } from "../access/actor.ts";
import { audit } from "../access/audit.ts";
import { createSession, revokeSession, sessionCookie } from "../access/sessions.ts";
import { checkSignIn, mirrorToTest, requireConsoleOrigin, toEmployee } from "../access/sign-in.ts";
import { readSettings } from "../conversations/settings.ts";
import { operation, reply } from "../kit/operation.ts";
import { signedIn, signedInReply } from "./signed-in.ts";

const signIn = operation(
  "POST /session",
  {
    summary: "Sign in to the console",
    description:
      "Sets the session cookie (idle 12 h, at most 7 days). Needs the console's own Origin. Wrong tries are limited to 5 in 5 minutes per address and 10 in 15 minutes per account.",
    permission: "anyone",
    alone: true,
    body: z.strictObject({
      email: z.string().trim().min(1).max(254).describe("The employee's email; case makes no difference."),
      password: z.string().min(1).max(1000).describe("The employee's password."),
    }),
    returns: signedIn,
    exampleAnswer: { employee: { employee_id: 1, name: "Olivia Owner", email: "owner@example.com", role: "owner" } },
    status: 201,
    sensitive: true,
    errors: {
      AUTH_REQUIRED: "Email or password is wrong.",
      FORBIDDEN: "The request does not come from the console's own address.",
      RATE_LIMITED: "Too many wrong tries.",
    },
    example: { email: "owner@example.com", password: "correct horse battery staple" },
    async prepare({ api, space, request, now }, { body }) {
      requireConsoleOrigin(api, request.origin);
      const row = await checkSignIn(api, space, { ...body, request, now });
      await mirrorToTest(api, space.tenant, row);
      return toEmployee(row);
    },
  },
  // Whoever has no credential yet calls in the live space, where people and sessions live.
  async ({ api, db, request, now }, { prepared: employee }) => {
    const { address, userAgent } = request;
    const created = await createSession(db, { employeeId: employee.employee_id, address, userAgent, now });
    const actor: Actor = { kind: "employee", employee, sessionId: created.sessionId, csrfToken: created.csrfToken };
    await audit(db, { action: "session.created", actor, target: null, address, now });
    return signedInReply(api, employee, created);
  },
);

const readSession = operation(
  "GET /session",
  {
    summary: "Read who is signed in",
    description:
      "The employee of the session cookie, and the `csrf_token` that the session's other calls take. Without a valid session it is 401.",
    permission: "console",
    alone: true,
    returns: signedIn.extend({
      tenant: z.string().describe("The tenant whose console this is."),
      company_name: z.string().describe("Your company's name, as the live settings have it."),
    }),
    exampleAnswer: {
      employee: { employee_id: 1, name: "Olivia Owner", email: "owner@example.com", role: "owner" },
      company_name: "Acme IT Solutions",
    },
  },
  async ({ api, space, actor }) => {
    const { employee, csrfToken } = employeeOf(actor);
    const live = await api.spaces.open(space.tenant, "live");
    const { company_name } = await readSettings(live);
    return { csrf_token: csrfToken, employee, tenant: space.tenant, company_name };
  },
);

const signOut = operation(
  "DELETE /session",
  {
    summary: "Sign out",
    description: "Ends the session at once, its sockets too, and deletes the cookie.",
    permission: "console",
    alone: true,
    returns: z.object({
      session_id: z.int().describe("The session that ended."),
      deleted: z.literal(true).describe("Always true."),
    }),
    // Sessions live in the live space, also when the console looks at the test space: no transaction of one space may
    // wait for another's.
    async prepare({ api, space, actor, request, now }) {
      const { sessionId } = employeeOf(actor);
      const live = await api.spaces.open(space.tenant, "live");
      await live.write(async (transaction) => {
        await revokeSession(transaction, sessionId);
        await audit(transaction.db, { action: "session.ended", actor, target: null, address: request.address, now });
      });
      return sessionId;
    },
  },
  async ({ api }, { prepared: sessionId }) => {
    const headers = { "Set-Cookie": sessionCookie(api.config, "", 0) };
    return reply({ session_id: sessionId, deleted: true as const }, { headers });
  },
);

/** Who is signed in, in an operation of the console. */
export function employeeOf(actor: Actor): Extract<Actor, { kind: "employee" }> {
  if (actor.kind === "employee") return actor;
  throw new Error("An operation of the console was called by somebody who is not signed in.");
}

export const sessionOperations = [signIn, readSession, signOut] as const;
