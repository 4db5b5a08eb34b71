import type { Permission, Role } from "./permissions.ts";

export type KeyType = "crm" | "crm_test" | "pk_live" | "pk_test";

/** An API key as the rest of the product sees it: never its secret, never its hash. */
export interface ApiKey {
  readonly key_id: number;
  readonly name: string;
  readonly type: KeyType;
  readonly prefix: string;
  readonly last4: string;
  readonly permissions: readonly Permission[];
  readonly rate_limit_per_minute: number;
  readonly site_limit_per_minute: number;
  readonly rate_limit_scope: "visitor" | "key";
  readonly allowed_origins: readonly string[];
  readonly allowed_ips: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly created_by: number | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly revoked_at: string | null;
  /** The key that took its place, or null. */
  readonly rolled_to: number | null;
  /** The first key of its line: visitors' sessions belong to that, so that rolling a key ends no conversation. */
  readonly first_key_id: number;
  /** Visitors can only write once the website's server has signed who they are. */
  readonly identity_required: boolean;
}

export interface Employee {
  readonly employee_id: number;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** Who calls. `public` is a website's visitor, known by a public key only; his session is the operation's own matter. */
export type Actor =
  | { readonly kind: "anyone" }
  | { readonly kind: "public"; readonly key: ApiKey }
  | { readonly kind: "secret"; readonly key: ApiKey }
  | { readonly kind: "employee"; readonly employee: Employee; readonly sessionId: number; readonly csrfToken: string }
  /** The product itself (command line, scheduler). */
  | { readonly kind: "system" };

/** The employee who calls, by his id; null for keys and for the product itself. */
export const employeeIn = ({ actor }: { readonly actor: Actor }) =>
  actor.kind === "employee" ? actor.employee.employee_id : null;
