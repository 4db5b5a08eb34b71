import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openReceiver, type TestReceiver } from "../../api/testing/receiver.ts";
import { canMeasureProcesses, residentMegabytes } from "../support/process-use.ts";
import { until } from "../support/until.ts";
import { registerWebhook } from "../support/webhooks.ts";
import { expectAll, isOver, openSite, type Site } from "./site.ts";

const events = 30;

/** Answers the first try of each delivery badly, and the next ones as it should. */
function failFirst(receiver: TestReceiver, fail: (response: ServerResponse) => void): void {
  const known = new Set<unknown>();
  receiver.answers(({ headers }, response) => {
    const id = headers["webhook-id"];
    if (known.has(id)) response.writeHead(204).end();
    else fail(response);
    known.add(id);
  });
}

describe("over servers that behave badly", { timeout: 90_000 }, () => {
  const scale = 0.02;
  let site: Site;
  beforeAll(async () => {
    site = await openSite(scale);
  });
  afterAll(() => site.stack.stop());

  async function openBad(events = ["lead.created"]) {
    const receiver = await openReceiver();
    return { receiver, webhook: await registerWebhook(site, { url: receiver.url, events }) };
  }

  test.each<[string, (response: ServerResponse) => void]>([
    ["resets the connection after it has worked", (response) => response.socket?.resetAndDestroy()],
    ["answers after 40 s", (response) => void wait(40_000 * scale).then(() => response.writeHead(200).end())],
    ["asks to wait for 9999 s", (response) => response.writeHead(503, { "Retry-After": "9999" }).end()],
    ["breaks off in the middle of its headers", (response) => void response.socket?.end("HTTP/1.1 200 OK\r\nContent-")],
  ])("a server that %s gets each event again under the same webhook-id, and none is lost", async (_, fail) => {
    const { receiver, webhook } = await openBad();
    failFirst(receiver, fail);
    const leads = await site.makeLeads(events);
    await until("all to be delivered", () => isOver(webhook), { timeoutMs: 60_000, everyMs: 100 });
    expect(await webhook.states()).toEqual({ delivered: events });
    expect(receiver.received.length).toBeGreaterThanOrEqual(2 * events);
    expectAll(receiver, leads);
    await webhook.remove();
    await receiver.close();
  });

  test("a redirect into our own network is followed by nobody", async () => {
    const canary = await openReceiver();
    const { receiver, webhook } = await openBad();
    failFirst(receiver, (response) => response.writeHead(301, { Location: canary.url }).end());
    const leads = await site.makeLeads(events);
    await until("all to be delivered", () => isOver(webhook), { timeoutMs: 60_000, everyMs: 100 });
    expectAll(receiver, leads);
    expect(canary.received).toEqual([]);
    await webhook.remove();
    await Promise.all([receiver.close(), canary.close()]);
  });

  test("410 ends it: nothing more is sent, and what waited is kept to be replayed", async () => {
    const { receiver, webhook } = await openBad();
    receiver.answers((_, response) => void response.writeHead(410).end());
    await site.makeLeads(events);
    await until("all to be given up", () => isOver(webhook), { everyMs: 100 });
    const { dead = 0, ...others } = await webhook.states();
    expect(others).toEqual({});
    const before = receiver.received.length;
    // Those of the same moment were under way already.
    expect(before).toBeLessThanOrEqual(4);
    await site.makeLeads(events);
    expect(await webhook.states(), "nothing more is queued").toEqual({ dead });
    expect(receiver.received).toHaveLength(before);
    await receiver.close();
  });

  if (canMeasureProcesses) {
    test("answers without an end fill no memory, and count by their status", async () => {
      const { receiver, webhook } = await openBad();
      const piece = Buffer.alloc(65_536, "x");
      receiver.answers((_, response) => {
        response.writeHead(200);
        const pour = () => {
          while (!response.destroyed && response.write(piece));
        };
        response.on("drain", pour);
        pour();
      });
      await site.makeLeads(events);
      await until("the first to be delivered", () => isOver(webhook), { timeoutMs: 60_000, everyMs: 100 });
      const before = residentMegabytes(site.stack.pid);
      let most = before;
      await site.makeLeads(3 * events);
      await until("all to be delivered", async () => {
        most = Math.max(most, residentMegabytes(site.stack.pid));
        return await isOver(webhook);
      });
      expect(await webhook.states()).toEqual({ delivered: 4 * events });
      expect(most - before).toBeLessThan(48);
      await webhook.remove();
      await receiver.close();
    });
  }
});
