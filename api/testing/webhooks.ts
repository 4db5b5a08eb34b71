import type { Selectable } from "kysely";
import type { Try } from "../webhooks/outcome.ts";
import type { WebhookDeliveriesTable } from "../webhooks/tables.ts";
import { openTestApi, type TestApi, type TestApiOptions } from "./api.ts";
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

/**
 * A house whose webhooks may reach servers of this machine. Its events need not say all that they say in truth. Closing
 * it closes the receiver.
 */
export async function openWebhookSite(options: TestApiOptions): Promise<WebhookSite> {
  const env = { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8", RATE_LIMITS: "off" };
  const house = await openTestApi({ ...options, env, checksEvents: false });
  const key = await house.key("crm");
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
    async hook({ url = receiver.url, events = ["*"], secret = "a secret of a test" } = {}) {
      const { status, body } = await house.request("POST /webhooks", { key, body: { url, events, secret } });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return body.data.webhook_id;
    },
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
