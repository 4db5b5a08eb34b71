import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** A network and the length of its prefix. */
export type AddressRange = readonly [Address, number];

/**
 * Not public, by the IANA special-purpose registries (https://www.iana.org/assignments/iana-ipv4-special-registry and
 * iana-ipv6-special-registry). 168.63.129.16 looks public, but is the service that Azure gives its machines their
 * secrets by.
 */
const closedIPv4 = rangesOf(
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24",
  "192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15",
  "198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4",
);

/** All that is public in IPv6 begins here: neither mapped, compatible and NAT64 forms of IPv4 do, nor local networks. */
const openIPv6 = rangesOf("2000::/3");

/** 2001::/23 holds Teredo, benchmarking, AMT, ORCHID and drones; 2002::/16 is 6to4, which wraps any IPv4 address. */
const closedIPv6 = rangesOf("2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3ffe::/16 3fff::/20");

const mapped = rangesOf("::ffff:0:0/96");
const loopback = rangesOf("0.0.0.0/8 127.0.0.0/8 ::/127");

/** Whether the text is the address of a machine on the Internet. False for what is no address, and for one with a zone. */
export function isPublic(text: string): boolean {
  const address = parseAddress(text);
  if (address === null) return false;
  return address.kind() === "ipv4"
    ? !isWithin(address, closedIPv4)
    : isWithin(address, openIPv6) && !isWithin(address, closedIPv6);
}

/** Whether the address stands in one of the ranges. An IPv4 address that is mapped into IPv6 stands in none. */
export function isInRange(text: string, ranges: readonly AddressRange[]): boolean {
  const address = parseAddress(text);
  return address !== null && !isWithin(address, mapped) && isWithin(address, ranges);
}

/** Whether the address is this machine's by itself: loopback, or the unspecified one, which connects to it. */
export function isLoopbackAddress(text: string): boolean {
  return isInRange(text, loopback);
}

/** Whether both texts are the same address. */
export function isSameAddress(one: string, other: string): boolean {
  return parseAddress(one)?.toString() === parseAddress(other)?.toString();
}

/** The range of a CIDR or of one address. Null for other text, and for a range of mapped addresses: it would allow none. */
export function parseRange(text: string): AddressRange | null {
  const [network = "", length, ...rest] = text.split("/");
  const address = parseAddress(network);
  if (address === null || rest.length > 0 || isWithin(address, mapped)) return null;
  const most = address.kind() === "ipv4" ? 32 : 128;
  if (length === undefined) return [address, most];
  return /^\d{1,3}$/.test(length) && Number(length) <= most ? [address, Number(length)] : null;
}

/** ipaddr.js reads octal and shortened IPv4 too, and zones; Node's check refuses the first two. */
function parseAddress(text: string): Address | null {
  return isIP(text) === 0 || text.includes("%") ? null : ipaddr.parse(text);
}

const isWithin = (address: Address, ranges: readonly AddressRange[]) =>
  ranges.some(([network, length]) => network.kind() === address.kind() && address.match(network, length));

function rangesOf(...lists: readonly string[]): readonly AddressRange[] {
  return lists.flatMap((list) => list.split(" ")).map((cidr) => ipaddr.parseCIDR(cidr));
}
