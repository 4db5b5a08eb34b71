import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createRequestMeter } from "./request-meter.ts";
import { createStats } from "./stats.ts";
import type { Space } from "./store/space.ts";
import { engines, openTestApi, type TestApi } from "./testing/api.ts";
import { openWebhookSite } from "./testing/webhooks.ts";

describe.each(engines)("what is told of the API on %s", (engine) => {
  let house: TestApi;
  beforeAll(async () => {
    house = await openTestApi({ engine });
  });
  afterAll(() => house.close());

  const liveOf = async ({ api }: TestApi) => {
    const { spaces } = await api.stats();
    const live = spaces.find(({ space }) => space === "main_live");
    if (live === undefined) throw new Error("The live space is not told of.");
    return live;
  };
  const requestsFor = async (operation: string) => {
    const { requests } = await house.api.stats();
    const found = requests.find((one) => one.operation === operation);
    return { statuses: Object.fromEntries(found?.statuses ?? []), timed: sum(found?.seconds.counts ?? []) };
  };

  test("requests are told by operation and class of status, whatever ids and mistakes stand in their addresses", async () => {
    const key = await house.key("crm");
    const { body } = await house.request("POST /leads", { key, body: { email: "ada@example.com" } });
    const lead = `/leads/${body.data.lead_id}`;
    await house.request(`PUT ${lead}`, { key, body: { score: 10 } });
    await house.request(`PATCH ${lead}`, { key, body: { score: 20 } });
    await house.request(`GET ${lead}`, { key });
    await house.request("GET /leads/999999", { key });
    await house.request(`GET ${lead}`);
    await house.request("GET /no-such-thing/7", { key });
    await fetch(`${house.origin}/favicon.ico`);
    expect(await requestsFor("POST /leads")).toEqual({ statuses: { "2xx": 1 }, timed: 1 });
    expect(await requestsFor("PUT /leads/{id}")).toEqual({ statuses: { "2xx": 2 }, timed: 2 });
    expect(await requestsFor("GET /leads/{id}")).toEqual({ statuses: { "2xx": 1, "4xx": 2 }, timed: 3 });
    expect(await requestsFor("none")).toEqual({ statuses: { "4xx": 2 }, timed: 2 });
    const { requests } = await house.api.stats();
    expect(requests.map(({ operation }) => operation).toSorted()).toEqual(
      ["GET /leads/{id}", "POST /leads", "PUT /leads/{id}", "none"].toSorted(),
    );
  });

  test("a caller who goes away before the end of the answer is told as cut", async () => {
    const key = await house.key("crm");
    const { port } = new URL(house.origin);
    const { checked } = (await house.api.stats()).keys.shown;
    const socket = connect({ port: Number(port), host: "127.0.0.1" });
    socket.write(
      `POST ${new URL(house.url).pathname}/notes HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{`,
    );
    await vi.waitFor(async () => expect((await house.api.stats()).keys.shown.checked).toBeGreaterThan(checked));
    socket.destroy();
    await vi.waitFor(async () => expect(await requestsFor("POST /notes")).toEqual({ statuses: { cut: 1 }, timed: 1 }));
  });

  test("the database tells what waits, what was written, and where the log stands", async () => {
    const before = await liveOf(house);
    expect(before).toMatchObject({ answers: true, agents: { online: 0, away: 0 }, database: { engine, waiting: 0 } });
    const held = Promise.withResolvers<void>();
    const space = await house.space();
    const write = () => space.write(() => held.promise);
    const work = Array.from({ length: 10 }, write);
    // One is at work on SQLite; on Postgres as many as there are connections.
    await vi.waitFor(() => expect(space.stats().waiting).toBe(engine === "sqlite" ? 9 : 2));
    held.resolve();
    await Promise.all(work);
    const { database, figures } = await liveOf(house);
    expect(database.waiting).toBe(0);
    expect(figures?.eventsHead).toBe((await house.events()).length);
    if (database.engine === "sqlite" && before.database.engine === "sqlite") {
      const commits = sum(database.operations.counts) - sum(before.database.operations.counts);
      expect(sum(database.commitSeconds.counts)).toBe(sum(database.operations.counts));
      expect(database.operations.sum - before.database.operations.sum).toBe(10);
      expect(commits).toBeLessThan(10);
      expect(database.lost).toBe(0);
    }
    if (database.engine === "postgres") expect(database.connections).toBe(8);
  });

  test("a key is remembered after its first hash, and a wrong one is told as such", async () => {
    const { shown: before, hashes } = (await house.api.stats()).keys;
    const key = await house.key("crm");
    for (let count = 0; count < 3; count += 1) await house.request("GET /leads", { key });
    const other = await house.key("crm");
    const space = await house.space();
    await space.write(({ db }) => db.updateTable("api_keys").set({ revoked_at: "2026-01-01T00:00:00Z" }).execute());
    await house.request("GET /leads", { key: other });
    const { keys } = await house.api.stats();
    expect(keys.shown.checked - before.checked).toBe(1);
    expect(keys.shown.remembered - before.remembered).toBe(2);
    expect(keys.shown.wrong - before.wrong).toBe(1);
    expect(keys.hashes - hashes).toBe(1);
  });

  test("deliveries are told while they wait, by what their tries came to, and webhooks when they are disabled", async () => {
    const site = await openWebhookSite({ engine });
    site.receiver.answers((_, response) => void response.writeHead(500).end());
    const id = await site.hook();
    await site.happen(1, 2, 3);
    await site.once(id, ({ attempts }) => attempts === 1);
    const failed = await liveOf(site);
    expect(failed.figures).toMatchObject({
      deliveries: { queued: 3, due: 0, oldestDueSeconds: 0 },
      disabledWebhooks: { gone: 0, failing: 0, owner: 0 },
    });
    expect(Object.fromEntries((await site.api.stats()).webhookTries)).toEqual({
      delivered: 0,
      refused: 3,
      unanswered: 0,
    });
    site.clock.advance(60_000);
    const due = (await liveOf(site)).figures?.deliveries;
    expect(due).toMatchObject({ queued: 3, due: 3 });
    expect(due?.oldestDueSeconds).toBeGreaterThan(50);
    site.receiver.answers((_, response) => void response.writeHead(410).end());
    await site.pass(0);
    await site.once(id, ({ status }) => status === "dead");
    expect((await liveOf(site)).figures).toMatchObject({
      deliveries: { queued: 0, due: 0, oldestDueSeconds: 0 },
      disabledWebhooks: { gone: 1, failing: 0, owner: 0 },
    });
    await site.close();
  });

  test("a database that hangs is told as such in time, and is not asked twice meanwhile", async () => {
    const { promise } = Promise.withResolvers<never>();
    let asked = 0;
    const space = await house.space();
    const hanging: Space = {
      ...space,
      ping: () => promise,
      count: () => {
        asked += 1;
        return promise;
      },
    };
    const { api } = house;
    const stats = createStats(
      { ...api, requests: createRequestMeter(), webhookTries: () => new Map() },
      { patienceMs: 20 },
    );
    for (let count = 0; count < 2; count += 1) {
      const { spaces } = await stats([hanging, space]);
      expect(spaces).toMatchObject([
        { answers: false, figures: null },
        { answers: true, figures: { openConversations: 0 } },
      ]);
    }
    expect(asked).toBe(1);
  });
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
