import { expect } from "vitest";
import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

const url = "https://your-app.example/webhooks/crm";
const aSecret = "a secret that nobody else knows";

async function aWebhook(stage: Stage, more: object = {}) {
  const made = await stage.make("POST /webhooks", { url, events: ["lead.*"], secret: aSecret, ...more });
  return { id: made.webhook_id as number };
}

async function aDeletedWebhook(stage: Stage) {
  const { id } = await aWebhook(stage);
  await stage.make(`DELETE /webhooks/${id}`);
  return { id };
}

/** An event that a webhook listens to, and one that it does not. */
async function withEvents(stage: Stage) {
  const { id } = await aWebhook(stage);
  const before = await stage.lastEvent();
  const { lead_id } = await stage.makeLead();
  await stage.make("POST /notes", { entity_type: "lead", entity_id: lead_id, content: "A note" });
  const { read } = await stage.space();
  const events = read.selectFrom("events").select("event_id").where("event_id", ">", before).orderBy("event_id");
  const [heard, unheard] = (await events.execute()).map(({ event_id }) => event_id);
  return { id, heard, unheard };
}

/** Those who read the answer of a test, which names do not resolve for, find out why. */
const undelivered = { delivered: false, status: null, answer: null };

export const cases = [
  row("GET /webhooks", {
    given: async (stage) => {
      await stage.make(`DELETE /webhooks/${(await aWebhook(stage)).id}`);
      return await aWebhook(stage, { enabled: false });
    },
    query: { enabled: false, sort: "webhook_id", per_page: 1 },
    status: 200,
    answers: ({ id }) => ({ data: [{ webhook_id: id, url, events: ["lead.*"], enabled: false }] }),
  }),
  row("POST /webhooks", {
    body: { url, events: ["lead.created", "*", "lead.created"], secret: aSecret, description: " " },
    status: 201,
    answers: {
      data: {
        ...{
          url,
          events: ["lead.created", "*"],
          description: null,
          enabled: true,
          disabled_reason: null,
          secret: null,
        },
      },
    },
  }),
  row("POST /webhooks", {
    name: "an event that there is not is refused, and the answer says which there are",
    body: { url, events: ["lead.created", "lead.vanished"] },
    status: 400,
    answers: { details: [{ field: "events.1" }] },
  }),
  row("POST /webhooks", {
    name: "a secret that verifiers would read in two ways is refused",
    body: { url, events: ["*"], secret: "whsec_not-the-standard_alphabet_of_base64" },
    status: 400,
    answers: { details: [{ field: "secret" }] },
  }),
  row("GET /webhooks/{id}", {
    given: (stage) => aWebhook(stage, { description: "For the tests" }),
    status: 200,
    answers: ({ id }) => ({ data: { webhook_id: id, url, description: "For the tests" } }),
  }),
  row("PUT /webhooks/{id}", {
    given: aWebhook,
    body: { events: ["opportunity.*"], enabled: false },
    status: 200,
    answers: ({ id }) => ({ data: { webhook_id: id, events: ["opportunity.*"], enabled: false, secret: null } }),
  }),
  row("PUT /webhooks/{id}", {
    name: "null has a secret made, which is shown",
    given: aWebhook,
    body: { secret: null },
    status: 200,
    answers: { data: { secret: expect.stringMatching(/^whsec_/), previous_secret_until: expect.any(String) } },
  }),
  row("DELETE /webhooks/{id}", {
    given: aWebhook,
    status: 200,
    answers: ({ id }) => ({ data: { webhook_id: id, deleted: true } }),
  }),
  row("DELETE /webhooks/{id}", {
    name: "a purge is for good, also of what was deleted before",
    as: { kind: "employee", role: "owner", mode: "live" },
    given: aDeletedWebhook,
    query: { purge: true },
    status: 200,
    answers: ({ id }) => ({ data: { webhook_id: id, deleted: true } }),
  }),
  row("DELETE /webhooks/{id}", {
    name: "a purge is for owners",
    as: { kind: "employee", role: "admin", mode: "live" },
    given: aWebhook,
    query: { purge: true },
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("POST /webhooks/{id}/restore", {
    given: aDeletedWebhook,
    status: 200,
    answers: ({ id }) => ({ data: { webhook_id: id, enabled: true } }),
  }),
  row("POST /webhooks/{id}/restore", {
    name: "what stands needs no restoring",
    given: aWebhook,
    status: 409,
    answers: { code: "CONFLICT" },
  }),
  row("POST /webhooks/{id}/test", {
    given: (stage) => aWebhook(stage, { enabled: false }),
    status: 200,
    answers: { data: undelivered },
  }),
  row("GET /webhooks/{id}/deliveries", {
    given: async (stage) => {
      const { id } = await aWebhook(stage);
      const { delivery_id } = await stage.make(`POST /webhooks/${id}/test`);
      return { id, delivery_id };
    },
    query: { status: "dead", event: "webhook.test" },
    status: 200,
    answers: ({ id, delivery_id }) => ({
      data: [{ delivery_id, webhook_id: id, event_id: null, attempts: 1, next_attempt_at: null, tries: [{}] }],
      pagination: { total: 1 },
    }),
  }),
  row("POST /webhooks/{id}/replay", {
    given: withEvents,
    body: ({ heard }) => ({ event_id: heard }),
    status: 202,
    answers: ({ id, heard }) => ({ data: { webhook_id: id, event_id: heard, since: null } }),
  }),
  row("POST /webhooks/{id}/replay", {
    name: "everything since a moment",
    given: withEvents,
    body: { since: "2026-03-01T01:00:00+01:00" },
    status: 202,
    answers: ({ id }) => ({ data: { webhook_id: id, event_id: null, since: "2026-03-01T00:00:00Z" } }),
  }),
  row("POST /webhooks/{id}/replay", {
    name: "an event that it does not listen to is refused",
    given: withEvents,
    body: ({ unheard }) => ({ event_id: unheard }),
    status: 400,
    answers: { details: [{ field: "event_id", code: "not_listened_to" }] },
  }),
  row("POST /webhooks/{id}/replay", {
    name: "an event that there is not is refused",
    given: aWebhook,
    body: { event_id: 999_999_999 },
    status: 400,
    answers: { details: [{ field: "event_id", code: "unknown_id" }] },
  }),
  ...[{}, { event_id: null }, { event_id: 1, since: "2026-03-01T00:00:00Z" }].map((body) =>
    row("POST /webhooks/{id}/replay", {
      name: `it must say what, and not twice: ${JSON.stringify(body)}`,
      given: aWebhook,
      body,
      status: 400,
      answers: { details: [{ field: "event_id" }] },
    }),
  ),
  row("POST /webhooks/{id}/replay", {
    name: "what is yet to happen is not replayed",
    given: aWebhook,
    body: { since: "2036-03-01T00:00:00Z" },
    status: 400,
    answers: { details: [{ field: "since" }] },
  }),
  row("POST /webhooks/{id}/replay", {
    name: "a disabled webhook is enabled first",
    given: (stage) => aWebhook(stage, { enabled: false }),
    body: { since: "2026-03-01T00:00:00Z" },
    status: 409,
    answers: { code: "CONFLICT" },
  }),
];
