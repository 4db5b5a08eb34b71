import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { Engine } from "../../api/store/space.ts";
import { createDatabase, engines } from "../../api/testing/api.ts";
import { messageId } from "../../api/webhooks/outbox.ts";
import { createRandom } from "../simulation/random.ts";
import { ask } from "../support/http.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { until } from "../support/until.ts";
import { registerWebhook } from "../support/webhooks.ts";
import { type Arrivals, openArrivals } from "./arrivals.ts";
import { sized } from "./form.ts";
import { createCount, killAgainAndAgain } from "./kills.ts";
import { sendLeads } from "./submissions.ts";

/** Postgres takes a round trip for each statement: less of the same there. */
const sizes: Readonly<Record<Engine, { readonly kills: number; readonly events: number }>> = {
  sqlite: sized({ short: { kills: 12, events: 1_200 }, long: { kills: 200, events: 20_000 } }),
  postgres: sized({ short: { kills: 3, events: 300 }, long: { kills: 20, events: 2_000 } }),
};

const seed = 1;

interface LoggedEvent {
  readonly event_id: number;
  readonly event: string;
  readonly timestamp: string;
  readonly data: { readonly lead_id: number };
}

describe.each(engines)("a process that is killed again and again on %s", (engine) => {
  const { kills, events } = sizes[engine];

  test(`${kills} kill -9 (seed ${seed}), a quarter of them during a start, while ${events} leads are made: each is one row of the log, delivered at least once under one webhook-id`, {
    timeout: 900_000,
  }, async () => {
    const random = createRandom(seed);
    const mood = createRandom(seed + 1);
    const database = engine === "postgres" ? await createDatabase() : null;
    const stack = await startStack({
      env: {
        ...{ WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8", WEBHOOK_TIME_SCALE: "0.05", RATE_LIMITS: "off", LOG_LEVEL: "warn" },
        ...(database === null ? {} : { DATABASE_URL: database.url }),
      },
    });
    const seen = createCount();
    const arrivals = await openArrivals({
      failsAt: () => (mood.chance(0.05) ? mood.pick(["reset", "500"]) : null),
      onArrival: seen.add,
    });
    try {
      const key = await stack.createKey("crm");
      const webhook = await registerWebhook({ stack, secretKey: key }, { url: arrivals.url });
      const sent = sendLeads({ api: stack.api, key, count: events, parallel: 16, onAnswer: seen.add });
      await Promise.all([sent.done, killAgainAndAgain(stack, { kills, random, seen, expected: 2 * events })]);
      await until("every delivery to be over", async () => (await webhook.states())["pending"] === undefined, {
        timeoutMs: 120_000,
        everyMs: 250,
      });
      expect(await webhook.states()).toEqual({ delivered: events });
      const log = await readLog(stack, key);
      expect(log.rows.map(({ data }) => data.lead_id).toSorted(byNumber)).toEqual(sent.leads.toSorted(byNumber));
      expect(sent.leads).toHaveLength(events);
      expectTold(arrivals, log);
    } finally {
      await stack.stop();
      await arrivals.close();
      await database?.drop();
    }
  });
});

const byNumber = (one: number, other: number) => one - other;

interface Log {
  readonly epoch: string;
  readonly rows: readonly LoggedEvent[];
}

async function readLog({ api }: Stack, key: string): Promise<Log> {
  const rows: LoggedEvent[] = [];
  for (let after: unknown = 0; ; ) {
    const { body } = await ask(`${api}/events?after=${after}&limit=200`, { key });
    rows.push(...(body["data"] as LoggedEvent[]));
    if (body["more"] !== true) return { rows, epoch: String(body["epoch"]) };
    after = body["next_after"];
  }
}

/** Expects that each event of the log arrived as it stands there, always the same under the same id, and nothing else. */
function expectTold({ bodies, changed }: Arrivals, { epoch, rows }: Log): void {
  const wrong = rows.filter(({ event_id, event, timestamp, data }) => {
    const { signature, ...told } = JSON.parse(bodies.get(messageId(epoch, event_id)) ?? "{}");
    return !isDeepStrictEqual(told, { event, timestamp, data });
  });
  expect(wrong).toEqual([]);
  expect([...changed]).toEqual([]);
  expect(bodies.size).toBe(rows.length);
  expect(new Set(rows.map(({ event }) => event))).toEqual(new Set(["lead.created"]));
}
