import pino from "pino";
import type { Clock } from "../clock.ts";
import { readConfig } from "../config.ts";
import {
  createWebhookSender,
  type Endpoint,
  type Message,
  type Resolve,
  type WebhookSender,
} from "../webhooks/sender.ts";
import { createTestClock } from "./clock.ts";

interface TestSenderOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What names resolve to; none does unless told. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly resolve?: Resolve;
  readonly clock?: Clock;
}

/** A sender without the API around it. */
export function createTestSender({ env, names = {}, resolve, clock }: TestSenderOptions = {}): WebhookSender {
  return createWebhookSender({
    config: readConfig({ NODE_ENV: "test", ...env }),
    clock: clock ?? createTestClock(),
    log: pino({ level: "silent" }),
    resolve: resolve ?? (async (host) => names[host] ?? Promise.reject(new Error(`There is no ${host} in a test.`))),
  });
}

/** An endpoint at this address. */
export const endpointAt = (url: string): Endpoint => ({ url, secrets: ["a secret of sixteen"] });

export const someMessage: Message = {
  id: "evt_0badcafe_1",
  content: { event: "lead.created", timestamp: "2026-03-10T14:30:00Z", data: '{"lead_id":43}' },
};
