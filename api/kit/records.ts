import { sql } from "kysely";
import { audit } from "../access/audit.ts";
import { timestamp } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { EventName } from "../events/names.ts";
import type { SearchType } from "../store/search.ts";
import { decode, encode } from "./columns.ts";
import { defaultValues, shownValues } from "./custom-fields.ts";
import { indexValues, requireFreeValues } from "./custom-index.ts";
import { anyTable, type Entity, type Row, wordFor } from "./entity.ts";
import { eraseRecords, forgetAnswers, type Purge, unindex } from "./erase.ts";
import { requireDeletedVersion, requireVersion } from "./if-match.ts";
import type { Context } from "./operation.ts";

/** What reading a record needs of the context. */
export type Reading = Pick<Context, "db" | "space">;

/** What changing a record needs of the context: a transaction and its log. */
export type Writing = Pick<Context, "db" | "space" | "now" | "emit" | "request">;

/** A record with its version, which the ETag shows. */
export interface Found {
  readonly record: Row;
  readonly version: number;
  /** The table row, with columns that no field shows. */
  readonly row: Row;
}

/** Throws NOT_FOUND unless the record exists and is not deleted. */
export async function findRecord(context: Reading, entity: Entity, id: number): Promise<Found> {
  const found = await findStored(context, entity, id);
  if (found === undefined || found.row["deleted_at"] !== null) throw await notFound(context, entity, id);
  return found;
}

/** The same for a write: nobody else changes the record before this transaction ends. */
export async function lockRecord(context: Reading, entity: Entity, id: number): Promise<Found> {
  const found = await findStored(context, entity, id, true);
  if (found === undefined || found.row["deleted_at"] !== null) throw await notFound(context, entity, id);
  return found;
}

/** The record, deleted or not; undefined when there is none. */
export async function findStored(
  context: Reading,
  entity: Entity,
  id: number,
  lock = false,
): Promise<Found | undefined> {
  const select = anyTable(context.db).selectFrom(entity.table).selectAll().where(entity.id, "=", id);
  // SQLite runs one transaction at a time, so that only Postgres needs the lock.
  const row = await (lock && context.space.engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
  return row === undefined ? undefined : await toFound(context, entity, row);
}

/**
 * Finds something and holds it until the transaction ends: what somebody changed between the two is looked for anew.
 * Returns what `hold` returned for the id that `find` goes on finding; undefined when it finds none.
 */
export async function holdFound<Held>(
  find: () => Promise<number | undefined>,
  hold: (id: number) => Promise<Held>,
): Promise<Held | undefined> {
  let id = await find();
  while (id !== undefined) {
    const held = await hold(id);
    const standing = await find();
    if (standing === id) return held;
    id = standing;
  }
  return undefined;
}

/** A table row as the record callers see, with its version. */
export async function toFound(context: Pick<Reading, "db">, entity: Entity, row: Row): Promise<Found> {
  const [filled = row] = (await entity.fill?.(context, [row])) ?? [];
  const record = decode(entity, filled);
  if (entity.customValue !== undefined) {
    record["custom_fields"] = await shownValues(context, entity, record["custom_fields"] as Row);
  }
  return { record, version: row["version"] as number, row };
}

/** Refuses an id that names nothing; of a record that was merged into another, it says into which. */
export async function notFound({ db }: Pick<Reading, "db">, entity: Entity, id: number): Promise<AppError> {
  const merged_into = (await entity.mergedInto?.(db, id)) ?? null;
  if (merged_into === null) {
    return new AppError("NOT_FOUND", `There is no ${wordFor(entity)} ${id}. It may have been deleted; check the id.`);
  }
  const message = `The ${wordFor(entity)} ${id} was merged into ${merged_into}. Use that id.`;
  return new AppError("NOT_FOUND", message, { details: [{ field: "id", code: "merged", message, merged_into }] });
}

/**
 * Inserts a record and fires its `created` event. `values` may name hidden columns too. Without `custom_fields` it gets
 * their defaults; those that `values` holds are checked and complete (see `customColumn`).
 */
export async function insertRecord(context: Writing, entity: Entity, values: Row): Promise<Found> {
  const isComplete = entity.customValue === undefined || values["custom_fields"] !== undefined;
  const custom = isComplete ? {} : { custom_fields: await defaultValues(context, entity) };
  const row = await anyTable(context.db)
    .insertInto(entity.table)
    .values({ ...encode(entity, { ...values, ...custom }), created_at: context.now, updated_at: context.now })
    .returningAll()
    .executeTakeFirstOrThrow();
  const found = await toFound(context, entity, row);
  await index(context, entity, found, null);
  await indexCustom(context, entity, found, null);
  if (entity.events.created !== undefined) await context.emit(entity.events.created, found.record);
  return found;
}

/**
 * Changes a record and fires its `updated` event, with the `previous` values. Values that stand already are no change:
 * nothing is written and nothing fires. Throws PRECONDITION_FAILED when If-Match names another version.
 */
export async function updateRecord(context: Writing, entity: Entity, current: Found, values: Row): Promise<Found> {
  requireVersion(context, current);
  const columns = encode(entity, values);
  const changed = Object.keys(columns).filter((name) => columns[name] !== current.row[name]);
  if (changed.length === 0) return current;
  const set = Object.fromEntries(changed.map((name) => [name, columns[name]]));
  const found = await toFound(context, entity, await writeColumns(context, entity, current, set));
  await index(context, entity, found, current);
  await indexCustom(context, entity, found, current);
  const shown = changed.filter((name) => name in current.record && entity.unannounced?.includes(name) !== true);
  if (entity.events.updated !== undefined && shown.length > 0) {
    const previous = Object.fromEntries(shown.map((name) => [name, current.record[name]]));
    await context.emit(entity.events.updated, { ...found.record, previous });
  }
  return found;
}

async function writeColumns(context: Writing, entity: Entity, { record }: Found, set: Row): Promise<Row> {
  return await anyTable(context.db)
    .updateTable(entity.table)
    .set({ ...set, updated_at: context.now, version: sql`version + 1` })
    .where(entity.id, "=", record[entity.id])
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Deletes a record: out of every read at once, restorable for 30 days; with a purge (`preparePurge`) for good. Its
 * `deleted` event tells what it was, or that it was erased.
 */
export async function deleteRecord(
  context: Writing & Pick<Context, "actor">,
  entity: Entity,
  id: number,
  purge: Purge | false,
): Promise<Row> {
  const current = await findStored(context, entity, id, true);
  const isDeleted = current !== undefined && current.row["deleted_at"] !== null;
  if (current === undefined || (isDeleted && purge === false)) throw await notFound(context, entity, id);
  requireVersion(context, current);
  if (purge !== false) {
    await eraseRecords(context, entity, [id]);
    await forgetAnswers(context, purge);
    const { db, actor, request, now } = context;
    const target = `${entity.name}:${id}`;
    await audit(db, { action: "record.erased", actor, target, address: request.address, now });
  } else {
    await writeColumns(context, entity, current, { deleted_at: context.now });
    await unindex(context, entity, [id]);
  }
  if (entity.events.deleted !== undefined && !isDeleted) {
    await context.emit(entity.events.deleted, purge === false ? current.record : { [entity.id]: id, erased: true });
  }
  return { [entity.id]: id, deleted: true };
}

/** Deleted records can be restored, and merges taken back, for so many days. */
export const restorableDays = 30;

/** What was deleted before this moment is gone for good, whether the sweep has erased it yet or not. */
export const restorableSince = (now: number): string => timestamp(now - restorableDays * 86_400_000);

/**
 * Brings a deleted record back, unless `check` refuses. Throws NOT_FOUND for one that never was or whose time is over,
 * CONFLICT for one that is not deleted, PRECONDITION_FAILED when If-Match names another version than was deleted.
 */
export async function restoreRecord(
  context: Writing,
  entity: Entity,
  id: number,
  { check, previous, event = entity.events.updated }: Restoring = {},
): Promise<Found> {
  const current = await findStored(context, entity, id, true);
  if (current === undefined) throw await notFound(context, entity, id);
  const { deleted_at } = current.row;
  if (deleted_at === null) {
    throw new AppError("CONFLICT", `The ${wordFor(entity)} ${id} is not deleted. There is nothing to restore.`);
  }
  if (deleted_at < restorableSince(Date.parse(context.now))) throw await notFound(context, entity, id);
  requireDeletedVersion(context, current);
  await check?.(current);
  await requireFreeValues(context, entity, id, storedValues(current));
  const found = await toFound(context, entity, await writeColumns(context, entity, current, { deleted_at: null }));
  await index(context, entity, found, null);
  if (event !== undefined) await context.emit(event, { ...found.record, previous: previous ?? { deleted_at } });
  return found;
}

interface Restoring {
  /** Throws for a record that cannot stand again. */
  readonly check?: (deleted: Found) => Promise<void>;
  /** What the event says was before; when it was deleted unless told. */
  readonly previous?: Row;
  /** What fires; the entity's `updated` unless told. */
  readonly event?: EventName;
}

/** A record's values of custom fields as they are stored, with those of deleted fields; none for entities without any. */
export const storedValues = ({ row }: Found): Row => JSON.parse(String(row["custom_fields"] ?? "{}")) as Row;

/** Keeps what lists and searches find the record by; what did not change is not written again. */
async function index(context: Reading, entity: Entity, now: Found, before: Found | null): Promise<void> {
  const id = now.record[entity.id] as number;
  if (entity.search !== undefined) {
    const document = entity.search(now.record);
    const known = before === null ? null : entity.search(before.record);
    if (JSON.stringify(document) !== JSON.stringify(known)) {
      await context.space.search.put(context.db, entity.name as SearchType, id, document);
    }
  }
}

/** Keeps the index of a record's values where they changed. */
async function indexCustom(context: Reading, entity: Entity, now: Found, before: Found | null): Promise<void> {
  if (entity.customValue === undefined) return;
  const values = { now: storedValues(now), before: before === null ? {} : storedValues(before) };
  if (JSON.stringify(values.now) === JSON.stringify(values.before)) return;
  await indexValues(context, entity, now.record[entity.id] as number, values);
}
