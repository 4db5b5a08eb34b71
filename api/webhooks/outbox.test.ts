import type { KyselyPlugin } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { failAtEach } from "../testing/faults.ts";
import { openWebhookSite, type WebhookSite } from "../testing/webhooks.ts";
import { createTimes } from "./schedule.ts";
import { createWebhookWorker } from "./worker.ts";

describe.each(engines)("the outbox on %s", (engine) => {
  let site: WebhookSite;
  beforeAll(async () => {
    site = await openWebhookSite({ engine });
  });
  afterAll(() => site.close());

  test("an operation's rows, its events and their deliveries commit together or not at all", async () => {
    // Nobody sends meanwhile: a statement of the worker's would count as one of the operation's.
    const quiet = await openWebhookSite({ engine, runJobs: false });
    const key = await quiet.key("crm");
    await quiet.request("GET /leads", { key });
    const id = await quiet.hook({ events: ["lead.created"] });
    const { answer, faults } = await failAtEach(quiet, () =>
      quiet.request("POST /leads", { key, body: { email: "jane@company.com", source: "website_form" } }),
    );
    expect(answer.status).toBe(201);
    expect(faults).toBeGreaterThan(3);
    expect(await quiet.deliveries(id)).toMatchObject([{ status: "pending", attempts: 0, event: "lead.created" }]);
    await quiet.close();
  });

  test("a part of an operation that fails alone takes its deliveries back", async () => {
    const id = await site.hook({ events: ["lead.*"] });
    const { write } = await site.space();
    await write(async ({ emit, attempt }) => {
      await emit("lead.created", { lead_id: 1 });
      await attempt(async () => {
        await emit("lead.updated", { lead_id: 1 });
        throw new Error("undone");
      }).catch(() => undefined);
      await emit("lead.deleted", { lead_id: 1 });
    });
    const deliveries = await site.once(id, ({ due_at }) => due_at === null);
    expect(deliveries.map(({ event }) => event)).toEqual(["lead.created", "lead.deleted"]);
  });

  test("a worker with nothing to do asks one question each time it looks, and that is every 15 s", async () => {
    const { api, clock } = site;
    const space = { ...(await site.space()) };
    const asked: string[] = [];
    const listen: KyselyPlugin = {
      transformQuery: ({ node }) => {
        asked.push(node.kind);
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const looked = Promise.withResolvers<void>();
    const read = space.read.withPlugin(listen);
    Object.assign(space, {
      read,
      write: () => Promise.reject(new Error("An idle worker wrote.")),
    });
    const times = { ...createTimes(1), lookMs: 20 };
    const worker = createWebhookWorker({
      ...{ clock, log: api.log, secrets: api.secrets, sender: api.webhooks, times },
    });
    const timer = setInterval(() => asked.length >= 3 && looked.resolve(), 5);
    worker.watch(space);
    await looked.promise;
    clearInterval(timer);
    await worker.close();
    expect(new Set(asked)).toEqual(new Set(["SelectQueryNode"]));
    expect(createTimes(1).lookMs).toBe(15_000);
  });
});
