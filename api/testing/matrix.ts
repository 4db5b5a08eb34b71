import { expect } from "vitest";
import { type Permission, permissions, type Role } from "../access/permissions.ts";
import { statusOf } from "../errors.ts";
import type { Access, AnyOperation } from "../kit/operation.ts";
import type { Mode } from "../store/space.ts";
import type { Caller } from "./callers.ts";
import type { Case } from "./cases.ts";
import { type Misuse, misusesOf, wrongMethods } from "./misuses.ts";
import type { PreparedCall } from "./stage.ts";

interface Admitted {
  readonly who: string;
  readonly caller: Caller;
}

interface Refused extends Admitted {
  readonly status: 401 | 403;
  /** The permission that the answer names. */
  readonly permission?: Permission;
}

/** A call that must not work, and its answer. */
export interface Refusal {
  readonly name: string;
  readonly caller: Caller;
  readonly status: number;
  readonly body: object;
  change(call: PreparedCall): PreparedCall;
}

const everything = permissions.filter((permission) => permission !== "widget:access");
const agentWrites: readonly Permission[] = ["leads:write", "contacts:write", "activities:write", "conversations:write"];

/** What a role may do by the contract, said a second time: this table and the product's must agree. */
function holds(role: Role, permission: Permission): boolean {
  if (role === "owner" || role === "admin") return true;
  return permission.endsWith(":read") || (role === "agent" && agentWrites.includes(permission));
}

const secret = (held: readonly Permission[], mode: Mode = "live"): Caller => ({
  kind: "secret",
  permissions: held,
  mode,
});
const employee = (role: Role, mode: Mode = "live"): Caller => ({ kind: "employee", role, mode });

/** The permissions that a call of the operation asks for, the declared ones and the handler's. */
function needed(access: Access, more: readonly Permission[]): readonly Permission[] {
  const declared = permissions.filter((one) => (typeof access === "string" ? [access] : access).includes(one));
  return [...new Set([...declared, ...more])];
}

/** Everybody who may call the operation, the plainest first: a key that holds just enough, the least role. */
function admittedTo({ spec: { permission } }: AnyOperation, needs: readonly Permission[] = []): Admitted[] {
  switch (permission as Access) {
    case "anyone":
      return [{ who: "anybody", caller: { kind: "nobody" } }];
    case "widget:access":
      return [{ who: "a public key", caller: { kind: "public", mode: "live" } }];
    case "console":
      return [{ who: "a viewer", caller: employee("viewer") }];
    case "console_admin":
      return (["admin", "owner"] as const).map((role) => ({ who: `an ${role}`, caller: employee(role) }));
    default: {
      const enough = needed(permission, needs);
      const least = (["viewer", "agent", "admin"] as const).find((role) => enough.every((one) => holds(role, one)));
      // A key must hold something: what any key may do is shown by one that only reads leads.
      const held: readonly Permission[] = enough.length === 0 ? ["leads:read"] : enough;
      return [
        { who: `a key with ${held.join(" and ")}`, caller: secret(held) },
        { who: `the role ${least}`, caller: employee(least ?? "admin") },
      ];
    }
  }
}

/** The right callers of a row, the plainest first. */
export function callersOf(operation: AnyOperation, { as, by, needs }: Pick<Case, "as" | "by" | "needs">): Admitted[] {
  if (as !== undefined) return [{ who: `the row's own caller`, caller: as }];
  const kind = by === "key" ? "secret" : by;
  return admittedTo(operation, needs).filter(({ caller }) => kind === undefined || caller.kind === kind);
}

/** A caller who may do as much in the other mode, in which nothing of the first exists. */
function inOtherMode(caller: Caller): Caller {
  if (!("mode" in caller)) return caller;
  const mode = caller.mode === "live" ? "test" : "live";
  return caller.kind === "secret" ? secret(everything, mode) : { ...caller, mode };
}

/** Everybody who may not call the operation: no credential, each wrong kind, each missing permission, each lesser role. */
function strangersTo({ method, spec }: AnyOperation, needs: readonly Permission[] = []): Refused[] {
  const access = spec.permission as Access;
  if (access === "anyone") return [];
  const unknown: Refused[] = [
    { who: "nobody", caller: { kind: "nobody" }, status: 401 },
    { who: "a revoked key", caller: { kind: "revoked" }, status: 401 },
  ];
  if (access === "widget:access") return [...unknown, ...noVisitors];
  return [
    ...unknown,
    { who: "a public key", caller: { kind: "public", mode: "live" }, status: 403 },
    ...(access === "console" || access === "console_admin" ? noKeys : lackingKeys(needed(access, needs))),
    ...lesserRoles(access, needed(access, needs)),
    ...(method === "GET" ? [] : [forged]),
  ];
}

const noVisitors: readonly Refused[] = [
  { who: "a secret key", caller: secret(everything), status: 403 },
  { who: "an owner's sign-in", caller: employee("owner"), status: 401 },
  { who: "a public key on a website it does not allow", caller: { kind: "foreign_site" }, status: 403 },
];

const noKeys: readonly Refused[] = [{ who: "a secret key", caller: secret(everything), status: 403 }];

const forged: Refused = {
  who: "an owner's sign-in without the CSRF token",
  caller: { kind: "employee", role: "owner", mode: "live", forged: true },
  status: 403,
};

const lackingKeys = (enough: readonly Permission[]): Refused[] =>
  enough.map((permission) => ({
    who: `a key with all but ${permission}`,
    caller: secret(everything.filter((one) => one !== permission)),
    status: 403,
    permission,
  }));

function lesserRoles(access: Access, enough: readonly Permission[]): Refused[] {
  return (["agent", "viewer"] as const).flatMap((role): Refused[] => {
    if (access === "console_admin") return [{ who: `the role ${role}`, caller: employee(role), status: 403 }];
    const permission = enough.find((one) => !holds(role, one));
    return permission === undefined
      ? []
      : [{ who: `the role ${role}`, caller: employee(role), status: 403, permission }];
  });
}

/** Everything that the operation must refuse: callers, what can be wrong with a right caller's call, the other mode. */
export function refusalsOf(operation: AnyOperation, happy: Case, operations: readonly AnyOperation[]): Refusal[] {
  const right = callersOf(operation, happy)[0]?.caller ?? { kind: "nobody" };
  const isFirstOfPath = operations.find(({ path }) => path === operation.path) === operation;
  const misuses = [
    ...misusesOf(operation, happy.except),
    ...(isFirstOfPath ? wrongMethods(operation, operations) : []),
    ...(operation.path.includes("{") && happy.except?.other_mode === undefined ? [elsewhere] : []),
  ];
  return [
    ...strangersTo(operation, happy.needs).map(toRefusal),
    ...misuses.map(({ name, code, detail, change }) => ({
      ...{ name: `${name}: ${code}`, status: statusOf[code], change },
      caller: change === elsewhere.change ? inOtherMode(right) : right,
      body: {
        code,
        ...(detail === undefined ? {} : { details: expect.arrayContaining([expect.objectContaining(detail)]) }),
      },
    })),
  ];
}

const unchanged = (call: PreparedCall) => call;

/** What the path names is in the live space; whoever works in the test space finds nothing there. */
const elsewhere: Misuse = { name: "whoever works in the other mode", code: "NOT_FOUND", change: (call) => call };

const toRefusal = ({ who, caller, status, permission }: Refused): Refusal => ({
  ...{ name: `${who}: ${status}`, caller, status, change: unchanged },
  body: {
    code: status === 401 ? "AUTH_REQUIRED" : "FORBIDDEN",
    ...(permission === undefined ? {} : { error: expect.stringContaining(permission) }),
  },
});
