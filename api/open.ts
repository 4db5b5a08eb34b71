import type { Logger } from "pino";
import { createKeyVerifier } from "./access/key-verifier.ts";
import { createMemoryLimiter } from "./access/limits.ts";
import { createPasswords } from "./access/passwords.ts";
import { afterTimeout, createPresence } from "./access/presence.ts";
import type { Api } from "./api.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { createAvailability } from "./conversations/availability.ts";
import { createLiveVisitors } from "./conversations/visitors/live-visitors.ts";
import { createImportRunner } from "./imports/runner.ts";
import { createLog } from "./log.ts";
import { createRequestMeter } from "./request-meter.ts";
import { operations } from "./resources/index.ts";
import { createRouteTable } from "./routes.ts";
import { openSecrets } from "./secrets.ts";
import { createStats } from "./stats.ts";
import type { Space } from "./store/space.ts";
import { createSpaces, onlyTenant } from "./store/spaces.ts";
import { createResolver } from "./webhooks/resolver.ts";
import { createTimes } from "./webhooks/schedule.ts";
import { createWebhookSender, type Resolve } from "./webhooks/sender.ts";
import { createWebhookWorker } from "./webhooks/worker.ts";

export interface OpenApiOptions {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Goes on with imports and webhooks, which is the server's work: false for the command line beside it. */
  readonly runJobs?: boolean;
  /** How the names of webhooks' addresses are resolved; by DNS unless told. */
  readonly resolve?: Resolve;
  /** A database was restored or exchanged under us. It takes no writes any more: close everything, then open it anew. */
  readonly onReplaced?: (space: string, reason: string) => void;
}

/** Opens the API with its databases. Throws ConfigError or the database's own error when that cannot be. */
export async function openApi(config: Config, options: OpenApiOptions = {}): Promise<Api> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLog(config.logLevel);
  const secrets = openSecrets(config.dataDir);
  const imports = createImportRunner({ clock, log, liveOf: ({ tenant }) => spaces.open(tenant, "live") });
  const webhooks = createWebhookSender({ config, clock, log, resolve: options.resolve ?? createResolver() });
  const times = createTimes(config.webhookTimeScale);
  const deliveries = createWebhookWorker({ clock, log, secrets, sender: webhooks, times });
  const onOpen = (space: Space) => {
    if (options.runJobs === false) return;
    imports.watch(space);
    deliveries.watch(space);
  };
  const spaces = createSpaces({ config, clock, log, onOpen, onReplaced: options.onReplaced ?? (() => undefined) });
  const limiter = createMemoryLimiter({ clock });
  const presence = createPresence();
  const liveVisitors = createLiveVisitors({ clock, after: afterTimeout });
  const requests = createRequestMeter();
  const keys = createKeyVerifier({
    clock,
    secret: secrets.cacheKey,
    limiter,
    onError: (error: unknown) => log.warn({ err: error }, "last use of a key could not be noted"),
  });
  const stats = createStats({ requests, limiter, keys, presence, clock, webhookTries: deliveries.tries });
  await spaces.open(onlyTenant, "live");
  await spaces.open(onlyTenant, "test");
  return {
    config,
    secrets,
    clock,
    log,
    spaces,
    limiter,
    passwords: createPasswords(),
    presence,
    availability: createAvailability({ presence, clock, log }),
    liveVisitors,
    webhooks,
    keys,
    operations,
    routes: createRouteTable(operations),
    requests,
    // Whoever asked for a space that cannot be opened was told.
    stats: async () => await stats(await spaces.opened().catch(() => [])),
    async close() {
      presence.close();
      liveVisitors.close();
      await Promise.all([imports.close(), deliveries.close()]);
      await spaces.close();
    },
  };
}
