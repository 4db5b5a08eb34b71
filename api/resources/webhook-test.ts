import { randomUUID } from "node:crypto";
import { z } from "zod";
import { timestamp } from "../clock.ts";
import { AppError } from "../errors.ts";
import { type Context, operation } from "../kit/operation.ts";
import { type Found, findRecord, lockRecord } from "../kit/records.ts";
import { idParams } from "../kit/resource.ts";
import { openSecrets } from "../webhooks/endpoint-secret.ts";
import type { Try } from "../webhooks/outcome.ts";
import type { Endpoint } from "../webhooks/sender.ts";
import { tryOf } from "../webhooks/tries.ts";
import { tried } from "./webhook-deliveries.ts";
import { rowOf, webhook } from "./webhook-record.ts";

const testsPerMinute = 6;
const event = "webhook.test";

export const postTest = operation(
  "POST /webhooks/{id}/test",
  {
    summary: "Send a test to a webhook",
    description: `Sends the event \`${event}\`, signed like any other, at once and only once, and answers what came of it: also 200 when nothing was delivered, so look at \`delivered\`. It works on a disabled webhook too, and tells nothing of its health. Its \`data\` holds \`webhook_id\` and a \`message\`. At most ${testsPerMinute} a minute to each webhook. A repeat sends another test, whatever its Idempotency-Key, so it does not run inside a batch.`,
    permission: webhook.permission.write,
    params: idParams,
    returns: z.object({
      delivery_id: z.int().describe("The delivery that keeps it, among those of the webhook."),
      delivered: z.boolean().describe("Whether an answer of 2xx came."),
      ...tried,
    }),
    exampleAnswer: { delivered: true, status: 204, error: null, answer: null, duration_ms: 84 },
    errors: { CONFLICT: "Its secret cannot be read: `secrets.json` is another than it was sealed with." },
    transaction: "none",
    sensitive: true,
    alone: true,
  },
  async (context, { params }) => {
    const { api, request } = context;
    const found = await findRecord(context, webhook, params.id);
    const endpoint = endpointOf(context, found);
    await requireTurn(context, params.id);
    const began = api.clock.now();
    const id = `test_${randomUUID()}`;
    const content = { event, timestamp: timestamp(began), data: dataOf(params.id) };
    const outcome = await api.webhooks.send(endpoint, { id, content }, request.signal ?? undefined);
    const one = tryOf(outcome, began);
    const delivery_id = await keepTest(context, params.id, id, one);
    const { at: _, ...shown } = one;
    return { delivery_id, delivered: shown.error === null, ...shown };
  },
);

const dataOf = (webhook_id: number) =>
  JSON.stringify({ webhook_id, message: "A test. If you can read this and its signature is right, all is well." });

function endpointOf({ api, space }: Context, found: Found): Endpoint {
  const row = rowOf(found);
  const secrets = openSecrets(api.secrets, space, row, api.clock.now());
  if (secrets !== null) return { url: row.url, secrets };
  throw new AppError(
    "CONFLICT",
    `The secret of webhook ${row.webhook_id} cannot be read here. Give it another one: PUT /webhooks/${row.webhook_id} {"secret": null}.`,
  );
}

/** A receiver that is slow to answer holds each test for a while: they must not pile up. */
async function requireTurn({ api, space }: Context, id: number): Promise<void> {
  const bucket = { name: `webhook-test:${space.name}:${id}`, limit: testsPerMinute };
  const { allowed, retryAfter } = await api.limiter.take([bucket], 1);
  if (allowed) return;
  const message = `A webhook takes ${testsPerMinute} tests a minute. Wait ${retryAfter} s and try again.`;
  throw new AppError("RATE_LIMITED", message, { retryAfter });
}

/** Throws NOT_FOUND for a webhook that was deleted meanwhile. */
async function keepTest({ api, space }: Context, webhook_id: number, message_id: string, one: Try): Promise<number> {
  const now = timestamp(api.clock.now());
  return await space.write(async ({ db }) => {
    await lockRecord({ db, space }, webhook, webhook_id);
    const { delivery_id } = await db
      .insertInto("webhook_deliveries")
      .values({
        ...{ webhook_id, event_id: null, event, message_id, attempts: 1, due_at: null },
        status: one.error === null ? "delivered" : "dead",
        tries: JSON.stringify([one]),
        ...{ created_at: one.at, updated_at: now },
      })
      .returning("delivery_id")
      .executeTakeFirstOrThrow();
    return delivery_id;
  });
}
