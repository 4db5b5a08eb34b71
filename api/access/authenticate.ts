import type { Api } from "../api.ts";
import { timestamp } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Access } from "../kit/operation.ts";
import type { Mode, Space } from "../store/space.ts";
import type { Actor } from "./actor.ts";
import { addressAllowed } from "./address.ts";
import { parseKey } from "./keys.ts";
import { originAllowed } from "./origins.ts";
import { type Permission, permissionsOfRole } from "./permissions.ts";
import { hashToken, verifySession } from "./sessions.ts";

/** What a request shows about who sends it. Nothing in it is trusted yet. */
export interface Credential {
  readonly key: string | null;
  /** The console's cookie. */
  readonly cookieToken: string | null;
  readonly csrfToken: string | null;
  /** The space the console looks at; live unless told. */
  readonly mode: Mode | null;
  /** True when the browser itself says that the request comes from a page of this origin. */
  readonly sameOrigin: boolean;
}

export interface Caller {
  readonly tenant: string;
  readonly credential: Credential;
  readonly address: string | null;
  readonly origin: string | null;
  /** False for calls that only read: they need no CSRF token. */
  readonly writes: boolean;
}

export interface Authenticated {
  readonly actor: Actor;
  readonly space: Space;
}

/**
 * Finds out who calls, and in which space. Throws AUTH_REQUIRED with one body for every missing, malformed, unknown,
 * expired or revoked credential.
 */
export async function authenticate(api: Api, caller: Caller, access: Access): Promise<Authenticated> {
  const { credential, tenant } = caller;
  if (access === "anyone") return { actor: { kind: "anyone" }, space: await api.spaces.open(tenant, "live") };
  if (credential.key !== null) return await byKey(api, caller, credential.key);
  if (credential.cookieToken !== null && access !== "widget:access")
    return await bySession(api, caller, credential.cookieToken);
  throw unauthenticated();
}

async function byKey(api: Api, caller: Caller, text: string): Promise<Authenticated> {
  const parsed = parseKey(text);
  if (parsed === null) throw unauthenticated();
  const mode = parsed.type === "pk_test" || parsed.type === "crm_test" ? "test" : "live";
  const space = await api.spaces.open(caller.tenant, mode);
  const key = await api.keys.verify(space, text, caller.address);
  if (key === null || !addressAllowed(key.allowed_ips, caller.address)) throw unauthenticated();
  const kind = key.type.startsWith("pk_") ? "public" : "secret";
  return { actor: { kind, key }, space };
}

async function bySession(api: Api, caller: Caller, token: string): Promise<Authenticated> {
  const live = await api.spaces.open(caller.tenant, "live");
  const actor = await verifySession(live, token, timestamp(api.clock.now()), (error) =>
    api.log.warn({ err: error }, "last use of a sign-in could not be noted"),
  );
  if (actor === null) throw unauthenticated();
  if (caller.writes) checkForgery(api, caller, actor.csrfToken);
  const space = caller.credential.mode === "test" ? await api.spaces.open(caller.tenant, "test") : live;
  return { actor, space };
}

function checkForgery(api: Api, { credential, origin }: Caller, csrfToken: string): void {
  const fromHere = credential.sameOrigin || (origin !== null && api.config.publicOrigins.includes(origin));
  // Digests are compared: how long that takes tells nothing about the token.
  if (fromHere && hashToken(credential.csrfToken ?? "") === hashToken(csrfToken)) return;
  throw new AppError(
    "FORBIDDEN",
    "This change does not come from the console itself. Reload the console, or send X-CSRF-Token from GET /session.",
  );
}

function unauthenticated(): AppError {
  return new AppError(
    "AUTH_REQUIRED",
    "A valid API key is required. Send it as X-API-Key; keys are made in Settings → CRM → API Keys.",
  );
}

/** Throws FORBIDDEN unless the actor is of the kind and holds the permissions that `access` asks for. */
export function authorise(actor: Actor, origin: string | null, access: Access): void {
  switch (access) {
    case "anyone":
      return;
    case "widget:access":
      requireVisitor(actor, origin);
      return;
    case "any_secret":
    case "entity:read":
    case "entity:write":
      requireSecret(actor);
      return;
    case "console":
    case "console_admin":
      requireConsole(actor, access === "console_admin");
      return;
    default:
      requireSecret(actor);
      for (const permission of typeof access === "string" ? [access] : access) requirePermission(actor, permission);
  }
}

/** Throws FORBIDDEN, naming the permission, unless the actor holds it. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (holds(actor, permission)) return;
  throw new AppError(
    "FORBIDDEN",
    `This needs the permission ${permission}. Ask an admin to add it to the key or role, or use another one.`,
    { details: [{ field: "permission", code: "missing_permission", message: permission }] },
  );
}

export const holds = (actor: Actor, permission: Permission) => permissionsOf(actor).includes(permission);

function permissionsOf(actor: Actor): readonly Permission[] {
  if (actor.kind === "employee") return permissionsOfRole[actor.employee.role];
  return actor.kind === "public" || actor.kind === "secret" ? actor.key.permissions : [];
}

function requireVisitor(actor: Actor, origin: string | null): void {
  if (actor.kind !== "public") {
    throw new AppError(
      "FORBIDDEN",
      "Widget calls take a public key (pk_live_ or pk_test_). Use one instead of this credential.",
    );
  }
  requirePermission(actor, "widget:access");
  if (originAllowed(actor.key.allowed_origins, origin)) return;
  throw new AppError(
    "FORBIDDEN",
    `This key does not allow ${origin ?? "requests without an Origin"}. Add the website to the key's allowed origins.`,
  );
}

function requireSecret(actor: Actor): void {
  if (actor.kind === "secret" || actor.kind === "employee") return;
  throw new AppError(
    "FORBIDDEN",
    "A public key opens only the widget endpoints. Use a secret key (crm_) from a server.",
  );
}

/** Throws FORBIDDEN unless an owner is signed in to the console: what erases for good is never for a key. */
export function requireOwner(
  actor: Actor,
  /** What to do instead. */
  otherwise = "Leave purge out: what is deleted goes for good after 30 days.",
): void {
  if (actor.kind === "employee" && actor.employee.role === "owner") return;
  throw new AppError("FORBIDDEN", `Erasing for good is for owners signed in to the console. ${otherwise}`);
}

function requireConsole(actor: Actor, admin: boolean): void {
  if (actor.kind !== "employee") {
    throw new AppError("FORBIDDEN", "This is for people signed in to the console; API keys cannot do it.");
  }
  if (admin && actor.employee.role !== "owner" && actor.employee.role !== "admin") {
    throw new AppError("FORBIDDEN", "This needs the role owner or admin. Ask one of them.");
  }
}
