import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { createWebhookDesk } from "../testing/webhook-desk.ts";

// Nothing is due while the clock stands still.
const due = Date.parse("2026-03-10T15:00:00Z");
const at = "2026-03-10T14:30:00Z";

describe.each(engines)("the deliveries of a webhook on %s", (engine) => {
  let site: TestSite;
  let mine: number;
  beforeAll(async () => {
    site = await openTestSite(engine);
    mine = (await make()).webhook_id;
    const other = (await make()).webhook_id;
    const { write } = await site.space();
    const row = (webhook_id: number, event_id: number, event: string, more: object) => ({
      ...{ webhook_id, event_id, event, message_id: `evt_x_${event_id}`, due_at: null, tries: "[]" },
      ...{ created_at: at, updated_at: at, ...more },
    });
    const tries = JSON.stringify([{ at, status: 500, error: "answered 500", answer: "oops", duration_ms: 12 }]);
    await write(({ db }) =>
      db
        .insertInto("webhook_deliveries")
        .values([
          row(mine, 1, "lead.created", { status: "delivered", attempts: 1 }),
          row(other, 1, "lead.created", { status: "delivered", attempts: 1 }),
          row(mine, 2, "lead.updated", { status: "dead", attempts: 10 }),
          row(mine, 3, "lead.created", { status: "delivered", attempts: 2 }),
          row(mine, 4, "note.created", { status: "pending", due_at: due, attempts: 1, tries }),
        ])
        .execute(),
    );
  });
  afterAll(() => site.close());

  const { call, make } = createWebhookDesk(() => site);
  const list = async (query = "") => (await site.ask(`GET /webhooks/${mine}/deliveries${query}`)) as never as Listed;
  const events = async (query: string) => (await list(query)).data.map(({ event_id }) => event_id);

  interface Listed {
    readonly data: readonly Readonly<Record<string, unknown>>[];
    readonly pagination: { readonly total?: number; readonly next_cursor?: string | null };
  }

  test("are its own, the newest first", async () => {
    expect(await events("")).toEqual([4, 3, 2, 1]);
    expect(await events("?order=asc")).toEqual([1, 2, 3, 4]);
  });

  test.each([
    ["?status=delivered", [3, 1]],
    ["?status=dead,pending", [4, 2]],
    ["?event=lead.created", [3, 1]],
    ["?event=lead.created,note.created&status=pending", [4]],
    ["?event_id=2", [2]],
    ["?event_id=5", []],
    ["?created_after=2026-03-11", []],
  ])("%s finds %j", async (query, found) => {
    expect(await events(query)).toEqual(found);
    expect((await list(query)).pagination.total).toBe(found.length);
  });

  test("are not looked for by an event that there is none of", async () => {
    const { status, body } = await call(`GET /webhooks/${mine}/deliveries?event=lead.crated`);
    expect([status, body.details[0].field]).toEqual([400, "event"]);
    expect(body.error).toContain("webhook.test");
  });

  test("can be had by cursor, each once", async () => {
    const seen: unknown[] = [];
    for (let cursor: string | null | undefined = ""; typeof cursor === "string"; ) {
      const page: Listed = await list(`?per_page=3&cursor=${cursor}`);
      seen.push(...page.data.map(({ event_id }) => event_id));
      cursor = page.pagination.next_cursor;
    }
    expect(seen).toEqual([4, 3, 2, 1]);
  });

  test("say what happened and what comes next, and nothing else", async () => {
    const [pending, delivered] = (await list()).data;
    expect(pending).toEqual({
      ...{ delivery_id: 5, webhook_id: mine, event_id: 4, event: "note.created", message_id: "evt_x_4" },
      ...{ status: "pending", attempts: 1, next_attempt_at: "2026-03-10T15:00:00Z", created_at: at, updated_at: at },
      tries: [{ at, status: 500, error: "answered 500", answer: "oops", duration_ms: 12 }],
    });
    expect(delivered).toMatchObject({ next_attempt_at: null, tries: [] });
  });

  test("of a deleted webhook are gone from every read, and there again when it is restored", async () => {
    await site.ask(`DELETE /webhooks/${mine}`);
    expect((await call(`GET /webhooks/${mine}/deliveries`)).status).toBe(404);
    await site.ask(`POST /webhooks/${mine}/restore`);
    expect(await events("")).toEqual([4, 3, 2, 1]);
  });

  if (engine === "sqlite")
    test("are read in their order by an index, however many others there are", async () => {
      const { read } = await site.space();
      const page = sql<{ detail: string }>`
        explain query plan select * from listed_webhook_deliveries
        where deleted_at is null and webhook_id = ${mine} and true order by delivery_id desc limit 25
      `;
      const plan = (await page.execute(read)).rows.map(({ detail }) => detail).join("\n");
      expect(plan).toContain("webhook_deliveries_newest (webhook_id=?)");
      expect(plan).not.toContain("TEMP B-TREE");
    });
});
