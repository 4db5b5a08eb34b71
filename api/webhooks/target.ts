import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { Config } from "../config.ts";
import { type AppError, invalid } from "../errors.ts";
import { isInRange, isLoopbackAddress, isPublic, isSameAddress } from "./public-address.ts";

/** Where a webhook may be sent: its address, and the addresses of its host, all of them checked. */
export interface Target {
  readonly url: URL;
  readonly addresses: readonly string[];
}

const example = "https://your-app.com/webhooks/crm";
const longest = 2_000;
const openPorts: readonly string[] = ["443", "80", "8443"];
const hostName = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;

/** The URL of a webhook. Throws VALIDATION_ERROR for one that nothing is sent to, whatever its host resolves to. */
export function parseTarget(text: string, config: Config): URL {
  if (/[\s\\\p{C}]/u.test(text)) {
    throw refusal(
      "contains a space, a backslash or an invisible character. Leave it out, or write it percent-encoded.",
    );
  }
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw refusal(`is no web address. Write one such as ${example}.`);
  const url = new URL(text);
  if (Math.max(text.length, url.href.length) > longest) {
    throw refusal(`is longer than ${longest} characters. Write a shorter one.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw refusal("contains a user name or password. Leave them out, and check the signature of what arrives instead.");
  }
  if (url.href.includes("#")) throw refusal("contains a #. Leave it and what follows out: that part is never sent.");
  if (isIP(bareHost(url)) === 0 && !hostName.test(url.hostname)) {
    throw refusal(`has a host that is no name of the DNS. Write it without a dot at its end, such as ${example}.`);
  }
  if (isOwnHost(url, config)) throw pointsToUs();
  if (addressesByItself(url, config) === null && config.webhookAllowPrivate.length === 0) refuseUnlessOpen(url);
  return url;
}

/**
 * The addresses of a host that no name server is asked about: the literal itself, and localhost, which is loopback by
 * itself (RFC 6761) and means the kind of loopback that is allowed. Null for names.
 */
export function addressesByItself(url: URL, config: Config): readonly string[] | null {
  const host = bareHost(url);
  if (isIP(host) !== 0) return [host];
  if (host !== "localhost" && !host.endsWith(".localhost")) return null;
  const both = ["127.0.0.1", "::1"];
  const allowed = both.filter((address) => isInRange(address, config.webhookAllowPrivate));
  return allowed.length > 0 ? allowed : both;
}

/**
 * Throws VALIDATION_ERROR unless every one of the host's addresses may be sent to. What a name points to inside a network
 * is not told: whoever registers a webhook need not know it.
 */
export function permitAddresses(url: URL, addresses: readonly string[], config: Config): Target {
  if (addresses.some((address) => isOwnAddress(url, address, config))) throw pointsToUs();
  const others = addresses.filter((address) => !isInRange(address, config.webhookAllowPrivate));
  if (!others.every(isPublic)) {
    throw refusal(
      `points to an address that is not on the Internet. Write one that is, such as ${example}; whoever runs Valethon can allow a private network by WEBHOOK_ALLOW_PRIVATE.`,
    );
  }
  if (others.length > 0) refuseUnlessOpen(url);
  return { url, addresses };
}

/** The host as a name server or a socket takes it: IPv6 without its brackets. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

export function portOf(url: URL): number {
  return Number(portTextOf(url));
}

/** What is sent over the Internet goes by https and to the ports of web servers. */
function refuseUnlessOpen(url: URL): void {
  if (url.protocol !== "https:") {
    throw refusal(`is plain http, which anybody on the way can read. Write https, such as ${example}.`);
  }
  if (!openPorts.includes(portTextOf(url))) {
    throw refusal(`has port ${portTextOf(url)}. Let your server answer on 443, 8443 or 80, and write that one.`);
  }
}

/** Tenants answer below the base domain. */
function isOwnHost(url: URL, { publicUrl, baseDomain }: Config): boolean {
  if (portOf(url) !== portOf(publicUrl)) return false;
  if (url.hostname === publicUrl.hostname) return true;
  return baseDomain !== null && `.${url.hostname}`.endsWith(`.${baseDomain}`);
}

/** An address of this machine with a port of ours: deliveries to ourselves would feed themselves. */
function isOwnAddress(url: URL, address: string, { port, demoPort }: Config): boolean {
  const ports: readonly (number | null)[] = [port, demoPort];
  return ports.includes(portOf(url)) && isThisMachine(address);
}

function isThisMachine(address: string): boolean {
  if (isLoopbackAddress(address)) return true;
  const own = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  return own.some((one) => isSameAddress(one.address, address));
}

const portTextOf = (url: URL) => url.port || (url.protocol === "https:" ? "443" : "80");

const refusal = (what: string): AppError => invalid("url", `url ${what}`);

const pointsToUs = () => refusal(`points to Valethon itself. Write your own server's address, such as ${example}.`);
