import { z } from "zod";
import { listAsCsv } from "./csv.ts";
import type { Entity } from "./entity.ts";
import { cursorPagination, listRecords, pagination } from "./list.ts";
import { type ListQuery, listQuery } from "./list-query.ts";
import type { Scope } from "./narrowing.ts";
import { type Context, type OperationKey, operation } from "./operation.ts";

const pageOf = <Record extends z.ZodType>(record: Record) =>
  z.object({ data: z.array(record), pagination: z.union([pagination, cursorPagination]) });

/** What a list's description says of the one grammar, after what is special to it. */
const listGrammar = (entity: Entity) =>
  [
    "One page by `page` and `per_page`, or everything in turn by `cursor`. Filters combine with and; several values of one stand separated by commas.",
    ...(entity.customValue === undefined ? [] : ["Custom fields filter as `cf.<key>=value`."]),
    "`Accept: text/csv` streams the whole filtered list as a file.",
  ].join(" ");

/** A list of an entity as an operation says it: grammar, envelope, ETag and CSV. */
export const listSpec = <Record extends z.ZodObject>(entity: Entity<Record>, description?: string) =>
  ({
    description: [...(description === undefined ? [] : [description]), listGrammar(entity)].join(" "),
    query: listQuery(entity),
    returns: pageOf(entity.record),
    envelope: "page",
    etag: true,
    csv: true,
  }) as const;

/** Answers a list as the caller would have it: a page, or all of it as CSV. */
export async function answerList(context: Context, entity: Entity, query: ListQuery, scope: Scope = []) {
  const listed =
    context.request.accepts === "csv"
      ? await listAsCsv(context, entity, query, scope)
      : await listRecords(context, entity, query, scope);
  return listed as never;
}

export interface ListOptions {
  readonly summary: string;
  readonly description?: string;
  /** Refuses what the grammar allows and this collection does not. */
  readonly check?: (context: Context, query: ListQuery) => void | Promise<void>;
}

/** GET of a collection, by the one list grammar. */
export function listOperation<Path extends `/${string}`, Record extends z.ZodObject>(
  path: Path,
  entity: Entity<Record>,
  { summary, description, check }: ListOptions,
) {
  return operation(
    `GET ${path}` as `GET ${Path}` & OperationKey,
    { summary, ...listSpec(entity, description), permission: entity.permission.read },
    async (context, { query }) => {
      await check?.(context, query);
      return await answerList(context, entity, query);
    },
  );
}
