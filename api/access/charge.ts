import type { Api } from "../api.ts";
import { sessionPartition } from "../conversations/widget-session.ts";
import { AppError } from "../errors.ts";
import type { Space } from "../store/space.ts";
import type { Actor } from "./actor.ts";
import { addressPartition } from "./address.ts";
import type { Bucket, Verdict } from "./limits.ts";

/** Requests a minute without any valid session or key, per address (an office shares one). */
const addressLimit = 120;
/** Requests a minute that only look (history, status), beside the counted ones. */
const pollLimit = 120;
/** Commands a minute of one sign-in to the console. */
const employeeLimit = 600;

/** What is counted for a caller of whom nothing but the address is known. */
export const addressBuckets = (address: string | null): readonly Bucket[] => [
  { name: `address:${addressPartition(address ?? "in-process")}`, limit: addressLimit },
];

export interface Charged {
  readonly actor: Actor;
  readonly space: Space | null;
  readonly address: string | null;
  /** The visitor's session id as it was sent; it may be anything. */
  readonly widgetSession: string | null;
}

/**
 * The windows a request is counted in, the one its headers speak of first. A public key is shared by every visitor of
 * a site, so what counts is the visitor's session; without a valid one, the key together with the address.
 */
export async function bucketsOf(who: Charged, family: "own" | "poll"): Promise<readonly Bucket[]> {
  const { actor, space } = who;
  if (space === null) return addressBuckets(who.address);
  switch (actor.kind) {
    case "public": {
      const address = addressPartition(who.address ?? "in-process");
      const session = who.widgetSession === null ? null : await sessionPartition(space, actor.key, who.widgetSession);
      const partition = partitionName(actor.key, space, session, address);
      if (family === "poll") return [{ name: `poll:${partition}`, limit: pollLimit }];
      return [
        { name: partition, limit: actor.key.rate_limit_per_minute },
        { name: `site:${space.name}:${actor.key.key_id}`, limit: actor.key.site_limit_per_minute },
        ...(session === null ? addressBuckets(who.address) : []),
      ];
    }
    case "secret":
      return [{ name: `key:${space.name}:${actor.key.key_id}`, limit: actor.key.rate_limit_per_minute }];
    case "employee":
      return [{ name: `employee:${space.tenant}:${actor.sessionId}`, limit: employeeLimit }];
    default:
      return addressBuckets(who.address);
  }
}

function partitionName(
  key: { key_id: number; rate_limit_scope: string },
  space: Space,
  session: string | null,
  address: string,
) {
  if (key.rate_limit_scope === "key") return `visitors:${space.name}:${key.key_id}`;
  return session ?? `visitor:${space.name}:${key.key_id}:${address}`;
}

/** Counts `cost` requests. Throws RATE_LIMITED when they do not fit; refused requests are not recorded. */
export async function charge(api: Api, buckets: readonly Bucket[], cost: number): Promise<Verdict> {
  if (!api.config.rateLimits || cost === 0) return await api.limiter.peek(buckets);
  const verdict = await api.limiter.take(buckets, cost);
  if (verdict.allowed) return verdict;
  throw new AppError(
    "RATE_LIMITED",
    `Too many requests: ${verdict.limit} a minute are allowed here. Wait ${verdict.retryAfter} s and try again.`,
    { retryAfter: verdict.retryAfter, headers: rateHeaders(verdict) },
  );
}

/** The three headers that stand on every response below the base path. */
export function rateHeaders(verdict: Verdict): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(verdict.limit),
    "X-RateLimit-Remaining": String(verdict.remaining),
    "X-RateLimit-Reset": String(verdict.reset),
  };
}
