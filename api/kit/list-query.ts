import { z } from "zod";
import { filterPrefix } from "./custom-filter.ts";
import type { Entity } from "./entity.ts";
import { type Filter, moment, severalOf } from "./filters.ts";

const moments = {
  created_after: moment("created_at", "after"),
  created_before: moment("created_at", "before"),
  updated_after: moment("updated_at", "after"),
  updated_before: moment("updated_at", "before"),
} satisfies Record<string, Filter>;

export const filtersOf = (entity: Entity): Readonly<Record<string, Filter>> => ({ ...moments, ...entity.filters });

/** A comma list of which every name must be one of `known`. */
function names(known: readonly string[], description: string) {
  return z
    .string()
    .refine((text) => severalOf(text).every((name) => known.includes(name)), {
      error: `use one or several of ${known.join(", ")}`,
    })
    .optional()
    .describe(`${description} One or several of ${known.join(", ")}, separated by commas.`);
}

export const pageQuery = {
  page: z.int().min(1).default(1).describe("Page number, from 1."),
  per_page: z.int().min(1).max(100).default(25).describe("Items per page, at most 100."),
};

/** The query parameters of an entity's list: the same grammar for every collection. */
export function listQuery(entity: Entity): z.ZodType<ListQuery, ListInput> {
  const embeds = Object.keys(entity.embeds ?? {});
  const query = closed(entity, {
    ...pageQuery,
    sort: z.enum(entity.sort).default(entity.sort[0]).describe("Sort field."),
    order: z
      .enum(["asc", "desc"])
      .default(entity.order ?? "desc")
      .describe("Ascending or descending; ties are broken by id."),
    cursor: z
      .string()
      .optional()
      .describe("For long exports: start with an empty cursor, go on with pagination.next_cursor until it is null."),
    fields: names(Object.keys(entity.record.shape), "Trims the rows."),
    ...(embeds.length > 0 ? { include: names(embeds, "Embeds what the detail embeds.") } : {}),
    ...narrowingShape(entity),
  });
  // Filters are known where the entity is declared; the schema checks them, the type leaves them open.
  return query as unknown as z.ZodType<ListQuery, ListInput>;
}

/** What narrows an entity's list and nothing else, for what is told of all its records together. */
export const narrowingQuery = (entity: Entity) =>
  closed(entity, narrowingShape(entity)) as unknown as z.ZodType<NarrowingQuery, ListInput>;

/** Refuses every name but these and, where an entity has them, its custom fields. */
const closed = (entity: Entity, shape: z.ZodRawShape) =>
  entity.customValue === undefined ? z.strictObject(shape) : withCustomFilters(shape);

function narrowingShape(entity: Entity): z.ZodRawShape {
  const filters = Object.entries(filtersOf(entity)).map(([name, filter]) => [name, filter.schema.optional()] as const);
  return {
    ...(entity.search === undefined
      ? {}
      : {
          search: z
            .string()
            .max(200)
            .optional()
            .describe(
              `Looks through ${entity.searched ?? "the record"}. Every word must match, as the beginning of a word; case and accents make no difference. At most 200 characters.`,
            ),
        }),
    ...Object.fromEntries(filters),
  };
}

/** Filters by custom fields have names that only the space knows; every other name is as unknown as elsewhere. */
function withCustomFilters(shape: z.ZodRawShape) {
  return z.looseObject(shape).superRefine((query, context) => {
    const unknown = Object.keys(query).filter((name) => !Object.hasOwn(shape, name) && !name.startsWith(filterPrefix));
    if (unknown.length > 0) context.addIssue({ code: "unrecognized_keys", keys: unknown, input: query });
    for (const [name, value] of Object.entries(query)) {
      const isText = Object.hasOwn(shape, name) || (typeof value === "string" && value.length <= 1000);
      if (!isText)
        context.addIssue({ code: "custom", path: [name], message: "give it once, at most 1,000 characters" });
    }
  });
}

/** What a list is narrowed to: the search, and filters by their names. */
export interface NarrowingQuery {
  readonly search?: string | undefined;
  readonly [filter: string]: unknown;
}

export interface ListQuery extends NarrowingQuery {
  readonly page: number;
  readonly per_page: number;
  readonly sort: string;
  readonly order: "asc" | "desc";
  readonly cursor?: string | undefined;
  readonly fields?: string | undefined;
  readonly include?: string | undefined;
}

/** What a client may send: text, numbers and booleans under the list's declared names. */
export interface ListInput {
  readonly [name: string]: string | number | boolean | undefined;
}
