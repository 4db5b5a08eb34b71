import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * The client's address behind `hops` trusted proxies: each of them added the address it was called from to the end
 * of X-Forwarded-For, so the client stands `hops` places before the socket's own. With 0 hops the header is ignored.
 * An entry that is no address counts for nothing; then the nearest one on our side speaks. Null when there is none.
 */
export function clientAddress(
  socketAddress: string | null | undefined,
  forwardedFor: string | readonly string[] | null | undefined,
  hops: number,
): string | null {
  const forwarded = hops === 0 ? [] : (forwardedFor ?? []).toString().split(",");
  const chain = [...forwarded, socketAddress ?? ""];
  const claimed = chain.slice(Math.max(0, chain.length - 1 - hops));
  for (const entry of claimed) {
    const address = normaliseAddress(entry);
    if (address !== null) return address;
  }
  return null;
}

/**
 * The part of the network one client is taken to be, for limits: an IPv4 address, or an IPv6 /64, which is what a
 * single subscriber is given. `none` for callers without an address.
 */
export function addressPartition(address: string | null): string {
  const normal = address === null ? null : normaliseAddress(address);
  if (normal === null) return "none";
  const parsed = ipaddr.parse(normal);
  if (!(parsed instanceof ipaddr.IPv6)) return normal;
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(":")}::/64`;
}

/** One spelling per address: IPv4 (also when mapped into IPv6) in four decimals, IPv6 compressed. Null for other text. */
export function normaliseAddress(text: string): string | null {
  const bare = withoutPort(text.trim()).replace(/%.*$/, "");
  // ipaddr.js reads octal and shortened IPv4 too; Node's check does not.
  return isIP(bare) === 0 ? null : ipaddr.process(bare).toString();
}

/** An address or CIDR of an API key's `allowed_ips` as it is stored, always with its length. Null when it is neither. */
export function parseAllowedIp(text: string): string | null {
  const [address = "", length, ...rest] = text.trim().split("/");
  const kind = isIP(address);
  if (kind === 0 || rest.length > 0) return null;
  const bits = kind === 4 ? 32 : 128;
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > bits)) return null;
  return `${ipaddr.parse(address).toString()}/${Number(length ?? bits)}`;
}

/** Whether a key with these `allowed_ips` may be used from `address`. An empty list allows every address. */
export function addressAllowed(allowed: readonly string[], address: string | null): boolean {
  if (allowed.length === 0) return true;
  const normal = address === null ? null : normaliseAddress(address);
  if (normal === null) return false;
  const parsed = ipaddr.parse(normal);
  return allowed.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === parsed.kind() && parsed.match(network, bits);
  });
}

/** Some proxies write the port too: `192.0.2.1:443`, `[2001:db8::1]:443`. */
function withoutPort(entry: string): string {
  const found = /^\[([^\]]+)\](?::\d+)?$/.exec(entry) ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry);
  return found?.[1] ?? entry;
}
