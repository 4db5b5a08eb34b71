/**
 * The rows by which every operation is tested (api/matrix.test.ts). To add an operation's: export `cases` from
 * api/testing/cases/<resource>.ts; every file there is read. One row without a name is its happy path, others have one:
 *
 *   row("PUT /leads/{id}", {
 *     given: async (stage) => ({ id: (await stage.makeLead()).lead_id }),  // what must be there; `id` fills {id}
 *     body: { status: "contacted" },                       // query, headers and body may be functions of what was given
 *     status: 200,
 *     answers: ({ id }) => ({ data: { lead_id: id, status: "contacted" } }),                 // a part of the answer
 *     events: ["lead.updated"],                                                              // all of them, in order
 *   })
 *
 * Who may call follows from the operation's `permission`; where the handler asks for more (`entity:write`, convert),
 * `needs` says so. Everything else is generated: who may not, wrong ids, parameters, bodies and methods, the answer's
 * schema, its headers, Idempotency-Key and If-None-Match. `except` leaves one check out and says why it cannot hold.
 */
import { readdir } from "node:fs/promises";
import type { Permission } from "../access/permissions.ts";
import type { EventName } from "../events/names.ts";
import type { OperationKey } from "../kit/operation.ts";
import type { ApiSignatures } from "../resources/index.ts";
import type { Caller } from "./callers.ts";
import type { PreparedCall, Stage } from "./stage.ts";

type Fields = { readonly [name: string]: unknown };
type From<Given, Value> = Value | ((given: Given) => Value);

/** Generated checks that a row may be excepted from. */
export type Check = "other_mode" | "unknown_id" | "unknown_field" | "json_only" | "replay" | "schema";

export interface RowSpec<Given> {
  /** The promise, for rows beside the happy path. */
  readonly name?: string;
  /** Permissions the handler asks for beyond the operation's own. */
  readonly needs?: readonly Permission[];
  /** One caller instead of all the right ones. */
  readonly as?: Caller;
  /** Where keys and employees fare differently: which of them the row is about. */
  readonly by?: "key" | "employee";
  readonly given?: (stage: Stage) => Given | Promise<Given>;
  readonly query?: From<Given, Fields>;
  readonly headers?: From<Given, Readonly<Record<string, string>>>;
  /** Sent as JSON; a text goes as it is, under the Content-Type that `headers` names. */
  readonly body?: From<Given, Fields | string>;
  readonly status: number;
  readonly answers?: From<Given, Fields>;
  readonly events?: readonly EventName[];
  /** Runs on an API of its own, in which nobody has been employed. */
  readonly alone?: boolean;
  readonly except?: Readonly<Partial<Record<Check, string>>>;
}

export interface Case extends Pick<RowSpec<never>, "needs" | "as" | "by" | "status" | "alone" | "except"> {
  readonly operation: OperationKey;
  readonly name: string;
  readonly isHappyPath: boolean;
  readonly events: readonly EventName[];
  /** Makes what the call needs; returns the call and what it must answer. */
  prepare(stage: Stage): Promise<{ readonly call: PreparedCall; readonly answers: Fields }>;
}

/** Declares one row of the operations' test. */
export function row<Given extends Fields>(operation: keyof ApiSignatures, spec: RowSpec<Given>): Case {
  const { name, events = [], needs, as, by, status, alone, except } = spec;
  const [method = "", path = ""] = operation.split(" ");
  return {
    ...{ operation, events, status, name: name ?? "does what it is for", isHappyPath: name === undefined },
    ...(needs === undefined ? {} : { needs }),
    ...(as === undefined ? {} : { as }),
    ...(by === undefined ? {} : { by }),
    ...(alone === undefined ? {} : { alone }),
    ...(except === undefined ? {} : { except }),
    async prepare(stage) {
      // Without `given`, no function asks for it.
      const given = ((await spec.given?.(stage)) ?? {}) as Given;
      const call = {
        ...{ method, path, params: given },
        query: resolve(spec.query, given) ?? {},
        headers: resolve(spec.headers, given) ?? {},
        body: resolve(spec.body, given),
      };
      return { call, answers: resolve(spec.answers, given) ?? {} };
    },
  };
}

const resolve = <Given, Value>(value: From<Given, Value> | undefined, given: Given) =>
  typeof value === "function" ? (value as (given: Given) => Value)(given) : value;

const folder = new URL("./cases/", import.meta.url);

/** The rows of every file in the folder, in the order of their names. */
export async function loadCases(): Promise<readonly Case[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ts")).sort();
  const files = names.map((name) => import(new URL(name, folder).href) as Promise<{ cases: readonly Case[] }>);
  return (await Promise.all(files)).flatMap(({ cases }) => cases);
}
