import {
  ApiError,
  type CallOptions,
  type CallResult,
  type Client,
  type ClientOptions as CommonOptions,
  createClient as createCommonClient,
} from "../client.ts";
import type { Operations } from "./operations.ts";
import { type RetryOptions, retrying } from "./retry.ts";

// What customers import as `valethon/client`.
export type * from "./operations.ts";
export { ApiError, type CallOptions, type CallResult, type RetryOptions };

/** The name of an operation, for example `POST /leads`. */
export type OperationName = keyof Operations & string;
/** What an operation takes: `params`, `query` and `body`, each where it has one. */
export type InputOf<Name extends OperationName> = Operations[Name]["input"];
/** What an operation gives. */
export type ResultOf<Name extends OperationName> = Operations[Name]["result"];

/** The name of an operation that lists records by cursor. */
export type ListName = {
  [Name in OperationName]: ResultOf<Name> extends {
    readonly data: readonly unknown[];
    readonly pagination: infer Place;
  }
    ? [Extract<Place, CursorPlace>] extends [never]
      ? never
      : Name
    : never;
}[OperationName];
/** The records that an operation lists. */
export type RecordOf<Name extends ListName> =
  ResultOf<Name> extends { readonly data: readonly (infer Item)[] } ? Item : never;
/** What a list takes, without the place in it. */
export type ListInput<Name extends ListName> = {
  readonly [Part in keyof InputOf<Name>]: Part extends "query" ? Placeless<InputOf<Name>[Part]> : InputOf<Name>[Part];
};

type Placeless<Query> = Query extends undefined ? Query : Omit<Query, "cursor" | "page">;

interface CursorPlace {
  readonly next_cursor: string | null;
}

export interface ClientOptions extends CommonOptions {
  /** Sends again what was answered 429 or 503, once Retry-After has passed. Nothing is sent twice without it. */
  readonly retry?: RetryOptions;
}

export interface ValethonClient extends Client<Operations> {
  /**
   * Every record of a list, fetched page by page as the loop goes on: 100 at a time unless `per_page` says otherwise.
   * What changes its place meanwhile may come twice or not at all. Throws ApiError.
   */
  all<Name extends ListName>(
    name: Name,
    input: ListInput<Name>,
    options?: Pick<CallOptions, "signal">,
  ): AsyncGenerator<RecordOf<Name>, void, undefined>;
}

/** A client of the API over HTTP, typed with all its operations. */
export function createClient({ retry, ...options }: ClientOptions): ValethonClient {
  const client = createCommonClient<Operations>(
    retry === undefined ? options : { ...options, fetch: retrying(options.fetch ?? fetch, retry) },
  );
  return { ...client, all: (name, input, options) => allRecords(client, name, input, options) };
}

interface Page<Item> {
  readonly data: readonly Item[];
  readonly pagination: CursorPlace;
}

async function* allRecords<Name extends ListName>(
  client: Client<Operations>,
  name: Name,
  input: ListInput<Name>,
  options: Pick<CallOptions, "signal"> | undefined,
): AsyncGenerator<RecordOf<Name>, void, undefined> {
  // The compiler cannot follow what a list takes and gives through the operation's name.
  const { query } = input as { readonly query?: object };
  let cursor: string | null = "";
  while (cursor !== null) {
    const given = { ...input, query: { per_page: 100, ...query, cursor } };
    const page: unknown = await client.call(name, given as never, options);
    const { data, pagination } = page as Page<RecordOf<Name>>;
    yield* data;
    cursor = pagination.next_cursor;
  }
}
