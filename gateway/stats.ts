import type { Socket } from "socket.io";
import type { CommandStats } from "./command-meter.ts";
import type { FactStats } from "./fact-meter.ts";
import type { GatewayCounts } from "./server.ts";

/** How the live side does, in plain numbers. */
export interface GatewayStats {
  readonly draining: boolean;
  /** Sockets open now: a connection may have one in each namespace. */
  readonly sockets: readonly {
    readonly namespace: "widget" | "agent";
    readonly transport: "websocket" | "polling";
    readonly open: number;
  }[];
  /** Commands that are being worked on: a drain waits for them. */
  readonly working: number;
  readonly counts: GatewayCounts;
  readonly commands: readonly CommandStats[];
  readonly facts: FactStats;
}

/** Counted when asked for: sockets change their transport while they are open. */
export function socketsOf(
  namespace: "widget" | "agent",
  { sockets }: { readonly sockets: ReadonlyMap<string, Pick<Socket, "conn">> },
): GatewayStats["sockets"] {
  const all = [...sockets.values()];
  return (["websocket", "polling"] as const).map((transport) => ({
    namespace,
    transport,
    open: all.filter(({ conn }) => conn.transport.name === transport).length,
  }));
}
