import type { IncomingMessage } from "node:http";
import type { Config } from "../api/config.ts";
import { isSameSecret } from "./constant-time.ts";

type Rules = Pick<Config, "metricsToken" | "trustProxy">;

/**
 * Whether this caller may read the metrics: with a token set, whoever shows it; without one, whoever calls directly from
 * this machine. Behind a proxy the socket's address is the proxy's, so then only a token opens.
 */
export function mayReadMetrics({ headers, socket }: Knocking, { metricsToken, trustProxy }: Rules): boolean {
  if (metricsToken !== null) {
    const shown = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];
    return shown !== undefined && isSameSecret(shown, metricsToken);
  }
  return trustProxy === 0 && isThisMachine(socket.remoteAddress ?? "") && !Object.keys(headers).some(isProxys);
}

interface Knocking {
  readonly headers: IncomingMessage["headers"];
  readonly socket: Pick<IncomingMessage["socket"], "remoteAddress">;
}

/** IPv4 also in the form in which a socket that listens to both families shows it. */
const isThisMachine = (address: string) => address === "::1" || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);

/** What proxies add to what they pass on; Node gives names in lower case. */
const isProxys = (name: string) =>
  /^(forwarded|via|x-forwarded-.+|x-real-ip|x-client-ip|cf-.+|true-client-ip)$/.test(name);
