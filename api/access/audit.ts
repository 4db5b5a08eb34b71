import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import type { Actor } from "./actor.ts";

/** What the audit log knows of one deed. */
export interface Deed {
  /** What happened, for example `session.created`. */
  readonly action: string;
  readonly actor: Actor;
  /** What it happened to, for example `employee:3`. Never an address, a name or a credential. */
  readonly target: string | null;
  readonly address: string | null;
  /** ISO 8601. */
  readonly now: string;
}

/** Writes a row of the audit log, in the transaction of what it tells of. */
export async function audit(db: Kysely<Tables>, { action, actor, target, address, now }: Deed): Promise<void> {
  await db
    .insertInto("audit_log")
    .values({ action, actor: nameOf(actor), target, address, created_at: now })
    .execute();
}

/** Who did something, as logs and records name him: never an address, a name or a credential. */
export function nameOf(actor: Actor): string {
  switch (actor.kind) {
    case "employee":
      return `employee:${actor.employee.employee_id}`;
    case "public":
    case "secret":
      return `key:${actor.key.key_id}`;
    case "anyone":
    case "system":
      return actor.kind;
  }
}
