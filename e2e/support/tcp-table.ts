import { existsSync, readFileSync } from "node:fs";

/** Linux tells every connection of the machine; elsewhere tests that need the server's own end of them do not run. */
export const canSeeConnections = existsSync("/proc/net/tcp");

/**
 * The connections that a process still holds at its port of 127.0.0.1, by their client's port, whatever the client does: one
 * that the process let go of has no inode any more. The value is how many bytes to the client wait in the kernel.
 */
export function heldConnections(port: number): Map<number, number> {
  const lines = readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1).map(parse);
  const unread = new Map(lines.filter(({ remote }) => remote === port).map(({ local, received }) => [local, received]));
  const held = lines.filter(({ local, state, inode }) => local === port && state !== listening && inode !== "0");
  return new Map(held.map(({ remote, sent }) => [remote, sent + (unread.get(remote) ?? 0)]));
}

const listening = "0A";

function parse(line: string) {
  const [, local = "", remote = "", state, queues = "", , , , , inode] = line.trim().split(/\s+/);
  const [sent = 0, received = 0] = queues.split(":").map(fromHex);
  return { local: portOf(local), remote: portOf(remote), state, sent, received, inode };
}

const fromHex = (digits: string) => Number.parseInt(digits, 16);
const portOf = (address: string) => fromHex(address.split(":")[1] ?? "");
