import { once } from "node:events";
import { createInbox } from "./inbox.ts";

/** A WebSocket of Engine.IO protocol 4 without any client library: the test writes the packets itself. */
export interface RawSocket {
  send(packet: string): void;
  /** The first packet with this start that has come or will come, each given out once. Throws once the socket closed. */
  next(start: string): Promise<string>;
  readonly closed: Promise<void>;
  close(): void;
}

/** Connects as a browser on a customer's page does, up to Engine.IO's own greeting. Pings are answered. */
export async function openSocket(url: string, publicKey: string): Promise<RawSocket> {
  const address = `${url.replace(/^http/, "ws")}/socket.io/?EIO=4&transport=websocket&key=${publicKey}`;
  const socket = new WebSocket(address);
  const inbox = createInbox();
  const closed = once(socket, "close").then(() => inbox.end());
  socket.addEventListener("message", ({ data }) => {
    const packet = String(data);
    if (packet === "2") socket.send("3");
    else inbox.add(packet);
  });
  await inbox.next("0{");
  return { send: (packet) => socket.send(packet), next: inbox.next, closed, close: () => socket.close() };
}
