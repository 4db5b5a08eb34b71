import type { Logger } from "pino";
import type { KeyVerifier } from "./access/key-verifier.ts";
import type { Limiter } from "./access/limits.ts";
import type { Passwords } from "./access/passwords.ts";
import type { Presence } from "./access/presence.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Availability } from "./conversations/availability.ts";
import type { LiveVisitors } from "./conversations/visitors/live-visitors.ts";
import type { AnyOperation } from "./kit/operation.ts";
import type { RequestMeter } from "./request-meter.ts";
import type { RouteTable } from "./routes.ts";
import type { Secrets } from "./secrets.ts";
import type { ApiStats } from "./stats.ts";
import type { Spaces } from "./store/spaces.ts";
import type { WebhookSender } from "./webhooks/sender.ts";

/** Everything the API is made of; made once by `openApi`, passed to every operation. */
export interface Api {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Logger;
  readonly spaces: Spaces;
  readonly keys: KeyVerifier;
  readonly limiter: Limiter;
  readonly passwords: Passwords;
  readonly presence: Presence;
  readonly availability: Availability;
  readonly liveVisitors: LiveVisitors;
  readonly webhooks: WebhookSender;
  readonly operations: readonly AnyOperation[];
  readonly routes: RouteTable;
  readonly requests: RequestMeter;
  /** How it does, in numbers. Takes at most two seconds or so, also while a database does not answer. */
  stats(): Promise<ApiStats>;
  close(): Promise<void>;
}
