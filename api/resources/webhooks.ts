import { z } from "zod";
import { eventPatterns } from "../events/patterns.ts";
import type { Row } from "../kit/entity.ts";
import { preparePurge } from "../kit/erase.ts";
import { listOperation } from "../kit/list-operation.ts";
import { type CostContext, operation } from "../kit/operation.ts";
import { deleteRecord, type Found, insertRecord, lockRecord, restoreRecord, updateRecord } from "../kit/records.ts";
import {
  answer,
  createdAnswer,
  deletedRecord,
  deleteQuery,
  idParams,
  readOperation,
  staleErrors,
} from "../kit/resource.ts";
import { line } from "./fields.ts";
import { listen, mostWebhooks, noteDeed, requireRoom, stopListening } from "./webhook-changes.ts";
import { getDeliveries } from "./webhook-deliveries.ts";
import { thinOutDeliveries } from "./webhook-purge.ts";
import { webhook, webhookRecord } from "./webhook-record.ts";
import { postReplay } from "./webhook-replay.ts";
import { keepSecret, mintSecret, overlapHours, rotation, secretField, shownSecret } from "./webhook-secret.ts";
import { postTest } from "./webhook-test.ts";

const pattern = z.enum(eventPatterns, {
  error: `there is no such event; use one of ${eventPatterns.join(", ")}`,
});

const fields = {
  url: z.string().trim().max(2000).describe("Where events are sent: an https address that anybody can reach."),
  events: z
    .array(pattern)
    .min(1)
    .max(60)
    .describe("What it listens to: names such as `lead.created`, all of a kind as `lead.*`, or `*` for everything."),
  description: line(500).describe("What it is for, up to 500 characters; null for nothing."),
  enabled: z.boolean().describe("true: events are sent. false: none is, and none is queued."),
};

const format = "16 to 256 printable ASCII characters, or `whsec_` and the base64 of 24 to 64 bytes";

const createBody = z
  .strictObject({
    ...fields,
    enabled: fields.enabled.describe("false registers it without sending anything yet; true when absent."),
    secret: secretField.describe(
      `What deliveries are signed with: ${format}. When it is absent or null, a good one is made and shown in this answer.`,
    ),
  })
  .partial()
  .required({ url: true, events: true });

const updateBody = z
  .strictObject({
    ...fields,
    enabled: fields.enabled.describe(
      "true sends events again, from now on, and clears `disabled_reason` and `failing_since`; false ends all that waits.",
    ),
    secret: secretField.describe(
      `Another secret: ${format}; null has a good one made, which this answer shows. The one that is in use already is no change.`,
    ),
  })
  .partial();

const shownOnce = webhookRecord.extend({
  warning: z
    .string()
    .nullable()
    .describe(
      "Why nothing can be delivered to this address yet, although it may be right; null when nothing is wrong, or when the address was not changed.",
    ),
  secret: shownSecret,
});

/** Each of them once, in their order. */
const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

const create = operation(
  "POST /webhooks",
  {
    summary: "Register a new webhook",
    description: `From now on each event it listens to is sent to the address, signed with the secret. The secret is never shown again; one that you name yourself is not shown at all. A repeat with the same Idempotency-Key makes no second webhook and gets the first answer, without the secret: if you lost it, have another one made by PUT. A host that does not resolve yet is taken, with a \`warning\`. A space has at most ${mostWebhooks} webhooks.`,
    permission: webhook.permission.write,
    body: createBody,
    returns: shownOnce,
    exampleAnswer: { enabled: true, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwq1oJ3n7tYxE=" },
    status: 201,
    errors: { CONFLICT: `There are ${mostWebhooks} webhooks already.` },
    example: {
      url: "https://your-app.com/webhooks/crm",
      events: ["lead.created", "lead.converted", "opportunity.won"],
    },
    keptAnswer: (shown) => ({ ...shown, secret: null }),
    prepare: ({ api }, { body }) => api.webhooks.checkTarget(body.url),
  },
  async (context, { body, prepared: warning }) => {
    await requireRoom(context);
    const { secret, enabled = true, description = null, ...given } = body;
    const values = { ...given, events: unique(body.events), enabled, description };
    const created = await insertRecord(context, webhook, values);
    const id = created.record["webhook_id"];
    const made = secret ?? mintSecret();
    await keepSecret(context, id, made);
    await listen(context, created);
    await noteDeed(context, "webhook.created", id);
    const more = { warning, secret: made === secret ? null : made };
    const record = { ...created.record, ...more };
    return createdAnswer(context.api.config.basePath, webhook, { ...created, record }) as never;
  },
);

const update = operation(
  "PUT /webhooks/{id}",
  {
    summary: "Update a webhook",
    description: `Changes only what it names. With another \`secret\` the one until now goes on signing beside it for ${overlapHours} hours, in \`webhook-signature\`; a third one ends the first at once. \`enabled: false\` ends what waits to be sent: those deliveries are \`dead\` and can be replayed once it is enabled. What happens while it is disabled is not queued; replay it by \`since\`.`,
    permission: webhook.permission.write,
    params: idParams,
    body: updateBody,
    returns: shownOnce,
    errors: staleErrors,
    example: { events: ["lead.*", "opportunity.won"] },
    prepare: checkNewTarget,
  },
  async (context, { params, body, prepared: warning }) => {
    const current = await lockRecord(context, webhook, params.id);
    const { secret, ...named } = body;
    const made = secret === null ? mintSecret() : secret;
    const rotated = made === undefined ? {} : rotation(context, current, made);
    const changed = await updateRecord(context, webhook, current, { ...changesOf(current, named), ...rotated });
    if (changed.version !== current.version) {
      await listen(context, changed);
      await noteDeeds(context, current, changed);
    }
    return answer(changed, { warning, secret: secret === null ? made : null });
  },
);

/** An address that stands already is not looked at again: whatever became of it, the rest can be changed. */
async function checkNewTarget(
  { api, db }: CostContext,
  { params, body: { url } }: { readonly params: { id: number }; readonly body: z.output<typeof updateBody> },
): Promise<string | null> {
  if (url === undefined) return null;
  const standing = await db.selectFrom("webhooks").select("url").where("webhook_id", "=", params.id).executeTakeFirst();
  return standing === undefined || standing.url === url ? null : await api.webhooks.checkTarget(url);
}

function changesOf({ record }: Found, named: Omit<z.output<typeof updateBody>, "secret">): Row {
  const isAnew = named.enabled === true || (named.url !== undefined && named.url !== record["url"]);
  return {
    ...named,
    ...(named.events === undefined ? {} : { events: unique(named.events) }),
    ...(named.enabled === true ? { disabled_reason: null } : {}),
    // Five days of failures are counted for one address.
    ...(isAnew ? { failing_since: null } : {}),
  };
}

async function noteDeeds(context: Parameters<typeof noteDeed>[0], before: Found, after: Found): Promise<void> {
  const id = after.record["webhook_id"];
  const differs = (name: string) => before.row[name] !== after.row[name];
  if (differs("secret")) await noteDeed(context, "webhook.secret_rotated", id);
  const others = ["url", "events", "description", "enabled", "disabled_reason", "failing_since"];
  if (others.some(differs)) await noteDeed(context, "webhook.changed", id);
}

const remove = operation(
  "DELETE /webhooks/{id}",
  {
    summary: "Remove a webhook registration",
    description:
      "Nothing more is sent, and what waits is `dead`. It can be restored for 30 days. `?purge=true` erases it for good, with its secret and all of its deliveries.",
    permission: webhook.permission.delete,
    params: idParams,
    query: deleteQuery,
    returns: deletedRecord(webhook),
    errors: staleErrors,
    prepare: async (context, { params, query }) => {
      if (!query.purge) return false;
      const purge = await preparePurge(context, webhook, params.id);
      await thinOutDeliveries(context, params.id);
      return purge;
    },
  },
  async (context, { params: { id }, prepared: purge }) => {
    const deleted = await deleteRecord(context, webhook, id, purge);
    await stopListening(context, id);
    context.publish({ kind: "webhooks.changed" });
    await noteDeed(context, "webhook.deleted", id);
    return deleted as never;
  },
);

const restore = operation(
  "POST /webhooks/{id}/restore",
  {
    summary: "Restore a deleted webhook",
    description:
      "Brings back a webhook that was deleted less than 30 days ago, with its secret. If it was enabled, it hears events again from now on; what happened meanwhile can be replayed by `since`. Fires no event.",
    permission: webhook.permission.delete,
    params: idParams,
    returns: webhookRecord,
    errors: { CONFLICT: `It is not deleted, or there are ${mostWebhooks} webhooks.`, ...staleErrors },
  },
  async (context, { params: { id } }) => {
    const restored = await restoreRecord(context, webhook, id, { check: () => requireRoom(context) });
    await listen(context, restored);
    await noteDeed(context, "webhook.restored", id);
    return answer(restored);
  },
);

export const webhookOperations = [
  listOperation("/webhooks", webhook, { summary: "List configured webhooks", description: "Never their secrets." }),
  create,
  readOperation("/webhooks/{id}", webhook, "Get a webhook"),
  update,
  remove,
  restore,
  postTest,
  getDeliveries,
  postReplay,
] as const;
