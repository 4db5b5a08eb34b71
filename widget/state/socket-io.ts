import { io } from "socket.io-client";
import type { OpenWire } from "./wire.ts";

/**
 * Long-polling where WebSockets do not pass, by the whole socket.io-client. It is transport only: no recovery, no retries,
 * no buffering of its are used (realtime.md). The one door of socket.io-client.
 */
export const openSocketIo: OpenWire = ({ url, namespace, query, auth, withCredentials }, events) => {
  let wanted = true;
  const socket = io(url + namespace, {
    path: "/socket.io",
    query: { ...query },
    auth: { ...auth },
    withCredentials,
    transports: ["polling", "websocket"],
    tryAllTransports: true,
    reconnection: false,
    forceNew: true,
    timeout: 10_000,
  });
  socket.on("connect", events.connected);
  socket.on("connect_error", (error) => {
    if (wanted) events.failed((error as { data?: unknown }).data ?? null);
  });
  socket.on("disconnect", (reason) => {
    if (wanted) events.lost(reason === "io server disconnect");
  });
  socket.onAny(events.received);
  return {
    send(name, input, acknowledge) {
      if (acknowledge === undefined) socket.volatile.emit(name, input);
      else socket.emit(name, input, acknowledge);
    },
    close() {
      wanted = false;
      socket.disconnect();
    },
  };
};
