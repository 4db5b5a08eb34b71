import { z } from "zod";
import { AppError, invalid } from "../errors.ts";
import { choice, severalOf } from "../kit/filters.ts";
import { type Context, operation } from "../kit/operation.ts";
import { wordsOf } from "../store/normalise.ts";
import { createHighlighter, firstLine } from "./search-highlight.ts";
import { type Hit, rank, type Scoped } from "./search-ranking.ts";
import { type Searchable, type Shown, searchables } from "./searchable.ts";

const searchTypes = searchables.map(({ type }) => type);
const defaults = searchables.filter(({ isDefault }) => isDefault);

/** A record without any text of its own still needs a line to be clicked on; longer lines help nobody. */
const longestLine = 120;

const query = z.strictObject({
  q: z
    .string()
    .trim()
    .min(2, "write at least 2 characters")
    .max(200, "at most 200 characters")
    .meta({ examples: ["jane"] })
    .describe("What to find, 2 to 200 characters. Every word must match, as the beginning of a word."),
  types: (choice(searchTypes).schema as z.ZodType<string, string>)
    .optional()
    .describe(
      `What to look through: one or several of ${searchTypes.join(", ")}, separated by commas. When absent, the records among ${defaults.map(({ type }) => type).join(", ")} that the caller may read.`,
    ),
  limit: z.int().min(1).max(100).default(20).describe("Max results, at most 100."),
});

const highlight = z
  .object({
    field: z.enum(["title", "subtitle", "text"]).describe("Where: in its title, its subtitle or its other text."),
    text: z.string().describe("That text as plain text, of a long one at most 160 characters around the match."),
    ranges: z
      .array(z.tuple([z.int(), z.int()]))
      .describe("The matched parts of `text`: start and end (excluded) in UTF-16 units, as JavaScript counts."),
  })
  .describe("What matched. Never HTML: mark the ranges yourself.");

const result = z.object({
  type: z.enum(searchTypes).describe("What kind of record it is."),
  id: z.int().describe("The record's id: of a lead its lead_id, and so on."),
  title: z.string().describe("Its name, or the first line of what it says, up to 120 characters."),
  subtitle: z.string().describe("Empty when there is nothing more to say."),
  score: z
    .number()
    .min(0)
    .max(1)
    .meta({ examples: [0.95] })
    .describe(
      "0 to 1. 1: the title says just this; 0.95: every word stands in the title, 0.85 as a word's beginning; 0.75 and 0.65 the same with the subtitle, 0.5 and 0.4 with all its text.",
    ),
  url: z.string().describe("Its page in the console; for activities and notes, of the record they are about."),
  highlight,
});

export const getSearch = operation(
  "GET /search",
  {
    summary: "Search across all CRM entities",
    description:
      "Finds records that hold every word of `q` as the beginning of a word, without case and accents. The best score comes first, of equal ones the newest. A deleted record is gone at once. A type that is named needs its permission; without `types`, only what the caller may read is searched. Punctuation is passed over: a `q` of nothing else is 400.",
    permission: "entity:read",
    query,
    returns: z.object({
      results: z.array(result).describe("What was found, the best first; at most `limit`."),
      total: z.int().describe("How many records match in all."),
    }),
  },
  async (context, { query: { q, types, limit } }) => {
    if (wordsOf(q).length === 0) throw invalid("q", "q: write at least one letter or digit to search for.", "no_word");
    const db = context.space.wide;
    const { hits, total } = await rank(db, context.space.search, scopesOf(context, types), q, limit);
    return { results: await show(db, hits, q), total };
  },
);

/** What to search. Throws FORBIDDEN for a type that is named, or when nothing remains. */
function scopesOf({ actor, require }: Context, types: string | undefined): Scoped[] {
  const named = types === undefined ? undefined : severalOf(types);
  const wanted = named === undefined ? defaults : searchables.filter(({ type }) => named.includes(type));
  const scoped: Scoped[] = [];
  for (const searchable of wanted) {
    const scope = searchable.scope(actor);
    if (typeof scope === "object") scoped.push({ searchable, scope });
    else if (named !== undefined) require(scope);
  }
  if (scoped.length > 0) return scoped;
  throw new AppError(
    "FORBIDDEN",
    `This needs a permission to read what is searched, leads:read for example. Ask an admin to add it to the key or role.`,
  );
}

async function show(db: Context["db"], hits: readonly Hit[], q: string): Promise<z.input<typeof result>[]> {
  const kinds = new Set(hits.map(({ searchable }) => searchable));
  const shown = new Map<Searchable, ReadonlyMap<number, Shown>>();
  for (const kind of kinds) {
    const ids = hits.filter(({ searchable }) => searchable === kind).map(({ id }) => id);
    shown.set(kind, await kind.load(db, ids));
  }
  const highlightIn = createHighlighter(q);
  return hits.flatMap(({ searchable, id, score }) => {
    const record = shown.get(searchable)?.get(id);
    // Deleted since it was found.
    if (record === undefined) return [];
    const { type } = searchable;
    const [title = `${type.charAt(0).toUpperCase()}${type.slice(1)} ${id}`, subtitle = ""] = linesOf(record);
    return [{ type, id, title, subtitle, score, url: record.url, highlight: highlightIn(record.document) }];
  });
}

const linesOf = ({ lines }: Shown) =>
  lines
    .filter((line) => typeof line === "string")
    .map((line) => firstLine(line, longestLine))
    .filter((line) => line !== "");

export const searchOperations = [getSearch] as const;
