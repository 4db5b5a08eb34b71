import { sql } from "kysely";
import { AppError } from "../errors.ts";
import { anyTable, decode, type Entity, encode, type Row } from "./entity.ts";
import type { Context } from "./operation.ts";

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
export async function findRecord(db: Context["db"], entity: Entity, id: number): Promise<Found> {
  const found = await findAny(db, entity, id);
  if (found === undefined || found.row["deleted_at"] !== null) throw notFound(entity, id);
  return found;
}

/** The same for a write: nobody else changes the record before this transaction ends. */
export async function lockRecord(context: Pick<Context, "db" | "space">, entity: Entity, id: number): Promise<Found> {
  const found = await lockAny(context, entity, id);
  if (found === undefined || found.row["deleted_at"] !== null) throw notFound(entity, id);
  return found;
}

/** SQLite runs one transaction at a time, so that only Postgres needs the lock. */
const lockAny = ({ db, space }: Pick<Context, "db" | "space">, entity: Entity, id: number) =>
  findAny(db, entity, id, space.engine === "postgres");

/** The record, deleted or not. */
export const findStored = (db: Context["db"], entity: Entity, id: number) => findAny(db, entity, id);

async function findAny(db: Context["db"], entity: Entity, id: number, lock = false): Promise<Found | undefined> {
  const select = anyTable(db).selectFrom(entity.table).selectAll().where(entity.id, "=", id);
  const row = await (lock ? select.forUpdate() : select).executeTakeFirst();
  return row === undefined ? undefined : { record: decode(entity, row), version: row["version"] as number, row };
}

function notFound(entity: Entity, id: number): AppError {
  return new AppError("NOT_FOUND", `There is no ${entity.name} ${id}. It may have been deleted; check the id.`);
}

/** Inserts a record and fires its `created` event. `values` may name hidden columns too. */
export async function insertRecord(context: Writing, entity: Entity, values: Row): Promise<Found> {
  const row = await anyTable(context.db)
    .insertInto(entity.table)
    .values({ ...encode(entity, values), created_at: context.now, updated_at: context.now })
    .returningAll()
    .executeTakeFirstOrThrow();
  const found = { record: decode(entity, row), version: row["version"] as number, row };
  await index(context, entity, found.record);
  if (entity.events.created !== undefined) await context.emit(entity.events.created, found.record);
  return found;
}

/**
 * Changes a record and fires its `updated` event, with the `previous` values. Values that stand already are no change:
 * nothing is written and nothing fires. Throws PRECONDITION_FAILED when If-Match names another version.
 */
export async function updateRecord(context: Writing, entity: Entity, current: Found, values: Row): Promise<Found> {
  checkPrecondition(context, current);
  const columns = encode(entity, values);
  const changed = Object.keys(columns).filter((name) => columns[name] !== current.row[name]);
  if (changed.length === 0) return current;
  const id = current.record[entity.id] as number;
  const row = await anyTable(context.db)
    .updateTable(entity.table)
    .set({
      ...Object.fromEntries(changed.map((name) => [name, columns[name]])),
      updated_at: context.now,
      version: sql`version + 1`,
    })
    .where(entity.id, "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const found = { record: decode(entity, row), version: row["version"] as number, row };
  await index(context, entity, found.record);
  const shown = changed.filter((name) => name in current.record);
  if (entity.events.updated !== undefined && shown.length > 0) {
    const previous = Object.fromEntries(shown.map((name) => [name, current.record[name]]));
    await context.emit(entity.events.updated, { ...found.record, previous });
  }
  return found;
}

/** Deletes a record: out of every read at once, restorable for 30 days; with `purge` for good. */
export async function deleteRecord(context: Writing, entity: Entity, id: number, purge: boolean): Promise<Row> {
  const current = await lockAny(context, entity, id);
  const isDeleted = current !== undefined && current.row["deleted_at"] !== null;
  if (current === undefined || (isDeleted && !purge)) throw notFound(entity, id);
  checkPrecondition(context, current);
  const table = anyTable(context.db);
  if (purge) await table.deleteFrom(entity.table).where(entity.id, "=", id).execute();
  else {
    const set = { deleted_at: context.now, updated_at: context.now, version: sql`version + 1` };
    await table.updateTable(entity.table).set(set).where(entity.id, "=", id).execute();
  }
  await context.space.search.remove(context.db, entity.name, id);
  if (entity.events.deleted !== undefined && !isDeleted) await context.emit(entity.events.deleted, current.record);
  return { [entity.id]: id, deleted: true };
}

/** Brings a deleted record back. Throws NOT_FOUND for one that never was, CONFLICT for one that is not deleted. */
export async function restoreRecord(context: Writing, entity: Entity, id: number): Promise<Found> {
  const current = await lockAny(context, entity, id);
  if (current === undefined) throw notFound(entity, id);
  if (current.row["deleted_at"] === null) {
    throw new AppError("CONFLICT", `The ${entity.name} ${id} is not deleted. There is nothing to restore.`);
  }
  const row = await anyTable(context.db)
    .updateTable(entity.table)
    .set({ deleted_at: null, updated_at: context.now, version: sql`version + 1` })
    .where(entity.id, "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const found = { record: decode(entity, row), version: row["version"] as number, row };
  await index(context, entity, found.record);
  return found;
}

async function index({ space, db }: Writing, entity: Entity, record: Row): Promise<void> {
  if (entity.search === undefined) return;
  await space.search.put(db, entity.name, record[entity.id] as number, entity.search(record));
}

/** If-Match may list several ETags; only the part that names the version is compared (RFC 9110, 13.1.1). */
function checkPrecondition({ request }: Writing, current: Found): void {
  const { ifMatch } = request;
  if (ifMatch === null || ifMatch.trim() === "*") return;
  const versions = ifMatch.split(",").map((etag) => /^\s*"(\d+)-/.exec(etag)?.[1]);
  if (versions.includes(String(current.version))) return;
  throw new AppError(
    "PRECONDITION_FAILED",
    "The record has changed since you read it. Read it again, then repeat the change.",
  );
}
