import type { Api } from "../api.ts";
import { sessionPartition } from "../conversations/visitors/session-partition.ts";
import { AppError } from "../errors.ts";
import type { Space } from "../store/space.ts";
import type { Actor, ApiKey } from "./actor.ts";
import { addressPartition } from "./address.ts";
import { type Bucket, rateHeaders, type Verdict } from "./limits.ts";

/** Requests a minute without any valid session or key, per address (an office shares one). */
const addressLimit = 120;
/** Requests a minute that only look (history, status), beside the counted ones. */
const pollLimit = 120;
/** New visitor sessions an hour from one address. */
const newSessionLimit = 300;
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
    case "public":
      return await visitorBuckets(actor.key, space, who, family);
    case "secret":
      return [{ name: `key:${space.name}:${actor.key.key_id}`, limit: actor.key.rate_limit_per_minute }];
    case "employee":
      return [{ name: `employee:${space.tenant}:${actor.sessionId}`, limit: employeeLimit }];
    default:
      return addressBuckets(who.address);
  }
}

async function visitorBuckets(
  key: ApiKey,
  space: Space,
  { address, widgetSession }: Charged,
  family: "own" | "poll",
): Promise<readonly Bucket[]> {
  const session = widgetSession === null ? null : await sessionPartition(space, key, widgetSession);
  const own = session ?? `visitor:${space.name}:${key.key_id}:${addressPartition(address ?? "in-process")}`;
  if (family === "poll") return [{ name: `poll:${own}`, limit: pollLimit }];
  const shared = key.rate_limit_scope === "key" ? `visitors:${space.name}:${key.key_id}` : null;
  return [
    { name: shared ?? own, limit: key.rate_limit_per_minute },
    { name: `site:${space.name}:${key.key_id}`, limit: key.site_limit_per_minute },
    ...(session === null ? addressBuckets(address) : []),
  ];
}

/** Counts a session that is about to be made. Throws RATE_LIMITED when its address made too many within the hour. */
export async function chargeNewSession(api: Api, address: string | null): Promise<void> {
  const name = `new-sessions:${addressPartition(address ?? "in-process")}`;
  await charge(api, [{ name, limit: newSessionLimit, windowMs: 3_600_000 }], 1, "an hour");
}

/** Counts `cost` requests. Throws RATE_LIMITED when they do not fit; refused requests are not recorded. */
export async function charge(api: Api, buckets: readonly Bucket[], cost: number, per = "a minute"): Promise<Verdict> {
  if (!api.config.rateLimits || cost === 0) return await api.limiter.peek(buckets);
  const verdict = await api.limiter.take(buckets, cost);
  if (verdict.allowed) return verdict;
  throw new AppError(
    "RATE_LIMITED",
    `Too many requests: ${verdict.limit} ${per} are allowed here. Wait ${verdict.retryAfter} s and try again.`,
    { retryAfter: verdict.retryAfter, headers: rateHeaders(verdict) },
  );
}
