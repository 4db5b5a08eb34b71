import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";
import { type Clock, timestamp } from "../clock.ts";
import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";
import { type Bus, createMemoryBus, type Fact } from "../events/bus.ts";
import { appendEvent } from "../events/log.ts";
import { queueDeliveries } from "../webhooks/outbox.ts";
import type { Database } from "./database.ts";
import { type Settled, settleEpoch } from "./epoch.ts";
import { readMark } from "./mark.ts";
import { loadMigrations, migrate } from "./migrate.ts";
import { createNumbering, type Numbering } from "./numbering.ts";
import { openPostgres } from "./postgres.ts";
import type { Readers } from "./readers/readers.ts";
import { postgresSearch } from "./search-postgres.ts";
import { sqliteSearch } from "./search-sqlite.ts";
import type { Mode, Space } from "./space.ts";
import { openSqlite } from "./sqlite.ts";
import type { Tables } from "./tables.ts";
import { startWatch, type Watch } from "./watch.ts";

export interface OpenSpaceOptions {
  readonly config: Config;
  readonly tenant: string;
  readonly mode: Mode;
  readonly clock: Clock;
  readonly log: Logger;
  readonly readers: Readers;
  /** The database under an open space was restored or exchanged: from now on it takes no writes. Close it, open anew. */
  readonly onReplaced: (reason: string) => void;
}

/** Opens a space's database, made and brought up to date as needed. */
export async function openSpace(options: OpenSpaceOptions): Promise<Space> {
  const { tenant, mode, clock, log } = options;
  const name = `${tenant}_${mode}`;
  const folder = join(options.config.dataDir, "spaces");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = await openDatabase(name, folder, options);
  const search = database.engine === "sqlite" ? sqliteSearch : postgresSearch;
  try {
    const markPath = join(folder, `${name}.mark`);
    const { restored, identity, epoch, epochOf } = await prepare(database, markPath);
    if (restored !== null) log.warn({ space: name }, `the database was restored: ${restored}. Clients load anew`);
    const bus = createMemoryBus((error) => log.error({ err: error, space: name }, "a listener of the bus failed"));
    const numbering = createNumbering(database, bus, (error) =>
      log.error({ err: error, space: name }, "numbering events failed"),
    );
    numbering.wake(performance.now());
    const watch = startWatch({
      ...{ database, identity, epoch, markPath },
      onUnmarked: (error) => log.warn({ err: error, space: name }, "how far the database is could not be noted"),
      onReplaced: options.onReplaced,
    });
    return {
      name,
      tenant,
      mode,
      engine: database.engine,
      read: database.read,
      wide: database.wide,
      count: database.count,
      search,
      bus,
      epoch,
      epochOf,
      ping: database.ping,
      stats: database.stats,
      write: createWrite(database, { bus, clock, epoch, watch, numbering }),
      async close() {
        await numbering.close();
        await watch.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Brings the database up to date and finds out whether it is what it was. */
async function prepare(database: Database, markPath: string): Promise<Settled> {
  const steps = await loadMigrations();
  return await database.transact(async (db) => {
    if (database.engine === "postgres") await sql`select pg_advisory_xact_lock(hashtext(current_schema()))`.execute(db);
    await migrate(db, database.engine, steps);
    const mark = readMark(markPath);
    // Beside a Postgres the folder may well be a copy: that of another node, or of the machine before.
    const believed = mark === null || database.engine === "sqlite" ? mark : { ...mark, copied: false };
    return await settleEpoch(db, { identity: await database.identity(db), mark: believed });
  });
}

async function openDatabase(
  name: string,
  folder: string,
  { config, log, readers }: OpenSpaceOptions,
): Promise<Database> {
  if (config.databaseUrl !== null) {
    return await openPostgres(config.databaseUrl, `valethon_${name}`, (error) =>
      log.warn({ err: error, space: name }, "a database connection was lost"),
    );
  }
  const path = join(folder, `${name}.db`);
  const database = openSqlite(path, readers);
  chmodSync(path, 0o600);
  return database;
}

interface Writing {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly epoch: string;
  readonly watch: Pick<Watch, "replaced">;
  readonly numbering: Numbering;
}

function createWrite(database: Database, { bus, clock, epoch, watch, numbering }: Writing): Space["write"] {
  const transact: Database["transact"] = async (work, committed) => {
    try {
      return await database.transact(work, committed);
    } catch (error) {
      // The answer of a commit can be lost on its way: what was stored is numbered all the same.
      if (error instanceof AppError && error.code === "UNAVAILABLE") numbering.wakeLater(performance.now());
      throw error;
    }
  };
  return async (work) => {
    if (watch.replaced) throw new AppError("UNAVAILABLE", "The database was restored. Try again shortly.", again);
    const { value } = await transact(
      async (db) => {
        const facts: Fact[] = [];
        let unnumbered = false;
        const value = await work({
          db,
          async emit(event, data, conversationId) {
            const now = clock.now();
            const happened = { event, data, conversationId: conversationId ?? null, timestamp: timestamp(now) };
            const { event_id, listeners, fact } = await appendEvent(db, database.engine, happened);
            if (fact === null) unnumbered = true;
            else facts.push(fact);
            const webhook_ids = await queueDeliveries(db, { ...happened, event_id, listeners }, { epoch, now });
            if (webhook_ids.length > 0) facts.push({ kind: "webhooks.queued", webhook_ids });
          },
          publish: (fact) => facts.push(fact),
          attempt: (part) => attempt(db, facts, part),
        });
        return { value, facts, unnumbered };
      },
      ({ facts, unnumbered }, at) => {
        for (const fact of facts) bus.publish(fact, at);
        if (unnumbered) numbering.wake(at);
      },
    );
    return value;
  };
}

const again = { retryAfter: 1 };

/** Savepoints of one name nest: each statement means the innermost. */
async function attempt<T>(db: Kysely<Tables>, facts: Fact[], part: () => Promise<T>): Promise<T> {
  const factsBefore = facts.length;
  await sql`savepoint attempt`.execute(db);
  try {
    const result = await part();
    await sql`release savepoint attempt`.execute(db);
    return result;
  } catch (error) {
    facts.length = factsBefore;
    await sql`rollback to savepoint attempt`.execute(db);
    await sql`release savepoint attempt`.execute(db);
    throw error;
  }
}
