import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { engines, openTestApi } from "../api/testing/api.ts";
import { createHealth, type Health } from "./health.ts";

let health: Health;
let server: Server;
let url: string;

beforeEach(async () => {
  health = createHealth({ patienceMs: 50 });
  server = createServer((request, response) => {
    if (!health.handle(request, response)) response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const status = async (path: string) => (await fetch(url + path)).status;
const watching = (ping: () => Promise<void>) => ({
  spaces: { opened: async () => [{ ping }] },
  log: { warn: vi.fn() },
});

test("a process is alive before it is ready, and no longer ready from the start of its drain", async () => {
  expect([await status("/livez"), await status("/readyz")]).toEqual([200, 503]);
  health.started(watching(async () => undefined));
  expect([await status("/livez"), await status("/readyz")]).toEqual([200, 200]);
  health.draining();
  expect([await status("/livez"), await status("/readyz")]).toEqual([200, 503]);
});

test("a database that does not answer is waited for no longer than is said, and shows in the log", async () => {
  const house = watching(() => Promise.withResolvers<void>().promise);
  health.started(house);
  expect([await status("/livez"), await status("/readyz")]).toEqual([200, 503]);
  expect(house.log.warn).toHaveBeenCalledOnce();
});

test("all who ask at once share one look, and none of them hears ready once the drain has begun", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ping = vi.fn(() => promise);
  health = createHealth();
  health.started(watching(ping));
  const asked = Array.from({ length: 5 }, () => status("/readyz"));
  await vi.waitFor(() => expect(ping).toHaveBeenCalled());
  health.draining();
  resolve();
  expect(await Promise.all(asked)).toEqual([503, 503, 503, 503, 503]);
  expect(ping).toHaveBeenCalledOnce();
});

describe.each(engines)("over %s", (engine) => {
  test("readiness waits behind no operation, however many hold the database", async () => {
    const { api, space, close } = await openTestApi({ engine });
    health = createHealth();
    health.started(api);
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: holding, resolve: hold } = Promise.withResolvers<void>();
    const live = await space();
    // More than Postgres has connections for; on SQLite they stand in the writer's line.
    const work = Array.from({ length: 12 }, () =>
      live.write(async ({ db }) => {
        await sql`select 1`.execute(db);
        hold();
        await held;
      }),
    );
    await holding;
    expect(await status("/readyz")).toBe(200);
    release();
    await Promise.all(work);
    await close();
  });
});
