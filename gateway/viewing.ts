import type { Space } from "../api/store/space.ts";

interface Viewer {
  readonly id: number;
  readonly name: string;
}

/** Which agents look at which conversation of one space: two agents on one conversation see each other. */
export interface Viewing {
  /** A socket looks at this conversation now, or at none. */
  look(socketId: string, viewer: Viewer, conversationId: number | null): void;
}

export function createViewing(space: Pick<Space, "bus">): Viewing {
  const places = new Map<string, { readonly viewer: Viewer; readonly conversationId: number }>();

  function announce(conversationId: number) {
    const employees = new Map<number, Viewer>();
    for (const place of places.values()) {
      if (place.conversationId === conversationId) employees.set(place.viewer.id, place.viewer);
    }
    space.bus.publish({ kind: "viewing", conversation_id: conversationId, employees: [...employees.values()] });
  }

  return {
    look(socketId, viewer, conversationId) {
      const before = places.get(socketId)?.conversationId ?? null;
      if (before === conversationId) return;
      if (conversationId === null) places.delete(socketId);
      else places.set(socketId, { viewer, conversationId });
      if (before !== null) announce(before);
      if (conversationId !== null) announce(conversationId);
    },
  };
}
