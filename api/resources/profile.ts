import { z } from "zod";
import { checkPassword } from "../access/password-strength.ts";
import { voidLinks } from "../access/personal-links.ts";
import { endSessions } from "../access/sessions.ts";
import { mirrorToTest, takeTry, toEmployee, triesOfAccount, triesOfAddress } from "../access/sign-in.ts";
import { readSettings } from "../conversations/settings.ts";
import { invalid } from "../errors.ts";
import { type CostContext, operation } from "../kit/operation.ts";
import type { Space } from "../store/space.ts";
import { inLive, notePerson, type PersonRow } from "./change-person.ts";
import { employeeShape } from "./employees.ts";
import { changeProfile } from "./profile-changes.ts";
import { employeeOf } from "./session.ts";

const body = z.strictObject({
  name: z.string().trim().min(1).max(100).optional().describe("Your name, as visitors and colleagues see it."),
  password: z
    .strictObject({
      current: z.string().min(1).max(1000).describe("The password you sign in with now."),
      new: z.string().describe("12 to 256 characters that are not easily guessed."),
    })
    .optional()
    .describe("Replaces your password; your other sign-ins end."),
});
type Wish = z.output<typeof body>;

const update = operation(
  "PUT /profile",
  {
    summary: "Change your own name or password",
    description:
      "Changes only what the body names. A new password needs the current one, ends your sign-ins on other devices at once, and voids a link that an owner made for you. Wrong current passwords count as wrong tries to sign in. For everybody signed in to the console.",
    permission: "console",
    alone: true,
    body,
    returns: employeeShape,
    sensitive: true,
    errors: { RATE_LIMITED: "Too many wrong current passwords." },
    example: { name: "Sam Rivera" },
    async prepare(context, { body: wish }) {
      const { api, space, actor } = context;
      const live = await api.spaces.open(space.tenant, "live");
      const passwordHash = await newPassword(context, live, wish);
      const row = await inLive(context, async (transaction) => {
        const { db, publish } = transaction;
        const { employee, sessionId } = employeeOf(actor);
        const { employee_id: id } = employee;
        const changed = await changeProfile(db, id, { name: wish.name, passwordHash, now: context.now });
        if (wish.name !== undefined) await notePerson(context, transaction, "profile.changed", id);
        if (passwordHash === undefined) return changed;
        await voidLinks(db, id);
        const ended = await endSessions(db, id, sessionId);
        for (const one of ended) publish({ kind: "revoked", what: "employee_session", id: one });
        await notePerson(context, transaction, "password.changed", id);
        return changed;
      });
      await mirrorToTest(api, space.tenant, row);
      return toEmployee(row);
    },
  },
  async (_context, { prepared: employee }) => employee,
);

/** The hash of the password that is wished for; undefined when none is. Throws VALIDATION_ERROR. */
async function newPassword(context: CostContext, live: Space, { name, password }: Wish): Promise<string | undefined> {
  if (password === undefined) return undefined;
  const { api } = context;
  const { employee_id } = employeeOf(context.actor).employee;
  const person = await live.read
    .selectFrom("employees")
    .selectAll()
    .where("employee_id", "=", employee_id)
    .executeTakeFirstOrThrow();
  await requireCurrent(context, live, person, password.current);
  const { company_name } = await readSettings(live);
  checkPassword(password.new, [name ?? person.name, person.email, company_name], "password.new");
  return await api.passwords.hash(password.new);
}

async function requireCurrent(
  { api, request }: CostContext,
  live: Space,
  { email, password_hash }: PersonRow,
  current: string,
): Promise<void> {
  const tries = [triesOfAddress(request.address), triesOfAccount(live, email)];
  await takeTry(api, tries);
  if (!(await api.passwords.verify(password_hash, current))) {
    throw invalid(
      "password.current",
      "This is not your current password. Try again, or ask an owner of the account for a link to choose a new one.",
      "wrong",
    );
  }
  await api.limiter.giveBack(tries, 1);
}

export const profileOperations = [update] as const;
