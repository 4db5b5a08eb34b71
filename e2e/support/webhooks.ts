import { timestamp } from "../../api/clock.ts";
import { readConfig } from "../../api/config.ts";
import { createLog } from "../../api/log.ts";
import { openApi } from "../../api/open.ts";
import type { Secrets } from "../../api/secrets.ts";
import type { Space } from "../../api/store/space.ts";
import { sealSecret } from "../../api/webhooks/endpoint-secret.ts";
import { setSubscriptions } from "../../api/webhooks/subscriptions.ts";
import type { Stack } from "./stack.ts";

export interface Webhook {
  /** How many deliveries it has in each state: `{delivered: 7, pending: 1}`. */
  states(): Promise<Readonly<Record<string, number>>>;
  remove(): Promise<void>;
}

interface Owner {
  readonly stack: Stack;
  /** The space of this key is the webhook's. */
  readonly secretKey: string;
}

interface Wish {
  readonly url: string;
  readonly events?: readonly string[];
}

/** Registers a webhook with the running product. */
export async function registerWebhook(owner: Owner, { url, events = ["*"] }: Wish): Promise<Webhook> {
  const id = await beside(owner, ({ space, secrets, at }) =>
    space.write(async ({ db }) => {
      const { webhook_id } = await db
        .insertInto("webhooks")
        .values({ ...blank, url, events: JSON.stringify(events), created_at: at, updated_at: at })
        .returning("webhook_id")
        .executeTakeFirstOrThrow();
      const secret = sealSecret(secrets, space, webhook_id, "a secret between servers");
      await db.updateTable("webhooks").set({ secret }).where("webhook_id", "=", webhook_id).execute();
      await setSubscriptions(db, webhook_id, events);
      return webhook_id;
    }),
  );
  return {
    states: () => beside(owner, ({ space }) => readStates(space, id)),
    remove: () =>
      beside(owner, ({ space, at }) =>
        space.write(async ({ db }) => {
          await db.updateTable("webhooks").set({ deleted_at: at }).where("webhook_id", "=", id).execute();
          await setSubscriptions(db, id, []);
        }),
      ),
  };
}

async function readStates({ read }: Space, id: number): Promise<Record<string, number>> {
  const rows = await read
    .selectFrom("webhook_deliveries")
    .select(["status", (eb) => eb.fn.countAll().as("count")])
    .where("webhook_id", "=", id)
    .groupBy("status")
    .execute();
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
}

interface Opened {
  readonly space: Space;
  readonly secrets: Secrets;
  readonly at: string;
}

/** Opens the databases beside the running product, as its command line does. */
async function beside<T>({ stack, secretKey }: Owner, work: (opened: Opened) => Promise<T>): Promise<T> {
  const api = await openApi(readConfig(stack.env), { log: createLog("silent"), runJobs: false });
  try {
    const space = await api.spaces.open("main", secretKey.startsWith("crm_test_") ? "test" : "live");
    return await work({ space, secrets: api.secrets, at: timestamp(api.clock.now()) });
  } finally {
    await api.close();
  }
}

const blank = {
  ...{ description: null, disabled_reason: null, failing_since: null, deleted_at: null },
  ...{ previous_secret: null, previous_secret_until: null },
};
