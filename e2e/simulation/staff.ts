import { createEmployee } from "../../api/access/employees.ts";
import type { Role } from "../../api/access/permissions.ts";
import { createSession } from "../../api/access/sessions.ts";
import { timestamp } from "../../api/clock.ts";
import type { LocalCaller } from "../../api/local-client.ts";
import type { TestSite } from "../../api/testing/visitor.ts";

type SignIn = NonNullable<LocalCaller["session"]>;

/** The people behind the website, by their employee ids. */
export interface Staff {
  readonly admin: number;
  readonly agents: readonly number[];
  /** Signs everybody in anew: a sign-in ends after half a day without use, and after a week in any case. */
  signIn(): Promise<void>;
  signedIn(employee: number): SignIn;
}

export async function employStaff(site: TestSite): Promise<Staff> {
  const { write } = await site.space();
  const now = () => timestamp(site.clock.now());
  const sessions = new Map<number, SignIn>();

  async function employ(name: string, role: Role): Promise<number> {
    const wish = { name, email: `${name.toLowerCase()}@staff.example`, role, passwordHash: null, now: now() };
    return (await write(({ db }) => createEmployee(db, wish))).employee_id;
  }

  async function signInOne(employeeId: number): Promise<void> {
    const wish = { employeeId, address: null, userAgent: null, now: now() };
    const { token, csrfToken } = await write(({ db }) => createSession(db, wish));
    sessions.set(employeeId, { cookieToken: token, csrfToken });
  }

  const admin = await employ("Petra", "admin");
  const agents = [
    await employ("Amira", "agent"),
    await employ("Bruno", "agent"),
    await employ("Chidi", "agent"),
    await employ("Dana", "agent"),
  ];
  const staff: Staff = {
    admin,
    agents,
    async signIn() {
      for (const one of [admin, ...agents]) await signInOne(one);
    },
    signedIn(employee) {
      const session = sessions.get(employee);
      if (session === undefined) throw new Error(`Employee ${employee} has not signed in.`);
      return session;
    },
  };
  await staff.signIn();
  return staff;
}
