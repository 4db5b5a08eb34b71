import { expect } from "vitest";
import type { TestReceiver } from "../../api/testing/receiver.ts";
import { ask } from "../support/http.ts";
import { type Stack, startStack } from "../support/stack.ts";
import type { Webhook } from "../support/webhooks.ts";

export interface Site {
  readonly stack: Stack;
  readonly secretKey: string;
  /** Makes so many leads, each of which is one event, and answers their ids. */
  makeLeads(count: number): Promise<number[]>;
}

/** The whole product, whose webhooks wait `scale` times as long as they do for customers. */
export async function openSite(scale: number): Promise<Site> {
  const stack = await startStack({
    env: {
      ...{ WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8", WEBHOOK_TIME_SCALE: String(scale) },
      ...{ RATE_LIMITS: "off", LOG_LEVEL: "warn" },
    },
  });
  const secretKey = await stack.createKey("crm");
  return {
    stack,
    secretKey,
    async makeLeads(count) {
      const ids: number[] = [];
      for (let number = 0; number < count; number += 1) {
        const { body } = await ask(`${stack.api}/leads`, { key: secretKey, body: { phone: "+1 212 555 0100" } });
        ids.push((body["data"] as { lead_id: number }).lead_id);
      }
      return ids;
    },
  };
}

/** Whether nothing waits for a webhook any more. */
export const isOver = async (webhook: Webhook) => (await webhook.states())["pending"] === undefined;

/** Expects that all these leads arrived, each under one `webhook-id` of its own, repeats too. */
export function expectAll({ received }: TestReceiver, leads: readonly number[]): void {
  const ids = new Map(received.map(({ json, headers }) => [json.data.lead_id, headers["webhook-id"]]));
  const told = new Set(received.map(({ json, headers }) => `${json.data.lead_id} ${headers["webhook-id"]}`));
  expect([...ids.keys()].sort((a, b) => a - b)).toEqual([...leads]);
  expect(new Set(ids.values()).size).toBe(leads.length);
  expect(told.size, "a lead came under two webhook-ids").toBe(leads.length);
}
