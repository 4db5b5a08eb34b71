import type { Kysely } from "kysely";
import type { z } from "zod";
import type { Actor } from "../access/actor.ts";
import type { Permission } from "../access/permissions.ts";
import type { Api } from "../api.ts";
import type { Answer, Call } from "../call.ts";
import type { Space, Transaction } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";
/** Method and path below the base path, `{id}` for path parameters. It is the operation's name everywhere. */
export type OperationKey = `${Method} /${string}`;

/**
 * Who may call an operation. A permission asks for a key or a console role that holds it; a list asks for each.
 * - `anyone`: no credential at all (openapi.json, sign-in);
 * - `any_secret`: any secret key or signed-in employee;
 * - `console`: any signed-in employee; `console_admin`: owners and admins;
 * - `entity:read`, `entity:write`: depends on the entity a row belongs to, the handler asks with `context.require`.
 */
export type Access =
  | Permission
  | readonly Permission[]
  | "anyone"
  | "any_secret"
  | "console"
  | "console_admin"
  | "entity:read"
  | "entity:write";

/** What a handler works with. On writes `db` is the operation's transaction, on reads the read-only connection. */
export interface Context {
  readonly api: Api;
  readonly space: Space;
  readonly db: Kysely<Tables>;
  readonly actor: Actor;
  readonly request: RequestFacts;
  /** The operation's one instant, ISO 8601 in whole seconds. */
  readonly now: string;
  /** Writes an event into the log, in this transaction. Only in operations that write. */
  readonly emit: Transaction["emit"];
  /** Publishes a fact after the commit. Only in operations that write. */
  readonly publish: Transaction["publish"];
  /** Throws FORBIDDEN, naming the permission, unless the caller holds it. */
  require(permission: Permission): void;
  /**
   * Runs another operation for the same caller, with a charge, a permission check and a transaction of its own; throws
   * AppError as that operation does. Only in operations whose `transaction` is "none".
   */
  relay(inner: InnerCall): Promise<Answer>;
}

/** A call within a call: what it asks for. Who asks stays the same. */
export type InnerCall = Pick<Call, "operation" | "params" | "query" | "body" | "request">;

/** Facts of the transport that an operation may need; none of them is trusted input. */
export interface RequestFacts {
  readonly id: string;
  /** The client's address after TRUST_PROXY, or null in process. */
  readonly address: string | null;
  readonly origin: string | null;
  readonly userAgent: string | null;
  /** Value of X-Widget-Session, when sent. */
  readonly widgetSession: string | null;
  readonly ifMatch: string | null;
  /** What the caller would rather have of a list: `csv` streams all of it. */
  readonly accepts: "json" | "csv";
  readonly idempotencyKey: string | null;
  readonly signal: AbortSignal | null;
}

export interface Input<P, Q, B, Prepared = undefined> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** What `prepare` returned. */
  readonly prepared: Prepared;
}

/** A reply with more than a value: wrap the value with `reply(value, {headers, status})`. */
export class Reply<R> {
  readonly value: R;
  readonly options: ReplyOptions;
  constructor(value: R, options: ReplyOptions) {
    this.value = value;
    this.options = options;
  }
}
export interface ReplyOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The record's version; becomes the ETag together with a hash of the body. */
  readonly version?: number;
  /** Sent instead of the value, as it comes. */
  readonly stream?: Stream;
}

/** A body that is made while it is sent. */
export interface Stream {
  readonly type: string;
  /** The name a browser saves it under. */
  readonly filename: string;
  readonly chunks: AsyncIterable<string>;
}
export const reply = <R>(value: R, options: ReplyOptions) => new Reply(value, options);

export interface OperationSpec<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
  Prepared,
> {
  readonly summary: string;
  readonly description?: string;
  readonly permission: Access;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The reply: what stands under `data`, or the whole reply beside `success` when `envelope` is "bare". */
  readonly returns: R;
  /** Status of success. */
  readonly status?: 200 | 201 | 202;
  /** Another success with the same answer, for the docs: status → when. */
  readonly alsoAnswers?: { readonly 200: string };
  /** `data` (default) wraps the value; `page` expects `{data, pagination}`; `bare` spreads it beside `success`. */
  readonly envelope?: "data" | "page" | "bare";
  /** Errors beyond those every operation may answer, for the docs: code → when. */
  readonly errors?: Readonly<Record<string, string>>;
  /** Events this operation may write, for the docs and the tests. */
  readonly events?: readonly string[];
  /** A request body for the docs. */
  readonly example?: unknown;
  /** The path's parameters in the docs' example, where they are not those that records have in every example. */
  readonly exampleParams?: Partial<z.input<P>>;
  /** What the answer to the docs' example says beyond what was sent and what field names tell: whole fields of it. */
  readonly exampleAnswer?: ExampleAnswer<z.output<R>>;
  /** Answers GET with an ETag and honours If-None-Match. */
  readonly etag?: boolean;
  /** Requests the call counts as; called after validation and before the transaction. Default 1. */
  readonly cost?: (
    context: CostContext,
    input: Input<z.output<P>, z.output<Q>, z.output<B>>,
  ) => Promise<number> | number;
  /** Which limiter bucket family is charged: the caller's own (default), or the free-to-poll one (120/min). */
  readonly charge?: "own" | "poll" | "none";
  /** Slow work that must not hold the transaction (hashing, DNS): runs before it. */
  readonly prepare?: (context: CostContext, input: Input<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Prepared>;
  /** The answer holds what must not be kept: no Idempotency-Key keeps it, a repeat runs again. */
  readonly sensitive?: boolean;
  /** What a repeat under the same Idempotency-Key gets, where the answer shows a secret once: the answer without it. */
  readonly keptAnswer?: (answer: z.output<R>) => z.output<R>;
  /** The list can be had as CSV too, by `Accept: text/csv`. */
  readonly csv?: boolean;
  /**
   * `own` (default): a handler that writes runs in one transaction. `none`: no transaction is held while it works. It
   * relays to other operations, each with one of its own, or waits for the world outside before it writes.
   */
  readonly transaction?: "own" | "none";
  /**
   * Only as a request of its own, never within a batch: it is about cookies, its body or answer is not JSON, or nothing
   * is kept by which a repeated batch could tell that it is done.
   */
  readonly alone?: boolean;
  /** Cache-Control of success; `no-store` unless told. */
  readonly cacheControl?: string;
  /** What the body is, where it is a text and not JSON: its schema then gets a string. */
  readonly media?: "text/csv";
  /** Largest body in bytes; 256 KiB unless told. */
  readonly maxBody?: number;
  /** Deepest nesting of the body; 20 levels unless told. */
  readonly maxDepth?: number;
}

/** All of an answer that is a list, any fields of one that is an object. */
export type ExampleAnswer<Answer> = Answer extends readonly unknown[]
  ? Answer
  : Answer extends object
    ? Partial<Answer>
    : Answer;

/** What is known before the transaction starts. */
export type CostContext = Pick<Context, "api" | "space" | "actor" | "request" | "now"> & {
  readonly db: Kysely<Tables>;
};

export interface Operation<
  Key extends OperationKey = OperationKey,
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
  Prepared = unknown,
> {
  readonly key: Key;
  readonly method: Method;
  readonly path: string;
  readonly spec: OperationSpec<P, Q, B, R, Prepared>;
  readonly handle: (
    context: Context,
    input: Input<z.output<P>, z.output<Q>, z.output<B>, Prepared>,
  ) => Promise<z.input<R> | Reply<z.input<R>>>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of operations of every shape; each is checked where it is defined.
export type AnyOperation = Operation<OperationKey, any, any, any, any, any>;

/**
 * Declares an API operation. The one value is the Express route, the OpenAPI path, the typed client's signature,
 * the permission matrix's row and the in-process call.
 */
export function operation<
  const Key extends OperationKey,
  R extends z.ZodType,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  Prepared = undefined,
>(
  key: Key,
  spec: OperationSpec<P, Q, B, R, Prepared>,
  handle: Operation<Key, P, Q, B, R, Prepared>["handle"],
): Operation<Key, P, Q, B, R, Prepared> {
  const [method, path] = key.split(" ") as [Method, string];
  return { key, method, path, spec, handle };
}

/** Whether a repeat with the same Idempotency-Key gets the first answer again, out of the store. */
export const keepsAnswers = ({ method, spec }: AnyOperation): boolean =>
  method === "POST" && spec.sensitive !== true && spec.transaction !== "none";

type Given<Name extends string, S> = S extends z.ZodUndefined
  ? { readonly [N in Name]?: undefined }
  : S extends z.ZodType
    ? undefined extends z.input<S>
      ? { readonly [N in Name]?: z.input<S> }
      : Record<string, never> extends z.input<S>
        ? { readonly [N in Name]?: z.input<S> }
        : { readonly [N in Name]: z.input<S> }
    : never;

/** The typed client's view of one operation. */
export interface Signature<Params, Query, Body, Result> {
  readonly input: Params & Query & Body;
  readonly result: Result;
}

/** Maps operations to what a client sends and gets, by key. */
export type Signatures<Operations extends readonly AnyOperation[]> = {
  [O in Operations[number] as O["key"]]: O extends Operation<OperationKey, infer P, infer Q, infer B, infer R, infer _>
    ? Signature<Given<"params", P>, Given<"query", Q>, Given<"body", B>, z.output<R>>
    : never;
};
