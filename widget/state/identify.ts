import type { Memory } from "./remembered.ts";
import type { Session } from "./session.ts";
import type { Snapshots } from "./snapshot.ts";

export interface Claims {
  readonly email?: string;
  readonly name?: string;
  readonly phone?: string;
  readonly company?: string;
  readonly external_id?: string;
  /** A signed identity (JWT), in place of all others. */
  readonly token?: string;
}

export interface Identifying {
  readonly session: Pick<Session, "post">;
  readonly memory: Pick<Memory, "write">;
  readonly snapshots: Pick<Snapshots, "patch">;
}

/**
 * Tells the server who the visitor is. Empty claims are left out. `confirm`: typed by the visitor for this purpose. Resolves
 * to whether the server accepted it.
 */
export async function identify(
  { session, memory, snapshots }: Identifying,
  claims: Claims,
  confirm: boolean,
): Promise<boolean> {
  const given = Object.entries(claims).filter(([, value]) => typeof value === "string" && value.trim() !== "");
  const identity = Object.fromEntries(given);
  const { ok } = await session.post("identify", { identity, confirm: confirm || undefined });
  if (ok) noteContact({ memory, snapshots }, identity);
  return ok;
}

/** The server accepted these claims: an email or phone among them need not be asked for again. */
export function noteContact({ memory, snapshots }: Omit<Identifying, "session">, claims: Claims): void {
  if (!claims.email && !claims.phone) return;
  memory.write({ contact_known: true });
  snapshots.patch({ contactKnown: true, contactFound: null });
}
