import { Resolver } from "node:dns/promises";
import type { Resolve } from "./sender.ts";

interface ResolverOptions {
  /** Name servers as `address:port`; those of the machine unless told. */
  readonly servers?: readonly string[];
  readonly patienceMs?: number;
}

/**
 * Asks name servers for A and AAAA records, IPv4 first in the answer. It never goes by `dns.lookup`, which would hold one
 * of the few threads that hashing and files wait for as long as a name server hangs; so /etc/hosts is not read. A
 * resolver of its own for each name remembers nothing of the last. When a server fails for one kind of record, the name
 * fails: what was not answered cannot be checked.
 */
export function createResolver({ servers, patienceMs = 5_000 }: ResolverOptions = {}): Resolve {
  return async (host) => {
    const resolver = new Resolver({ timeout: Math.ceil(patienceMs / 3), tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const patience = setTimeout(() => resolver.cancel(), patienceMs);
    try {
      const found = await Promise.all([emptyWhenNone(resolver.resolve4(host)), emptyWhenNone(resolver.resolve6(host))]);
      const addresses = found.flat();
      if (addresses.length === 0) throw Object.assign(new Error(`${host} has no address`), { code: "ENOTFOUND" });
      return addresses;
    } finally {
      clearTimeout(patience);
      resolver.cancel();
    }
  };
}

async function emptyWhenNone(answer: Promise<string[]>): Promise<readonly string[]> {
  try {
    return await answer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENODATA" || code === "ENOTFOUND") return [];
    throw error;
  }
}
