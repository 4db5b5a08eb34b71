import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import pino, { type Logger } from "pino";
import { createKey, type NewKey } from "../access/keys.ts";
import type { Api } from "../api.ts";
import { createApp } from "../app.ts";
import { type Config, readConfig, withPort } from "../config.ts";
import { openApi } from "../open.ts";
import type { Engine, Mode, Space } from "../store/space.ts";
import type { Resolve } from "../webhooks/sender.ts";
import { createTestClock, type TestClock } from "./clock.ts";
import { createOwner } from "./owner.ts";
import { requireDocumentedEvents } from "./payloads.ts";

const databaseUrl = process.env["TEST_DATABASE_URL"];

/** Every test of the API runs over each of these. */
export const engines: readonly Engine[] = databaseUrl === undefined ? ["sqlite"] : ["sqlite", "postgres"];

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever fields it is about.
  readonly body: any;
}

export interface TestRequest {
  readonly key?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestApi {
  readonly api: Api;
  readonly clock: TestClock;
  /** Address of the API with its base path. */
  readonly url: string;
  readonly origin: string;
  space(mode?: Mode): Promise<Space>;
  /** Makes a key and returns its full text. */
  key(type: NewKey["type"], wish?: Partial<NewKey>): Promise<string>;
  /** Sends a request over HTTP, for example `request("POST /leads", {key, body: {…}})`. */
  request(call: string, request?: TestRequest): Promise<TestAnswer>;
  /** Calls as an owner who is signed in to the console. */
  asOwner(call: string, request?: TestRequest): Promise<TestAnswer>;
  /** Erases a record for good, as an owner does in the console: `purge("/leads/1")`. */
  purge(path: string, headers?: TestRequest["headers"]): Promise<TestAnswer>;
  /** Names of the events in the log after the given position, oldest first, once all are numbered. */
  events(mode?: Mode, after?: number): Promise<string[]>;
  /** Stops. Throws when an event that was written in the meantime is not what is documented. */
  close(): Promise<void>;
}

export interface TestApiOptions {
  readonly engine?: Engine;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: TestClock;
  /** Another API's: this one works beside it on the same database, as another process would. */
  readonly config?: Config;
  /** Silent unless told. */
  readonly log?: Logger;
  /** False: nobody takes imports and deliveries, which then wait. */
  readonly runJobs?: boolean;
  /** What the names of webhooks' addresses resolve to; none does unless told. */
  readonly resolve?: Resolve;
  /** `close` looks whether all events are what is documented, unless told not to: where a test makes up its own. */
  readonly checksEvents?: boolean;
}

/** The API over a database of its own, on a port of its own. */
export async function openTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const dataDir = mkdtempSync(join(tmpdir(), "valethon-api-"));
  const database = options.engine === "postgres" ? await createDatabase() : null;
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const env = {
    NODE_ENV: "test",
    PORT: "0",
    DATA_DIR: dataDir,
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    ...options.env,
  };
  const config = options.config ?? withPort(readConfig(env), port);
  const clock = options.clock ?? createTestClock();
  const api = await openApi(config, {
    clock,
    log: options.log ?? pino({ level: "silent" }),
    resolve: options.resolve ?? resolveNothing,
    runJobs: options.runJobs ?? true,
  });
  server.on("request", createApp(api));
  const origin = `http://127.0.0.1:${port}`;
  const url = origin + config.basePath;

  const space = (mode: Mode = "live") => api.spaces.open("main", mode);
  const owner = createOwner({ space, clock, origin });
  const asOwner = async (call: string, { headers, ...request }: TestRequest = {}) =>
    await send(url, call, { ...request, headers: { ...(await owner()), ...headers } });
  return {
    api,
    clock,
    url,
    origin,
    space,
    async key(type, wish = {}) {
      const target = await space(type.endsWith("_test") ? "test" : "live");
      const now = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
      const made = await target.write(({ db }) => createKey(db, { type, name: `${type} of a test`, now, ...wish }));
      return made.key;
    },
    request: (call, request) => send(url, call, request),
    asOwner,
    purge: (path, headers = {}) => asOwner(`DELETE ${path}${path.includes("?") ? "&" : "?"}purge=true`, { headers }),
    events: async (mode, after = 0) => await readEvents(await space(mode), after),
    async close() {
      server.closeAllConnections();
      server.close();
      try {
        const spaces = options.checksEvents === false ? [] : await api.spaces.opened();
        for (const one of spaces) await requireDocumentedEvents(one);
      } finally {
        await api.close();
        await database?.drop();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}

/** No test asks a name server outside. */
const resolveNothing: Resolve = (host) => Promise.reject(new Error(`There is no ${host} in a test.`));

async function send(url: string, call: string, { key, body, headers }: TestRequest = {}): Promise<TestAnswer> {
  const [method = "GET", path = "/"] = call.split(" ");
  const init: RequestInit = {
    method,
    headers: {
      ...(key === undefined ? {} : { "X-API-Key": key }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
  };
  if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function readEvents(space: Space, after: number): Promise<string[]> {
  for (;;) {
    const rows = await space.read.selectFrom("events").select(["seq", "event"]).orderBy("event_id").execute();
    // Postgres numbers events just after their commit.
    if (rows.every((row) => row.seq !== null))
      return rows.filter((row) => Number(row.seq) > after).map((row) => row.event);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

export async function createDatabase() {
  if (databaseUrl === undefined) throw new Error("TEST_DATABASE_URL names no Postgres to test on.");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = async (statement: string) => {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
    const db = new Kysely<object>({ dialect: new PostgresDialect({ pool }) });
    await sql.raw(statement).execute(db);
    await db.destroy();
  };
  await admin(`create database ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => admin(`drop database ${name} with (force)`),
    /** Copies it, which needs that nobody is connected. Returns what puts the copy in its place, whoever is. */
    async backUp() {
      const copy = `${name}_copy`;
      await admin(`create database ${copy} template ${name}`);
      return async () => {
        await admin(`drop database ${name} with (force)`);
        await admin(`alter database ${copy} rename to ${name}`);
      };
    },
  };
}
