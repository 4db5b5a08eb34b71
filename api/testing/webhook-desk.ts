import { openSecrets } from "../webhooks/endpoint-secret.ts";
import type { TestAnswer } from "./api.ts";
import type { TestSite } from "./visitor.ts";

/** Where names that do not resolve stand for a customer's server. */
export const hookUrl = "https://hooks.example/crm";
export const hookSecret = "a secret that only the test knows";

/** Registers webhooks of a test, changes them, and looks at what is kept of them. */
export function createWebhookDesk(siteOf: () => TestSite) {
  const read = async () => (await siteOf().space()).read;
  const stored = async (id: number) =>
    await (await read()).selectFrom("webhooks").selectAll().where("webhook_id", "=", id).executeTakeFirstOrThrow();
  return {
    stored,
    call: async (operation: string, body?: object, headers = {}): Promise<TestAnswer> =>
      await siteOf().request(operation, { key: siteOf().secretKey, body, headers }),
    make: async (more: object = {}): Promise<TestAnswer["body"]> =>
      (await siteOf().ask("POST /webhooks", { url: hookUrl, events: ["note.*"], secret: hookSecret, ...more })).data,
    put: async (id: number, body: object): Promise<TestAnswer["body"]> =>
      (await siteOf().ask(`PUT /webhooks/${id}`, body)).data,
    /** The secrets by which it is signed now, the newest first. */
    signsWith: async (id: number) =>
      openSecrets(siteOf().api.secrets, await siteOf().space(), await stored(id), siteOf().clock.now()),
    /** What it hears of, from its subscriptions. */
    async patternsOf(id: number): Promise<string[]> {
      const rows = (await read()).selectFrom("webhook_subscriptions").select("pattern").where("webhook_id", "=", id);
      return (await rows.orderBy("pattern").execute()).map(({ pattern }) => pattern);
    },
    /** What the audit log says was done to it. */
    async deedsOf(id: number): Promise<string[]> {
      const rows = (await read()).selectFrom("audit_log").select("action").where("target", "=", `webhook:${id}`);
      return (await rows.orderBy("audit_id").execute()).map(({ action }) => action);
    },
    /** How often the worker was told to look while `work` ran. */
    async toldDuring(work: () => Promise<unknown>): Promise<number> {
      let told = 0;
      const stop = (await siteOf().space()).bus.subscribe(({ kind }) => {
        if (kind === "webhooks.changed") told += 1;
      });
      await work();
      stop();
      return told;
    },
  };
}
