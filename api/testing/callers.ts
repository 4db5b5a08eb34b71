import type { ApiKey } from "../access/actor.ts";
import { createEmployee, mirrorEmployee } from "../access/employees.ts";
import { parseKey } from "../access/keys.ts";
import type { Permission, Role } from "../access/permissions.ts";
import { createSession } from "../access/sessions.ts";
import { timestamp } from "../clock.ts";
import type { Mode } from "../store/space.ts";
import type { TestSite } from "./visitor.ts";

/** As whom a call of a test is made. */
export type Caller =
  | { readonly kind: "nobody" }
  /** A secret key that could do everything until it was revoked. */
  | { readonly kind: "revoked" }
  | { readonly kind: "public"; readonly mode: Mode }
  /** A public key on a website that the key does not allow. */
  | { readonly kind: "foreign_site" }
  | { readonly kind: "secret"; readonly permissions: readonly Permission[]; readonly mode: Mode }
  /** A signed-in employee who looks at the space of `mode`; `forged` calls lack the CSRF token. */
  | { readonly kind: "employee"; readonly role: Role; readonly mode: Mode; readonly forged?: boolean };

type Headers = Readonly<Record<string, string>>;

/** Makes the headers by which callers show who they are. Keys are made once: each costs a slow hash. */
export function createCallers(api: Pick<TestSite, "key" | "space" | "clock" | "origin" | "publicKey">) {
  const keys = new Map<string, Promise<string>>();
  const employees = new Map<Role, Promise<number>>();
  let revoked: Promise<string> | undefined;

  function keyOf(type: ApiKey["type"], wish: { permissions?: readonly Permission[]; allowed_origins?: string[] } = {}) {
    const name = JSON.stringify([type, wish]);
    const made = keys.get(name) ?? api.key(type, wish);
    keys.set(name, made);
    return made;
  }

  async function revokedKey(): Promise<string> {
    const key = await api.key("crm");
    const { write } = await api.space();
    await write(({ db }) =>
      db
        .updateTable("api_keys")
        .set({ revoked_at: now() })
        .where("prefix", "=", parseKey(key)?.prefix ?? "")
        .execute(),
    );
    return key;
  }

  async function employ(role: Role): Promise<number> {
    const wish = { name: `The ${role}`, email: `${role}@callers.example`, role, passwordHash: null, now: now() };
    const row = await (await api.space("live")).write(({ db }) => createEmployee(db, wish));
    await (await api.space("test")).write(({ db }) => mirrorEmployee(db, row));
    return row.employee_id;
  }

  const now = () => timestamp(api.clock.now());

  /** Signed in anew each time, so that a call that signs out ends nobody else's session. */
  async function signIn(role: Role) {
    const employing = employees.get(role) ?? employ(role);
    employees.set(role, employing);
    const employeeId = await employing;
    const live = await api.space("live");
    return await live.write(({ db }) => createSession(db, { employeeId, address: null, userAgent: null, now: now() }));
  }

  return async function headersOf(caller: Caller): Promise<Headers> {
    switch (caller.kind) {
      case "nobody":
        return {};
      case "revoked":
        revoked ??= revokedKey();
        return { "X-API-Key": await revoked };
      case "public":
        return { "X-API-Key": caller.mode === "test" ? await keyOf("pk_test") : api.publicKey };
      case "foreign_site": {
        const key = await keyOf("pk_live", { allowed_origins: ["https://allowed.example"] });
        return { "X-API-Key": key, Origin: "https://foreign.example" };
      }
      case "secret": {
        const { permissions, mode } = caller;
        return {
          "X-API-Key": await keyOf(mode === "test" ? "crm_test" : "crm", { permissions: [...permissions].sort() }),
        };
      }
      case "employee": {
        const { token, csrfToken } = await signIn(caller.role);
        const page = caller.forged === true ? {} : { Origin: api.origin, "X-CSRF-Token": csrfToken };
        return { Cookie: `valethon=${token}`, "X-Valethon-Mode": caller.mode, ...page };
      }
    }
  };
}
