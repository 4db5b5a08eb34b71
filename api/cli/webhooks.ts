import { audit } from "../access/audit.ts";
import type { Api } from "../api.ts";
import { timestamp } from "../clock.ts";
import { moment } from "../resources/fields.ts";
import type { Space } from "../store/space.ts";
import { onlyTenant } from "../store/spaces.ts";
import { replayEvent, replaySince } from "../webhooks/replay.ts";
import { createTimes } from "../webhooks/schedule.ts";
import { inColumns } from "./columns.ts";
import { type Command, type Options, readMode, readWhole, UsageError } from "./command.ts";

export const webhookMode = { type: "string", help: "live | test: the space it is about; live unless told" } as const;

export const listWebhooksCommand: Command = {
  name: "webhooks list",
  summary: "Show which webhooks there are, which of them fail, and what waits for them.",
  options: { mode: webhookMode },
  async run(api, options) {
    const space = await api.spaces.open(onlyTenant, readMode(options["mode"], "live"));
    const webhooks = await readWebhooks(space);
    if (options["json"] === true) return JSON.stringify(webhooks);
    if (webhooks.length === 0) {
      return `The ${space.mode} space has no webhooks. Register one: POST ${api.config.basePath}/webhooks.`;
    }
    return inColumns(titles, webhooks.map(rowOf));
  },
};

const titles = ["ID", "STATE", "FAILING SINCE", "PENDING", "DEAD", "URL", "EVENTS"];

type Listed = Awaited<ReturnType<typeof readWebhooks>>[number];

const rowOf = (webhook: Listed): readonly string[] => [
  String(webhook.webhook_id),
  stateOf(webhook),
  webhook.failing_since ?? "-",
  String(webhook.pending),
  String(webhook.dead),
  webhook.url,
  webhook.events.join(","),
];

const reasons: Readonly<Record<string, string>> = { gone: "it answered 410", failing: "it failed for five days" };

function stateOf({ enabled, disabled_reason }: Listed): string {
  if (enabled) return "enabled";
  return disabled_reason === null ? "disabled" : `disabled: ${reasons[disabled_reason] ?? disabled_reason}`;
}

async function readWebhooks({ read }: Space) {
  const webhooks = await read
    .selectFrom("webhooks")
    .select(["webhook_id", "url", "events", "enabled", "disabled_reason", "failing_since"])
    .where("deleted_at", "is", null)
    .orderBy("webhook_id")
    .execute();
  const counts = await countDeliveries(read);
  return webhooks.map(({ events, enabled, ...webhook }) => {
    const countOf = (status: string) =>
      Number(counts.find((one) => one.webhook_id === webhook.webhook_id && one.status === status)?.count ?? 0);
    const [pending, dead] = [countOf("pending"), countOf("dead")];
    return { ...webhook, events: JSON.parse(events) as string[], enabled: enabled === 1, pending, dead };
  });
}

/** A test that failed waits for nothing and cannot be replayed: it is not counted. */
const countDeliveries = (read: Space["read"]) =>
  read
    .selectFrom("webhook_deliveries")
    .select(["webhook_id", "status"])
    .select((eb) => eb.fn.countAll().as("count"))
    .where("event_id", "is not", null)
    .where("status", "<>", "delivered")
    .groupBy(["webhook_id", "status"])
    .execute();

export const replayCommand: Command = {
  name: "webhooks replay",
  summary: "Send an event, or all events since a moment, to a webhook again, under the webhook-id they always have.",
  options: {
    webhook: { type: "string", help: "its id, as webhooks list shows it", required: true },
    event: { type: "string", help: "an event's id, as GET /events and webhooks tail show it" },
    since: { type: "string", help: "30m, 2h or 3d ago, or a moment such as 2026-03-15T14:00:00Z" },
    mode: webhookMode,
  },
  async run(api, options) {
    const webhook_id = readWebhookId(options["webhook"]);
    const wish = readWish(options, api.clock.now());
    const space = await api.spaces.open(onlyTenant, readMode(options["mode"], "live"));
    await space.write(async ({ db, publish }) => {
      const context = { api, space, db, publish };
      if (wish.event_id !== null) await replayEvent(context, webhook_id, wish.event_id);
      else await replaySince(context, webhook_id, wish.since);
      await noteReplay(api, db, webhook_id);
    });
    if (options["json"] === true) return JSON.stringify({ webhook_id, ...wish });
    const what = wish.event_id === null ? `What happened since ${wish.since}` : `Event ${wish.event_id}`;
    return `${what} is queued for webhook ${webhook_id} again. ${nextLook(api)}`;
  },
};

type Wish = { readonly event_id: number; readonly since: null } | { readonly event_id: null; readonly since: string };

function readWish({ event, since }: Options, now: number): Wish {
  if ((event === undefined) === (since === undefined)) {
    throw new UsageError("Name either --event or --since: which event to send again, or from when on.");
  }
  if (typeof since === "string") return { event_id: null, since: readSince(since, now) };
  const explain = "--event is an event's id, a whole number; GET /events and webhooks tail show it.";
  return { event_id: readWhole(event, Number.MAX_SAFE_INTEGER, explain), since: null };
}

export const readWebhookId = (value: Options[string]): number =>
  readWhole(value, Number.MAX_SAFE_INTEGER, "--webhook is a webhook's id, a whole number; webhooks list shows them.");

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** UTC ISO 8601 of `2h` ago or of a moment with its zone. */
export function readSince(text: string, now: number): string {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return timestamp(now - Number(count) * (units[unit] ?? 0));
  const read = moment.safeParse(text);
  if (read.success && read.data !== null) return read.data;
  throw new UsageError("--since is 30m, 2h or 3d ago, or a moment with its zone such as 2026-03-15T14:00:00Z.");
}

async function noteReplay({ clock }: Api, db: Parameters<typeof audit>[0], webhookId: number): Promise<void> {
  const now = timestamp(clock.now());
  const target = `webhook:${webhookId}`;
  await audit(db, { action: "webhook.replayed", actor: { kind: "system" }, target, address: null, now });
}

/** The server is another process, which hears of nothing that is written here. */
function nextLook({ config }: Api): string {
  const seconds = Math.ceil(createTimes(config.webhookTimeScale).lookMs / 1000);
  return `A running server looks for it within ${seconds} seconds; webhooks tail shows what comes of it.`;
}
