import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { startDeadline } from "./deadline.ts";
import { bareHost, portOf, type Target } from "./target.ts";

/** A name with hundreds of addresses must not have us knock at hundreds of doors. */
const mostAddresses = 4;

/**
 * A connection to the first of the target's addresses that accepts one; by https its handshake goes on. `patienceMs` is
 * what an address has while another could be asked. Throws what the last one came to.
 */
export async function connect(target: Target, patienceMs: number, signal: AbortSignal): Promise<Socket> {
  const addresses = target.addresses.slice(0, mostAddresses);
  const last = addresses.length - 1;
  for (const address of addresses.slice(0, last)) {
    const patience = startDeadline(patienceMs, signal);
    try {
      return await connectTo(address, target.url, patience.signal);
    } catch {
      signal.throwIfAborted();
    } finally {
      patience.end();
    }
  }
  return await connectTo(String(addresses[last]), target.url, signal);
}

/** No name is resolved again here: `host` is an address, and the name serves the certificate alone. */
async function connectTo(address: string, url: URL, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const place = { host: address, port: portOf(url) };
  const name = bareHost(url);
  const socket =
    url.protocol === "https:"
      ? connectTls({
          ...place,
          // RFC 6066 allows no address there; the certificate is then checked against `host`.
          servername: isIP(name) === 0 ? name : "",
          ALPNProtocols: ["http/1.1"],
          // Said although it is the default, so that NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing here.
          rejectUnauthorized: true,
        })
      : connectTcp(place);
  // Whoever uses the socket hears its error; one that comes once nobody does must not end the process.
  socket.on("error", () => {});
  try {
    await once(socket, "connect", { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
