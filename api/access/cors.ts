import type { Api } from "../api.ts";
import { timestamp } from "../clock.ts";
import type { Mode } from "../store/space.ts";
import { originAllowed } from "./origins.ts";

const modes: readonly Mode[] = ["live", "test"];

/** What a browser may send to, and read from, the widget's endpoints of another origin. */
export const preflight = {
  "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
  "Access-Control-Allow-Headers": "Content-Type, X-API-Key, X-Widget-Session, X-Request-Id, Idempotency-Key",
  "Access-Control-Max-Age": "600",
} as const;

const exposed =
  "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, X-Request-Id, Idempotency-Replayed";

/**
 * The CORS headers of a widget response. A preflight carries no key, so an origin is let in when any active public
 * key allows it; the request itself is then checked against its own key.
 */
export async function corsHeaders(
  api: Api,
  tenant: string,
  origin: string | null,
): Promise<Readonly<Record<string, string>>> {
  if (origin === null) return { Vary: "Origin" };
  for (const mode of modes) {
    if (await anyKeyAllows(api, tenant, mode, origin)) {
      return { Vary: "Origin", "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": exposed };
    }
  }
  return { Vary: "Origin" };
}

async function anyKeyAllows(api: Api, tenant: string, mode: Mode, origin: string): Promise<boolean> {
  const space = await api.spaces.open(tenant, mode);
  const now = timestamp(api.clock.now());
  const rows = await space.read
    .selectFrom("api_keys")
    .select("allowed_origins")
    .distinct()
    .where("type", "in", ["pk_live", "pk_test"])
    .where("revoked_at", "is", null)
    .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", now)]))
    .execute();
  return rows.some((row) => originAllowed(JSON.parse(row.allowed_origins) as string[], origin));
}
