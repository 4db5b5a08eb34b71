import { timestamp } from "../clock.ts";
import { invalid } from "../errors.ts";
import type { KeyType } from "./actor.ts";
import { parseAllowedIp } from "./address.ts";
import type { KeySettings } from "./key-settings.ts";
import { parseAllowedOrigin } from "./origins.ts";
import { defaultPermissions, type Permission, permissions } from "./permissions.ts";

/** What a person asks of a key; what is left out takes the defaults of its kind. */
export interface KeyWish {
  readonly type: KeyType;
  readonly name: string;
  readonly permissions?: readonly string[];
  /** Public keys only. */
  readonly allowed_origins?: readonly string[];
  /** Secret keys only: addresses or CIDRs. */
  readonly allowed_ips?: readonly string[];
  readonly rate_limit_per_minute?: number;
  readonly site_limit_per_minute?: number;
  /** Public keys only: `key` counts all visitors together. */
  readonly rate_limit_scope?: RateLimitScope;
  /** Public keys only. */
  readonly settings?: KeySettings;
  /** Public keys only. */
  readonly identity_required?: boolean;
  /** ISO 8601, in the future. */
  readonly expires_at?: string | null;
}

export interface CheckedKey {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly allowed_origins: readonly string[];
  readonly allowed_ips: readonly string[];
  readonly rate_limit_per_minute: number;
  readonly site_limit_per_minute: number;
  readonly rate_limit_scope: RateLimitScope;
  readonly settings: KeySettings;
  readonly identity_required: boolean;
  readonly expires_at: string | null;
}

export const rateLimitScopes = ["visitor", "key"] as const;
export type RateLimitScope = (typeof rateLimitScopes)[number];

const requestsPerMinute = { public: 30, secret: 120 } as const;
const siteRequestsPerMinute = 1200;
const largestLimit = 100_000;
const longestList = 100;

/** The key as it may be stored, at the instant `now` (ISO 8601). Throws VALIDATION_ERROR that says what to write instead. */
export function checkKey(wish: KeyWish, now: string): CheckedKey {
  const kind = kindOfKey(wish.type);
  return {
    name: checkName(wish.name),
    permissions: checkPermissions(kind, wish.permissions ?? defaultPermissions[kind]),
    allowed_origins: checkOrigins(kind, wish.allowed_origins ?? []),
    allowed_ips: checkIps(kind, wish.allowed_ips ?? []),
    rate_limit_per_minute: checkLimit("rate_limit_per_minute", wish.rate_limit_per_minute ?? requestsPerMinute[kind]),
    site_limit_per_minute: checkLimit("site_limit_per_minute", wish.site_limit_per_minute ?? siteRequestsPerMinute),
    rate_limit_scope: checkScope(kind, wish.rate_limit_scope ?? "visitor"),
    settings: checkSettings(kind, wish.settings ?? {}),
    identity_required: checkRequirement(kind, wish.identity_required ?? false),
    expires_at: checkExpiry(wish.expires_at ?? null, now),
  };
}

type Kind = keyof typeof defaultPermissions;

const kindOfKey = (type: KeyType): Kind => (type.startsWith("pk_") ? "public" : "secret");

function checkName(text: string): string {
  const name = text.trim();
  if (name.length > 0 && name.length <= 100) return name;
  throw invalid("name", "A key needs a name of 1 to 100 characters that says what it is used for.");
}

function checkPermissions(kind: Kind, wished: readonly string[]): readonly Permission[] {
  const allowed: readonly Permission[] = defaultPermissions[kind];
  for (const one of wished) {
    if ((allowed as readonly string[]).includes(one)) continue;
    const known = (permissions as readonly string[]).includes(one);
    throw invalid(
      "permissions",
      known ? wrongKind(kind, one) : `There is no permission "${one}". Choose from: ${allowed.join(", ")}.`,
    );
  }
  // In the order of the list, each once: the same wish is always the same row.
  const chosen = allowed.filter((permission) => wished.includes(permission));
  if (chosen.length > 0) return chosen;
  throw invalid("permissions", `A key without a permission opens nothing. Choose from: ${allowed.join(", ")}.`);
}

function wrongKind(kind: Kind, permission: string): string {
  return kind === "public"
    ? `A public key is readable by every visitor and can only hold widget:access, not ${permission}. Make a secret key for that.`
    : `A secret key cannot hold ${permission}. Make a public key (pk_live or pk_test) for the widget.`;
}

function checkOrigins(kind: Kind, wished: readonly string[]): readonly string[] {
  if (kind === "secret" && wished.length > 0) {
    throw invalid(
      "allowed_origins",
      "Secret keys are not for browsers and have no origins. Limit them by allowed_ips instead.",
    );
  }
  return checkList(
    "allowed_origins",
    wished,
    parseAllowedOrigin,
    (text) =>
      `"${text}" is not an origin. Write scheme, host and port without a path, such as https://www.example.com or https://*.example.com.`,
  );
}

function checkIps(kind: Kind, wished: readonly string[]): readonly string[] {
  if (kind === "public" && wished.length > 0) {
    throw invalid(
      "allowed_ips",
      "Public keys are used from every visitor's address. Limit them by allowed_origins instead.",
    );
  }
  return checkList(
    "allowed_ips",
    wished,
    parseAllowedIp,
    (text) => `"${text}" is not an address or range. Write it like 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.`,
  );
}

function checkList(
  field: string,
  wished: readonly string[],
  parse: (text: string) => string | null,
  explain: (text: string) => string,
): readonly string[] {
  if (wished.length > longestList) throw invalid(field, `At most ${longestList} entries fit here. Use wider ones.`);
  const parsed = wished.map((text) => {
    const entry = parse(text);
    if (entry === null) throw invalid(field, explain(text));
    return entry;
  });
  return [...new Set(parsed)];
}

function checkLimit(field: string, limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= largestLimit) return limit;
  throw invalid(field, `Give a whole number of requests a minute from 1 to ${largestLimit}.`);
}

function checkScope(kind: Kind, scope: RateLimitScope): RateLimitScope {
  if (kind === "public" || scope === "visitor") return scope;
  throw invalid(
    "rate_limit_scope",
    "A secret key is always counted as a whole. Leave rate_limit_scope out; it is for public keys.",
  );
}

function checkSettings(kind: Kind, settings: KeySettings): KeySettings {
  if (kind === "public" || Object.keys(settings).length === 0) return settings;
  throw invalid("settings", "Settings are the chat's, and secret keys open none. Set them on a public key.");
}

function checkRequirement(kind: Kind, required: boolean): boolean {
  if (kind === "public" || !required) return required;
  throw invalid("identity_required", "Secret keys have no visitors. Require signed identity on a public key.");
}

function checkExpiry(wished: string | null, now: string): string | null {
  if (wished === null) return null;
  const time = Date.parse(wished);
  if (time > Date.parse(now)) return timestamp(time);
  throw invalid(
    "expires_at",
    "Give a time in the future, such as 2030-01-01T00:00:00Z, or null for a key that does not expire.",
  );
}
