import type { Socket } from "socket.io-client";
import { expect } from "vitest";
import { ask, cookieToken } from "./stage.ts";

/** A conversation without messages, as the API answers it. */
export const emptyPage = {
  data: [],
  conversation: {
    conversation_id: 10,
    epoch: "e1",
    head: 0,
    status: "open",
    read: { visitor: 0, agent: 0 },
    more: false,
  },
};
export const apiOfAgents = { "GET /conversations/{id}/messages": () => emptyPage };
/** The cookie of the employee with this id. */
export const cookieOf = (employee: number) => `${cookieToken.slice(1)}${employee}`;

/** Everything a socket receives, by event name. */
export function record(socket: Socket) {
  const seen: [string, unknown][] = [];
  socket.onAny((name: string, value: unknown) => seen.push([name, value]));
  return { of: (name: string) => seen.filter(([event]) => event === name).map(([, value]) => value) };
}

/** Resolves once everything published so far has arrived: packets of one connection keep their order. */
export async function settled(...sockets: Socket[]) {
  await Promise.all(sockets.map((socket) => ask(socket, "nothing", {})));
}

/** Opens a conversation as the console does. */
export async function openConversation(socket: Socket, conversation_id = 10) {
  expect(await ask(socket, "conversation:sync", { conversation_id, after: 0 })).toMatchObject({ ok: true });
}
