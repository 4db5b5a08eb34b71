import type { Selectable } from "kysely";
import { sealSecret } from "../webhooks/endpoint-secret.ts";
import type { Try } from "../webhooks/outcome.ts";
import { setSubscriptions } from "../webhooks/subscriptions.ts";
import type { WebhookDeliveriesTable } from "../webhooks/tables.ts";
import type { TestApi } from "./api.ts";
import { openReceiver, type TestReceiver } from "./receiver.ts";

export interface TestDelivery extends Omit<Selectable<WebhookDeliveriesTable>, "tries"> {
  readonly tries: readonly Try[];
}

/** A house whose webhooks go to servers of this test. */
export interface WebhookSite extends TestApi {
  readonly receiver: TestReceiver;
  /** Registers a webhook and returns its id; to the receiver and for all events unless told. */
  hook(wish?: {
    readonly url?: string;
    readonly events?: readonly string[];
    readonly secret?: string;
  }): Promise<number>;
  /** Writes events of leads into the log, one transaction for each. */
  happen(...leadIds: readonly number[]): Promise<void>;
  /** Moves time on and lets the worker look for what is due. */
  pass(milliseconds: number): Promise<void>;
  deliveries(webhookId: number): Promise<readonly TestDelivery[]>;
  /** Resolves with the webhook's deliveries once all of them fit. */
  once(webhookId: number, fits: (delivery: TestDelivery) => boolean): Promise<readonly TestDelivery[]>;
}

/** The environment in which webhooks may reach servers of this machine. */
export const loopbackAllowed = { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" };

/** Adds what tests of webhooks need to a house that was opened with `loopbackAllowed`. Closing it closes the receiver. */
export async function withWebhooks(house: TestApi): Promise<WebhookSite> {
  const receiver = await openReceiver();
  const space = await house.space();

  const deliveries = async (webhookId: number) => {
    const rows = await space.read
      .selectFrom("webhook_deliveries")
      .selectAll()
      .where("webhook_id", "=", webhookId)
      .orderBy("delivery_id")
      .execute();
    return rows.map((row) => ({ ...row, tries: JSON.parse(row.tries) as Try[] }));
  };

  return {
    ...house,
    receiver,
    deliveries,
    hook: ({ url = receiver.url, events = ["*"], secret = "a secret of a test" } = {}) =>
      space.write(async ({ db }) => {
        const at = timestampOf(house);
        const { webhook_id } = await db
          .insertInto("webhooks")
          .values({ ...blank, url, events: JSON.stringify(events), created_at: at, updated_at: at })
          .returning("webhook_id")
          .executeTakeFirstOrThrow();
        await db
          .updateTable("webhooks")
          .set({ secret: sealSecret(house.api.secrets, space, webhook_id, secret) })
          .where("webhook_id", "=", webhook_id)
          .execute();
        await setSubscriptions(db, webhook_id, events);
        return webhook_id;
      }),
    async happen(...leadIds) {
      for (const lead_id of leadIds) await space.write(({ emit }) => emit("lead.created", { lead_id }));
    },
    async pass(milliseconds) {
      house.clock.advance(milliseconds);
      space.bus.publish({ kind: "webhooks.changed" });
    },
    async once(webhookId, fits) {
      for (;;) {
        const found = await deliveries(webhookId);
        if (found.length > 0 && found.every(fits)) return found;
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    },
    async close() {
      await house.close();
      await receiver.close();
    },
  };
}

const blank = {
  ...{ description: null, disabled_reason: null, failing_since: null, deleted_at: null },
  ...{ previous_secret: null, previous_secret_until: null },
};

const timestampOf = ({ clock }: TestApi) => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
