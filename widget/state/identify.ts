import type { Session } from "./session.ts";

export interface Claims {
  readonly email?: string;
  readonly name?: string;
  readonly phone?: string;
  readonly company?: string;
  readonly external_id?: string;
  /** A signed identity (JWT), in place of all others. */
  readonly token?: string;
}

/** Whether the server accepted who the visitor is, and whether it now knows how to reach them. */
export interface Identified {
  readonly accepted: boolean;
  readonly reachable: boolean;
}

/** Tells the server who the visitor is. Empty claims are left out. `confirm`: typed by the visitor for this purpose. */
export async function identify(session: Pick<Session, "post">, claims: Claims, confirm: boolean): Promise<Identified> {
  const given = Object.entries(claims).filter(([, value]) => typeof value === "string" && value.trim() !== "");
  const identity = Object.fromEntries(given);
  const { ok } = await session.post("identify", { identity, confirm: confirm || undefined });
  return { accepted: ok, reachable: ok && ("email" in identity || "phone" in identity) };
}
