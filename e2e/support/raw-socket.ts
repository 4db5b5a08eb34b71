import { once } from "node:events";

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
  const received: string[] = [];
  const arrived = new EventTarget();
  const closed = once(socket, "close").then(() => {
    arrived.dispatchEvent(new Event("packet"));
  });
  socket.addEventListener("message", ({ data }) => {
    const packet = String(data);
    if (packet === "2") socket.send("3");
    else received.push(packet);
    arrived.dispatchEvent(new Event("packet"));
  });
  const next = async (start: string): Promise<string> => {
    for (;;) {
      const index = received.findIndex((packet) => packet.startsWith(start));
      if (index >= 0) return received.splice(index, 1)[0] ?? "";
      if (socket.readyState >= WebSocket.CLOSING) throw new Error(`The socket closed before ${start} came.`);
      await once(arrived, "packet");
    }
  };
  await next("0{");
  return { send: (packet) => socket.send(packet), next, closed, close: () => socket.close() };
}
