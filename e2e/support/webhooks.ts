import { ask } from "./http.ts";
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
export async function registerWebhook(
  { stack, secretKey: key }: Owner,
  { url, events = ["*"] }: Wish,
): Promise<Webhook> {
  const body = { url, events, secret: "a secret between servers" };
  const made = await ask(`${stack.api}/webhooks`, { key, body });
  if (made.status !== 201) throw new Error(`POST /webhooks answered ${JSON.stringify(made.body)}`);
  const address = `${stack.api}/webhooks/${(made.body["data"] as { webhook_id: number }).webhook_id}`;
  const count = async (status: string): Promise<number> => {
    const { body } = await ask(`${address}/deliveries?status=${status}&per_page=1`, { key });
    return (body["pagination"] as { total: number }).total;
  };
  return {
    async states() {
      const counts = await Promise.all(["pending", "delivered", "dead"].map(async (one) => [one, await count(one)]));
      return Object.fromEntries(counts.filter(([, number]) => number !== 0));
    },
    remove: async () => void (await ask(address, { key, method: "DELETE" })),
  };
}
