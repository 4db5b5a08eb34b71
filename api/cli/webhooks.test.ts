import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openReceiver } from "../testing/receiver.ts";
import { openWebhookSite, type WebhookSite } from "../testing/webhooks.ts";
import type { Command, Options } from "./command.ts";
import { listWebhooksCommand, readSince, replayCommand } from "./webhooks.ts";
import { tailCommand } from "./webhooks-tail.ts";

describe.each(engines)("the command line for webhooks on %s", (engine) => {
  let site: WebhookSite;
  beforeAll(async () => {
    site = await openWebhookSite({ engine });
  });
  afterAll(() => site.close());

  /** Runs a command and returns what it printed. */
  async function run(command: Command, options: Options): Promise<string> {
    const lines: string[] = [];
    const terminal = {
      print: (line: string) => void lines.push(line),
      untilStopped: () => AbortSignal.timeout(15_000),
    };
    const text = await command.run(site.api, options, terminal);
    return [...lines, ...(text === null ? [] : [text])].join("\n");
  }

  const json = async (command: Command, options: Options = {}) =>
    JSON.parse(await run(command, { ...options, json: true }));

  test("lists nothing where there is none, and says how to register one", async () => {
    expect(await run(listWebhooksCommand, { mode: "test" })).toBe(
      "The test space has no webhooks. Register one: POST /admin/api/v1/crm/webhooks.",
    );
    expect(await json(listWebhooksCommand, { mode: "test" })).toEqual([]);
  });

  test("lists who is sent what, how many wait and were given up, and why one is disabled", async () => {
    const broken = await openReceiver();
    broken.answers((_, response) => void response.writeHead(500).end());
    const gone = await openReceiver();
    gone.answers((_, response) => void response.writeHead(410).end());
    const ids = [
      await site.hook({ events: ["lead.*", "contact.created"] }),
      await site.hook({ url: broken.url }),
      await site.hook({ url: gone.url }),
    ] as const;
    await site.happen(1, 2);
    await site.once(ids[0], ({ due_at }) => due_at === null);
    await site.once(ids[1], ({ attempts }) => attempts === 1);
    await site.once(ids[2], ({ due_at }) => due_at === null);
    const [url, failing] = [site.receiver.url, "2026-03-10T14:30:00Z"];
    const fine = { enabled: true, disabled_reason: null };
    expect(await json(listWebhooksCommand)).toEqual([
      {
        ...fine,
        webhook_id: ids[0],
        url,
        events: ["lead.*", "contact.created"],
        failing_since: null,
        pending: 0,
        dead: 0,
      },
      { ...fine, webhook_id: ids[1], url: broken.url, events: ["*"], failing_since: failing, pending: 2, dead: 0 },
      expect.objectContaining({ enabled: false, disabled_reason: "gone", pending: 0, dead: 2 }),
    ]);
    expect((await run(listWebhooksCommand, {})).split("\n")).toEqual([
      "ID  STATE                      FAILING SINCE         PENDING  DEAD  URL                     EVENTS",
      `${ids[0]}   enabled                    -                     0        0     ${url.padEnd(22)}  lead.*,contact.created`,
      `${ids[1]}   enabled                    ${failing}  2        0     ${broken.url.padEnd(22)}  *`,
      `${ids[2]}   disabled: it answered 410  ${failing}  0        2     ${gone.url.padEnd(22)}  *`,
    ]);
    await broken.close();
    await gone.close();
  });

  test("shows the latest tries and those to come, and ends after as many lines as it is told", async () => {
    const { answers, url, close } = await openReceiver();
    const webhook = String(await site.hook({ url }));
    await site.happen(11);
    await site.once(Number(webhook), ({ due_at }) => due_at === null);
    answers((_, response) => void response.writeHead(503).end("busy"));
    site.clock.advance(1000);
    const printed = run(tailCommand, { webhook, limit: "2" });
    await site.happen(12);
    const [first, second, ...more] = (await printed).split("\n");
    expect(more).toEqual([]);
    const local = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}/;
    expect(first).toMatch(local);
    expect(first?.replace(local, "")).toMatch(
      new RegExp(`^webhook ${webhook}  lead.created  lead 11  204  \\d+ ms  attempt 1/10$`),
    );
    expect(second?.replace(local, "")).toMatch(
      new RegExp(`^webhook ${webhook}  lead.created  lead 12  503  \\d+ ms  attempt 1/10  next try in [4-6] s$`),
    );
    expect(JSON.parse(await run(tailCommand, { webhook, limit: "1", json: true }))).toEqual({
      ...{ webhook_id: Number(webhook), delivery_id: expect.any(Number), message_id: expect.stringMatching(/^evt_/) },
      ...{ event_id: expect.any(Number), event: "lead.created", entity: "lead", entity_id: 12, attempt: 1 },
      ...{ status: "pending", next_attempt_at: expect.stringMatching(/^2026-03-10T14:30:0[5-7]Z$/) },
      try: {
        ...{ at: "2026-03-10T14:30:01Z", status: 503, answer: "busy" },
        ...{ error: expect.stringContaining("answered 503"), duration_ms: expect.any(Number) },
      },
    });
    await close();
  });

  test("stops showing tries when it is told to", async () => {
    const stopping = new AbortController();
    const terminal = { print: () => {}, untilStopped: () => stopping.signal };
    const running = tailCommand.run(site.api, {}, terminal);
    stopping.abort();
    expect(await running).toBeNull();
  });

  test("moves no cursor by what a receiver answered", async () => {
    const { answers, url, close } = await openReceiver();
    answers((_, response) => void response.end("\u001b[2J\u009b2J\u202e red \u{e0001}"));
    const webhook = String(await site.hook({ url }));
    await site.happen(13);
    await site.once(Number(webhook), ({ due_at }) => due_at === null);
    const line = await run(tailCommand, { webhook, limit: "1", json: true });
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(line).try.answer).toBe("\u001b[2J\u009b2J\u202e red \u{e0001}");
    await close();
  });

  test("sends an event again, or all since a moment, and notes that in the audit log", async () => {
    const webhook_id = await site.hook({ events: ["lead.created"] });
    const webhook = String(webhook_id);
    await site.happen(14);
    const [delivery] = await site.once(webhook_id, ({ due_at }) => due_at === null);
    const event = String(delivery?.event_id);
    expect(await run(replayCommand, { webhook, event })).toBe(
      `Event ${event} is queued for webhook ${webhook} again. A running server looks for it within 15 seconds; webhooks tail shows what comes of it.`,
    );
    await site.once(webhook_id, ({ tries, due_at }) => tries.length === 2 && due_at === null);
    expect(await json(replayCommand, { webhook, since: "2h" })).toEqual({
      ...{ webhook_id, event_id: null, since: "2026-03-10T12:30:01Z" },
    });
    await expect.poll(async () => (await site.deliveries(webhook_id)).length).toBeGreaterThan(1);
    const { read } = await site.space();
    const deeds = read.selectFrom("audit_log").select(["action", "actor"]).where("target", "=", `webhook:${webhook}`);
    expect((await deeds.execute()).slice(1)).toEqual([
      { action: "webhook.replayed", actor: "system" },
      { action: "webhook.replayed", actor: "system" },
    ]);
  });

  test.each<[string, Options, RegExp]>([
    ["webhooks tail", { webhook: "one" }, /--webhook is a webhook's id, a whole number; webhooks list shows them/],
    ["webhooks tail", { webhook: "99999999999999999" }, /--webhook is a webhook's id/],
    ["webhooks tail", { limit: "0" }, /--limit is a whole number of lines/],
    ["webhooks tail", { mode: "prod" }, /--mode is test or live/],
    ["webhooks tail", { webhook: "9007199254740991" }, /no webhook 9007199254740991 in the live space. webhooks list/],
    ["webhooks replay", { webhook: "1" }, /Name either --event or --since/],
    ["webhooks replay", { webhook: "1", event: "1", since: "2h" }, /Name either --event or --since/],
    ["webhooks replay", { webhook: "1", event: "-1" }, /--event is an event's id, a whole number/],
    [
      "webhooks replay",
      { webhook: "1", since: "yesterday" },
      /--since is 30m, 2h or 3d ago, or a moment with its zone/,
    ],
    ["webhooks replay", { webhook: "999999", event: "1" }, /There is no webhook 999999/],
    ["webhooks replay", { webhook: "1", event: "999999" }, /There is no event 999999/],
    ["webhooks replay", { webhook: "1", since: "2036-03-01T00:00:00Z" }, /Name a moment in the past/],
  ])("%s refuses %j with the next step", async (name, options, text) => {
    const command = name === tailCommand.name ? tailCommand : replayCommand;
    await expect(run(command, options)).rejects.toThrow(text);
  });
});

test.each([
  ["30m", "2026-03-10T14:00:00Z"],
  ["2h", "2026-03-10T12:30:00Z"],
  ["3d", "2026-03-07T14:30:00Z"],
  ["2026-03-01T01:00:00+01:00", "2026-03-01T00:00:00Z"],
])("--since %s is %s at half past two", (text, since) => {
  expect(readSince(text, Date.parse("2026-03-10T14:30:00Z"))).toBe(since);
});

test.each(["", "2", "h", "-2h", "2 h", "99999d", "2026-03-10", "2026-02-30T00:00:00Z", "2026-03-10T14:30:00"])(
  "--since %j is refused",
  (text) => {
    expect(() => readSince(text, Date.parse("2026-03-10T14:30:00Z"))).toThrow(/--since is 30m, 2h or 3d ago/);
  },
);
