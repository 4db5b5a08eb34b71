import type { Selectable } from "kysely";
import type { Api } from "../api.ts";
import { AppError } from "../errors.ts";
import type { RequestFacts } from "../kit/operation.ts";
import type { Space } from "../store/space.ts";
import type { EmployeesTable } from "../store/tables.ts";
import type { Actor, Employee } from "./actor.ts";
import { addressPartition } from "./address.ts";
import { audit } from "./audit.ts";
import { mirrorEmployee, normaliseEmail } from "./employees.ts";
import { type Bucket, rateHeaders } from "./limits.ts";
import type { Role } from "./permissions.ts";

const minute = 60_000;

/** Wrong tries from one address: at a password, and at a link. */
export const triesOfAddress = (address: string | null): Bucket => ({
  name: `sign-in:address:${addressPartition(address)}`,
  limit: 5,
  windowMs: 5 * minute,
});

/** Wrong tries at one account, from wherever they come. */
export const triesOfAccount = (live: Space, email: string): Bucket => ({
  name: `sign-in:account:${live.name}:${email}`,
  limit: 10,
  windowMs: 15 * minute,
});

/** Throws FORBIDDEN unless the console itself sends the request: without this, a foreign page could sign its visitor in. */
export function requireConsoleOrigin(api: Api, origin: string | null): void {
  if (origin !== null && api.config.publicOrigins.includes(origin)) return;
  throw new AppError(
    "FORBIDDEN",
    `Sign-in works from the console only. Open ${api.config.publicOrigins[0]}/crm, or set PUBLIC_URL to the address you use.`,
  );
}

export interface Attempt {
  readonly email: string;
  readonly password: string;
  readonly request: RequestFacts;
  /** ISO 8601. */
  readonly now: string;
}

/**
 * The employee of this email and password; slow on purpose, so never within a transaction. Wrong tries are limited to
 * 5 in 5 minutes per address and 10 in 15 minutes per account (RATE_LIMITED). Throws AUTH_REQUIRED with the same words,
 * after the same time, for an unknown email, a wrong password and a disabled account.
 */
export async function checkSignIn(api: Api, live: Space, attempt: Attempt): Promise<Selectable<EmployeesTable>> {
  const email = normaliseEmail(attempt.email);
  const buckets = [triesOfAddress(attempt.request.address), triesOfAccount(live, email)];
  await takeTry(api, buckets);
  const row = await live.read.selectFrom("employees").selectAll().where("email", "=", email).executeTakeFirst();
  const right = await api.passwords.verify(row?.password_hash ?? null, attempt.password);
  if (row !== undefined && right && row.disabled_at === null) {
    // Taken before the check so that no burst slips through; a right one costs nothing: an office shares one address.
    await api.limiter.giveBack(buckets, 1);
    return row;
  }
  const target = row === undefined ? null : `employee:${row.employee_id}`;
  const deed = { action: "session.refused", actor: nobody, target, address: attempt.request.address, now: attempt.now };
  await live.write(({ db }) => audit(db, deed));
  throw new AppError(
    "AUTH_REQUIRED",
    "Email or password is wrong. Check both and try again, or ask an owner of the account.",
  );
}

/**
 * Copies an employee to the tenant's test space. Repeated at each sign-in: what a crash between the two databases
 * left out, or a change, is made good there. A failure is logged; the person is signed in all the same.
 */
export async function mirrorToTest(api: Api, tenant: string, row: Selectable<EmployeesTable>): Promise<void> {
  try {
    const test = await api.spaces.open(tenant, "test");
    await test.write(({ db }) => mirrorEmployee(db, row));
  } catch (error) {
    api.log.warn({ err: error, employee_id: row.employee_id }, "an employee could not be copied to the test space");
  }
}

/** An employee as colleagues and the API see him. */
export function toEmployee({ employee_id, name, email, role }: Selectable<EmployeesTable>): Employee {
  // The column is only written from the list of roles.
  return { employee_id, name, email, role: role as Role };
}

const nobody: Actor = { kind: "anyone" };

/** Takes a try before what it is tried at is looked up, so that no burst slips through. Throws RATE_LIMITED. */
export async function takeTry(api: Api, buckets: readonly Bucket[]): Promise<void> {
  if (!api.config.rateLimits) return;
  const verdict = await api.limiter.take(buckets, 1);
  if (verdict.allowed) return;
  const { retryAfter } = verdict;
  throw new AppError("RATE_LIMITED", `Too many wrong tries to sign in. Wait ${retryAfter} s and try again.`, {
    retryAfter,
    headers: rateHeaders(verdict),
  });
}
