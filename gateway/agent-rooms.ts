import type { Socket } from "socket.io";
import { rooms } from "./rooms.ts";

/** Conversations one console keeps open at most; the one synced longest ago makes room. */
const mostOpen = 50;

/** The conversations one agent's socket has open, in the order of their last sync. */
export interface AgentRooms {
  /** Joins before `work` asks the API, so that nothing falls between its answer and the first fact; undone if it fails. */
  during<T>(conversationId: number, work: () => Promise<T>): Promise<T>;
  leave(conversationId: number): void;
  has(conversationId: number): boolean;
}

export function createAgentRooms(
  socket: Pick<Socket, "join" | "leave">,
  space: string,
  employeeId: number,
): AgentRooms {
  const open = new Set<number>();
  const roomsOf = (id: number) => [rooms.conversation(space, id), rooms.ownConversation(space, id, employeeId)];

  function enter(id: number) {
    open.delete(id);
    open.add(id);
    void socket.join(roomsOf(id));
    const [oldest] = open;
    if (open.size > mostOpen && oldest !== undefined) leave(oldest);
  }
  function leave(id: number) {
    open.delete(id);
    for (const room of roomsOf(id)) void socket.leave(room);
  }

  return {
    async during(conversationId, work) {
      const wasOpen = open.has(conversationId);
      enter(conversationId);
      try {
        return await work();
      } catch (error) {
        if (!wasOpen) leave(conversationId);
        throw error;
      }
    },
    leave,
    has: (conversationId) => open.has(conversationId),
  };
}
