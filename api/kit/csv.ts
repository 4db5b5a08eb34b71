import { audit } from "../access/audit.ts";
import { invalid } from "../errors.ts";
import { customFieldsOf, fieldValue } from "./custom-fields.ts";
import { filterPrefix } from "./custom-filter.ts";
import type { Entity, Row } from "./entity.ts";
import { severalOf } from "./filters.ts";
import { guardFormula } from "./formula-guard.ts";
import { everyBatch } from "./list.ts";
import type { ListQuery } from "./list-query.ts";
import type { Scope } from "./narrowing.ts";
import { type Context, type Reply, reply } from "./operation.ts";

/** Rows that are read at once: large enough to be quick, small enough to leave others their turn. */
const batchSize = 200;

/**
 * The whole filtered list as CSV (RFC 4180), streamed: a header line, then a line a record. Custom fields are columns
 * of their own, `cf.<key>`; lists and objects are JSON. Cells that a spreadsheet would run as a formula begin with '.
 */
export async function listAsCsv(
  context: Context,
  entity: Entity,
  query: ListQuery,
  scope: Scope = [],
): Promise<Reply<never>> {
  if (query.cursor !== undefined) throw invalid("cursor", "CSV is the whole list in one answer. Leave cursor out.");
  const columns = await columnsOf(context, entity, query);
  const batches = everyBatch(context, entity, query, { scope, size: batchSize });
  // The first batch is read before the answer begins, so that a wrong filter or a lost database is still an error.
  const first = await batches.next();
  const { actor, request, now } = context;
  await context.space.write(({ db }) =>
    audit(db, { action: "list.exported", actor, target: entity.table, address: request.address, now }),
  );
  return reply(undefined as never, {
    stream: {
      type: "text/csv; charset=utf-8",
      filename: `${entity.table}.csv`,
      chunks: lines(columns, first, batches),
    },
  });
}

interface Column {
  readonly title: string;
  readonly valueIn: (record: Row) => unknown;
}

async function columnsOf(context: Context, entity: Entity, query: ListQuery): Promise<readonly Column[]> {
  const wanted = [
    ...(query.fields === undefined ? entity.columns.keys() : severalOf(query.fields)),
    ...(query.include === undefined ? [] : severalOf(query.include)),
  ];
  const custom = await customFieldsOf(context, entity);
  return wanted.flatMap((name) =>
    name === "custom_fields"
      ? custom.map(({ key }) => ({
          title: filterPrefix + key,
          valueIn: (record: Row) => fieldValue(record[name] as Row, key),
        }))
      : [{ title: name, valueIn: (record: Row) => record[name] }],
  );
}

async function* lines(
  columns: readonly Column[],
  first: IteratorResult<Row[]>,
  rest: AsyncGenerator<Row[]>,
): AsyncGenerator<string> {
  yield csvLine(columns.map(({ title }) => title));
  const write = (records: readonly Row[]) =>
    records.map((record) => csvLine(columns.map(({ valueIn }) => valueIn(record)))).join("");
  if (first.done !== true) yield write(first.value);
  for await (const records of rest) yield write(records);
}

const csvLine = (values: readonly unknown[]) => `${values.map(cell).join(",")}\r\n`;

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = guardFormula(typeof value === "string" ? value : JSON.stringify(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
