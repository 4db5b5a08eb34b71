import { z } from "zod";
import { checkedValues } from "./custom-fields.ts";
import { type Entity, type Nothing, type Row, wordFor } from "./entity.ts";
import { preparePurge } from "./erase.ts";
import { embed } from "./list.ts";
import {
  type Context,
  type CostContext,
  type ExampleAnswer,
  type OperationKey,
  operation,
  reply,
} from "./operation.ts";
import {
  deleteRecord,
  type Found,
  findRecord,
  findStored,
  insertRecord,
  lockRecord,
  restoreRecord,
  storedValues,
  updateRecord,
} from "./records.ts";

export const idParams = z.object({ id: z.int().positive().max(Number.MAX_SAFE_INTEGER).describe("The record's id.") });

/** A record and its version, as an answer that carries an ETag. */
export const answer = <T>({ record, version }: Found, more: object = {}, status?: number) =>
  reply({ ...record, ...more } as T, { version, ...(status === undefined ? {} : { status }) });

/** What a write answers when the caller saw an older version. */
export const staleErrors = { PRECONDITION_FAILED: "If-Match names another version than the record's." };

const named = (entity: Entity) => (/^[aeiou]/.test(entity.name) ? `an ${wordFor(entity)}` : `a ${wordFor(entity)}`);

/** Asks for the permission that the record itself calls for, where its entity's depends on it. */
function requireRight(context: Context, entity: Entity, { record }: Found, right: "read" | "write"): void {
  if (entity.rights !== undefined) context.require(entity.rights.of(record, right));
}

/** The same for a record that may be deleted already, or never was: its handler says so. */
export async function requireStoredRight(context: Context, entity: Entity, id: number): Promise<void> {
  const found = entity.rights === undefined ? undefined : await findStored(context, entity, id);
  if (found !== undefined) requireRight(context, entity, found, "write");
}

/** A record's fields and everything its entity embeds. */
const detailOf = <Record extends z.ZodObject, Embedded extends z.ZodRawShape>(entity: Entity<Record, Embedded>) =>
  z.object({ ...entity.record.shape, ...entity.embedSchemas } as Record["shape"] & Embedded);

/** GET of one record, with everything the entity embeds. */
export function readOperation<
  Path extends `/${string}`,
  Record extends z.ZodObject,
  Embedded extends z.ZodRawShape = Nothing,
>(path: Path, entity: Entity<Record, Embedded>, summary: string) {
  return operation(
    `GET ${path}` as `GET ${Path}` & OperationKey,
    {
      summary,
      description:
        "Carries an ETag: send it back as If-None-Match to hear 304 while nothing changed, as If-Match to change only what you saw.",
      permission: entity.permission.read,
      params: idParams,
      returns: detailOf(entity),
      etag: true,
    },
    async (context, { params }) => {
      const found = await findRecord(context, entity, params.id);
      requireRight(context, entity, found, "read");
      const [embedded = {}] = await embed(context, entity, Object.keys(entity.embeds ?? {}), [params.id]);
      return answer(found, embedded) as never;
    },
  );
}

/** POST of a new record. `check` refuses what the schema cannot see and completes the values. */
export function createOperation<
  Path extends `/${string}`,
  Record extends z.ZodObject,
  Body extends z.ZodObject,
  Prepared = undefined,
>(path: Path, entity: Entity<Record>, { check, ...options }: CreateOptions<Record, Body, Prepared>) {
  return operation(
    `POST ${path}` as `POST ${Path}` & OperationKey,
    {
      ...options,
      permission: entity.permission.write,
      returns: entity.record,
      status: 201,
      ...(entity.events.created === undefined ? {} : { events: [entity.events.created] }),
    },
    async (context, input) => {
      const values = await check(context, input.body as z.output<Body>, input.prepared as Prepared);
      const custom = await customColumn(context, entity, values, null);
      const created = await insertRecord(context, entity, { ...values, ...custom });
      return createdAnswer(context.api.config.basePath, entity, created) as never;
    },
  );
}

/**
 * The column of custom fields that a body's `custom_fields` make of the stored ones (null for a new record, which gets
 * the defaults too), each checked. Empty when nothing is to be written.
 */
export async function customColumn(
  context: Pick<Context, "db" | "space">,
  entity: Entity,
  values: Row,
  current: Found | null,
): Promise<Row> {
  if (entity.customValue === undefined || (current !== null && values["custom_fields"] === undefined)) return {};
  const stored = current === null ? null : storedValues(current);
  return { custom_fields: await checkedValues(context, entity, values["custom_fields"] as Row | null, stored) };
}

interface WriteOptions<Record extends z.ZodObject, Body extends z.ZodObject, Prepared> {
  readonly summary: string;
  readonly description?: string;
  readonly body: Body;
  readonly example?: unknown;
  /** What the answer to the docs' example says beyond what was sent and what field names tell. */
  readonly exampleAnswer?: ExampleAnswer<z.output<Record>>;
  /** Errors beyond those that every such operation may answer. */
  readonly errors?: Readonly<{ [code: string]: string }>;
  /** Slow work that must not hold the transaction: runs before it. */
  readonly prepare?: (context: CostContext) => Promise<Prepared>;
}

export interface CreateOptions<Record extends z.ZodObject, Body extends z.ZodObject, Prepared = undefined>
  extends WriteOptions<Record, Body, Prepared> {
  readonly check: (context: Context, body: z.output<Body>, prepared: Prepared) => Promise<Row>;
}

/** 201 with Location. */
export function createdAnswer(basePath: string, entity: Entity, { record, version }: Found) {
  return reply(record, {
    status: 201,
    version,
    headers: { Location: `${basePath}${entity.path}/${record[entity.id]}` },
  });
}

/** PUT (and PATCH) of what the body names. */
export function updateOperation<
  Path extends `/${string}`,
  Record extends z.ZodObject,
  Body extends z.ZodObject,
  Prepared = undefined,
>(path: Path, entity: Entity<Record>, { check, errors, ...options }: UpdateOptions<Record, Body, Prepared>) {
  return operation(
    `PUT ${path}` as `PUT ${Path}` & OperationKey,
    {
      ...options,
      permission: entity.permission.write,
      params: idParams,
      returns: entity.record,
      errors: { ...errors, ...staleErrors },
      ...(entity.events.updated === undefined ? {} : { events: [entity.events.updated] }),
    },
    async (context, input) => {
      const current = await lockRecord(context, entity, input.params.id);
      requireRight(context, entity, current, "write");
      const values = await check(context, input.body as z.output<Body>, current, input.prepared as Prepared);
      const custom = await customColumn(context, entity, values, current);
      return answer(await updateRecord(context, entity, current, { ...values, ...custom }));
    },
  );
}

export interface UpdateOptions<Record extends z.ZodObject, Body extends z.ZodObject, Prepared = undefined>
  extends WriteOptions<Record, Body, Prepared> {
  readonly check: (context: Context, body: z.output<Body>, current: Found, prepared: Prepared) => Promise<Row>;
}

export const deleteQuery = z.strictObject({
  purge: z
    .boolean()
    .default(false)
    .describe("true erases for good, for owners signed in to the console; otherwise it can be restored for 30 days."),
});

/** What a deletion answers. */
export const deletedRecord = (entity: Entity) =>
  z.object({
    [entity.id]: z.int().describe("The id of what was deleted."),
    deleted: z.literal(true).describe("Always true."),
  });

export function deleteOperation<Path extends `/${string}`>(
  path: Path,
  entity: Entity,
  /** What is special to it. */
  more?: string,
) {
  const general = "It is gone from every read at once and can be restored for 30 days.";
  return operation(
    `DELETE ${path}` as `DELETE ${Path}` & OperationKey,
    {
      summary: `Delete ${named(entity)}`,
      description: more === undefined ? general : `${general} ${more}`,
      permission: entity.permission.delete,
      params: idParams,
      query: deleteQuery,
      returns: deletedRecord(entity),
      errors: staleErrors,
      ...(entity.events.deleted === undefined ? {} : { events: [entity.events.deleted] }),
      prepare: async (context, { params, query }) => query.purge && (await preparePurge(context, entity, params.id)),
    },
    async (context, { params, prepared: purge }) => {
      await requireStoredRight(context, entity, params.id);
      return (await deleteRecord(context, entity, params.id, purge)) as never;
    },
  );
}

const restoreEvent = ({ events: { updated } }: Entity) =>
  updated === undefined ? "Fires no event." : `Fires ${updated} with \`previous.deleted_at\`.`;

export function restoreOperation<Path extends `/${string}`, Record extends z.ZodObject>(
  path: Path,
  entity: Entity<Record>,
  /** What is special to it. */
  more?: string,
) {
  const general = `Brings back ${named(entity)} that was deleted less than 30 days ago, with the values it had. ${restoreEvent(entity)}`;
  return operation(
    `POST ${path}` as `POST ${Path}` & OperationKey,
    {
      summary: `Restore a deleted ${wordFor(entity)}`,
      description: more === undefined ? general : `${general} ${more}`,
      permission: entity.permission.delete,
      params: idParams,
      returns: entity.record,
      errors: { CONFLICT: "It is not deleted.", ...staleErrors },
      ...(entity.events.updated === undefined ? {} : { events: [entity.events.updated] }),
    },
    async (context, { params }) => {
      await requireStoredRight(context, entity, params.id);
      return answer(await restoreRecord(context, entity, params.id));
    },
  );
}
