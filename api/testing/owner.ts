import { createEmployee } from "../access/employees.ts";
import { createSession } from "../access/sessions.ts";
import { timestamp } from "../clock.ts";
import type { TestApi } from "./api.ts";

/** Makes an owner at the first call; answers the headers of a console that was just signed in to as that owner. */
export function createOwner(api: Pick<TestApi, "space" | "clock" | "origin">) {
  let employing: Promise<number> | undefined;
  const now = () => timestamp(api.clock.now());

  async function employ(): Promise<number> {
    const wish = { name: "Olga Owner", email: "olga@owner.example", role: "owner", passwordHash: null } as const;
    const { write } = await api.space();
    return (await write(({ db }) => createEmployee(db, { ...wish, now: now() }))).employee_id;
  }

  return async (): Promise<Readonly<Record<string, string>>> => {
    employing ??= employ();
    const employeeId = await employing;
    const { write } = await api.space();
    const session = { employeeId, address: null, userAgent: null, now: now() };
    const { token, csrfToken } = await write(({ db }) => createSession(db, session));
    return { Cookie: `valethon=${token}`, "X-CSRF-Token": csrfToken, Origin: api.origin };
  };
}
