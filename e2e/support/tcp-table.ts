import { existsSync, readFileSync } from "node:fs";

/** Linux tells every connection of the machine; elsewhere tests that need the server's own end of them do not run. */
export const canSeeConnections = existsSync("/proc/net/tcp");

/**
 * The clients' ports of all connections that a process still holds at its port of 127.0.0.1, whatever the clients do: one
 * that the process let go of has no inode any more.
 */
export function heldConnections(port: number): Set<number> {
  const held = new Set<number>();
  for (const line of readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1)) {
    const [, local = "", remote = "", state, , , , , , inode] = line.trim().split(/\s+/);
    if (portOf(local) === port && state !== listening && inode !== "0") held.add(portOf(remote));
  }
  return held;
}

const listening = "0A";
const portOf = (address: string) => Number.parseInt(address.split(":")[1] ?? "", 16);
