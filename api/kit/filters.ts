import { type RawBuilder, type SqlBool, sql } from "kysely";
import { z } from "zod";
import { parseMoment, timestamp } from "../clock.ts";
import { normalise, wordsOf } from "../store/normalise.ts";

/** What a column can hold; null is nothing. */
export type Value = string | number | null;

/** One query parameter that narrows a list. */
export interface Filter {
  readonly schema: z.ZodType;
  /** The column it looks at, where that is not the parameter's own name. */
  readonly column?: string;
  /** The condition for a parsed value; null when it asks for everything. */
  readonly where: (column: RawBuilder<unknown>, value: never) => RawBuilder<SqlBool> | null;
  /** Where it asks for a column that holds one of some values: these, each once; null when it asks for everything. */
  readonly values?: (value: never) => readonly Value[] | null;
  /** It asks for a column on one side of a value. */
  readonly isRange?: boolean;
}

/** Values separated by commas. */
export const severalOf = (text: string) => text.split(",").map((part) => part.trim());

/** Records whose column holds one of some values. */
function holding<Parsed>(
  schema: z.ZodType,
  wanted: (value: Parsed) => readonly Value[] | null,
  column?: string,
): Filter {
  const values = (value: Parsed) => wanted(value)?.filter((one, i, all) => all.indexOf(one) === i) ?? null;
  return {
    schema,
    values,
    ...(column === undefined ? {} : { column }),
    where(reference, value: Parsed) {
      const all = values(value);
      return all === null ? null : holdsOneOf(reference, all);
    },
  };
}

/** The condition that a column holds one of these values. */
export function holdsOneOf(column: RawBuilder<unknown>, values: readonly Value[]): RawBuilder<SqlBool> {
  const given = values.filter((value) => value !== null);
  const conditions = [
    ...(given.length === 1 ? [sql<SqlBool>`${column} = ${given[0]}`] : []),
    ...(given.length > 1 ? [sql<SqlBool>`${column} in (${sql.join(given)})`] : []),
    ...(given.length < values.length ? [sql<SqlBool>`${column} is null`] : []),
  ];
  return conditions.length === 1 && conditions[0] !== undefined
    ? conditions[0]
    : sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;
}

/** One or several of fixed values, separated by commas; `all` asks for everything. */
export function choice(values: readonly string[], more: { readonly all?: boolean } = {}): Filter {
  const named = more.all === true ? [...values, "all"] : values;
  const schema = z
    .string()
    .refine((text) => severalOf(text).every((value) => named.includes(value)), {
      error: `use one or several of ${named.join(", ")}, separated by commas`,
    })
    .describe(`One or several of ${named.join(", ")}, separated by commas.`);
  return holding(schema, (text: string) => {
    const wanted = severalOf(text);
    return wanted.includes("all") ? null : wanted;
  });
}

const exactText = (description: string) =>
  z.string().min(1).max(1000).describe(`${description} Several separated by commas.`);

/** One or several exact texts, separated by commas. */
export const exactly = (description: string): Filter => holding(exactText(description), severalOf);

/** The same without regard to case and accents, over a folded text field. */
export function folded(field: string, description: string): Filter {
  const schema = exactText(`${description} Without regard to case and accents.`);
  return holding(schema, (text: string) => severalOf(text).map(normalise), `${field}_sort`);
}

/** One or several ids, separated by commas; `none` finds the records that have none. */
export function reference(description: string): Filter {
  const schema = z
    .string()
    .or(z.int().transform(String))
    .refine((text) => severalOf(text).every((part) => part === "none" || /^[1-9]\d{0,14}$/.test(part)), {
      error: "use an id, several ids separated by commas, or none",
    })
    .describe(`${description} An id, several separated by commas, or none.`);
  return holding(schema, (text: string) => severalOf(text).map((part) => (part === "none" ? null : Number(part))));
}

/** True or false, over a column that holds 1 or 0. */
export const flag = (description: string): Filter =>
  holding(z.boolean().describe(description), (value: boolean) => [Number(value)]);

/** Records whose column holds something, or holds nothing. */
export const present = (column: string, description: string): Filter => ({
  column,
  schema: z.boolean().describe(description),
  where: (reference, value: boolean) =>
    value ? sql<SqlBool>`${reference} is not null` : sql<SqlBool>`${reference} is null`,
});

/** A whole number, exactly. */
export const number = (description: string): Filter =>
  holding(z.int().describe(description), (value: number) => [value]);

/** Records that carry a moment such as `revoked_at`, which are out of the way unless asked for. */
export function marked(column: string, description: string): Filter {
  return {
    column,
    schema: z
      .enum(["false", "true", "all"])
      .default("false")
      .describe(`${description} \`false\` leaves them out, \`true\` shows them alone, \`all\` shows everything.`),
    where: (reference, value: "false" | "true" | "all") => {
      if (value === "all") return null;
      return value === "true" ? sql<SqlBool>`${reference} is not null` : sql<SqlBool>`${reference} is null`;
    },
  };
}

/** Records whose list of tags holds one of these. Tags are JSON text, so that a tag stands there with its quotes. */
export function tagged(description: string): Filter {
  return {
    column: "tags",
    schema: z.string().min(1).max(1000).describe(`${description} Several separated by commas.`),
    where: (column, value: string) => {
      // Not `like`: SQLite's has no case and Postgres' has.
      const conditions = severalOf(value).map(
        (tag) => sql<SqlBool>`replace(${column}, ${JSON.stringify(tag)}, '') <> ${column}`,
      );
      return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;
    },
  };
}

/** What `searchWords` looks at: the normalised words of some texts, each after a space. */
export const searchWordsOf = (...texts: readonly string[]) =>
  wordsOf(texts.join(" "))
    .map((word) => ` ${word}`)
    .join("");

/** Every word as a prefix, over a column of `searchWordsOf`: the `search` of lists too short for an index of words. */
export function searchWords(description: string): Filter {
  return {
    column: "search_words",
    schema: z
      .string()
      .max(200)
      .describe(
        `${description} Every word must match, as the beginning of a word; case and accents make no difference. At most 200 characters.`,
      ),
    where: (column, value: string) => {
      const conditions = wordsOf(value).map((word) => sql<SqlBool>`replace(${column}, ${` ${word}`}, '') <> ${column}`);
      return conditions.length === 0 ? null : sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
    },
  };
}

/** Records whose column is at least, or at most, a value. */
export function bound(
  column: string,
  edge: "least" | "most",
  { schema, description }: { readonly schema: z.ZodType<number | string>; readonly description: string },
): Filter {
  return {
    column,
    isRange: true,
    schema: schema.describe(description),
    where: (reference, value: number | string) =>
      edge === "least" ? sql`${reference} >= ${value}` : sql`${reference} <= ${value}`,
  };
}

type Edge = "after" | "before";

/** A moment, inclusive: ISO 8601, UTC where no zone stands; a bare date means that day's edge. */
export function moment(column: string, edge: Edge): Filter {
  return bound(column, edge === "after" ? "least" : "most", {
    schema: z.string().transform((text, context) => {
      const found = readMoment(text, edge);
      if (found === null) context.addIssue("use ISO 8601, for example 2026-03-10 or 2026-03-10T14:30:00Z");
      return found ?? "";
    }),
    description: `Only records whose ${column} is at or ${edge} this moment (ISO 8601; UTC unless a zone stands).`,
  });
}

const isoMoment = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i;

function readMoment(text: string, edge: Edge): string | null {
  const match = isoMoment.exec(text.trim());
  if (match === null) return null;
  const [, date, time, zone] = match;
  const clock = time ?? (edge === "after" ? "00:00:00" : "23:59:59");
  const milliseconds = parseMoment(`${date}T${clock}${zone ?? "Z"}`);
  if (milliseconds === null) return null;
  // Stored moments are whole seconds: a fraction excludes the second it lies in, after it, and keeps it, before it.
  const seconds = edge === "after" ? Math.ceil(milliseconds / 1000) : Math.floor(milliseconds / 1000);
  return timestamp(seconds * 1000);
}
