import type { IncomingMessage } from "node:http";
import type { Config } from "../api/config.ts";
import { readBrowser } from "../api/local-client.ts";

/** What a handshake tells about who knocks. Nothing of it is proved yet. */
export interface Knock {
  /** The public key of the website, from the query; null when there is none or it is malformed. */
  readonly key: string | null;
  readonly origin: string | null;
  readonly host: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  /** The console's sign-in, from its cookie. */
  readonly cookieToken: string | null;
}

export type OriginConfig = Pick<Config, "publicOrigins" | "publicUrl" | "baseDomain" | "trustProxy">;

/** Longest key that is looked at: real ones are shorter than 60 characters. */
const longestKey = 100;

/** Reads a handshake. A key that comes twice counts as absent. */
export function readKnock(request: IncomingMessage, config: OriginConfig): Knock {
  const url = request.url ?? "/";
  const [key, ...more] = new URLSearchParams(url.slice(url.indexOf("?") + 1)).getAll("key");
  return {
    ...readBrowser(request, config),
    key: key !== undefined && more.length === 0 && key.length <= longestKey ? key : null,
    origin: originOf(request.headers, config),
  };
}

/** True when the console itself knocks: same origin as the product, by configuration and never by the Host alone. */
export function isConsoleOrigin(origin: string | null, host: string | null, config: OriginConfig): boolean {
  if (origin === null) return false;
  if (config.publicOrigins.includes(origin)) return true;
  if (config.baseDomain === null || !URL.canParse(origin)) return false;
  const { protocol, host: originHost, hostname } = new URL(origin);
  // A tenant's console may only reach its own tenant.
  return (
    protocol === config.publicUrl.protocol &&
    originHost === host?.toLowerCase() &&
    hostname.endsWith(`.${config.baseDomain}`)
  );
}

/**
 * Browsers leave Origin out of same-origin GET requests, which long-polling is made of; there Sec-Fetch-Site, which
 * no page can forge, says the same.
 */
function originOf(headers: IncomingMessage["headers"], config: OriginConfig): string | null {
  if (headers.origin !== undefined) return headers.origin;
  if (headers["sec-fetch-site"] !== "same-origin" || headers.host === undefined) return null;
  return `${config.publicUrl.protocol}//${headers.host.toLowerCase()}`;
}
