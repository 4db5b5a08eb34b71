import type { After } from "../../access/presence.ts";
import { type Clock, timestamp } from "../../clock.ts";
import type { Space } from "../../store/space.ts";

/** A visitor who is connected now. */
export interface LiveVisit {
  /** What the session is called here; no credential. */
  readonly widget_session_id: number;
  /** The page looked at, without query and hash; null until one was told. */
  readonly page_url: string | null;
  readonly page_title: string | null;
  /** When the visit began, UTC ISO 8601. */
  readonly since: string;
}

/**
 * Which visitors of a space are there now, and where: written by the gateway, as `Presence` is of agents. Changes go out
 * on the space's bus as `visitors.changed`, which says no more: whoever shows them reads them anew.
 */
export interface LiveVisitors {
  see(space: Space, visit: Omit<LiveVisit, "since">): void;
  gone(space: Space, widgetSessionId: number): void;
  /** Who came last is first. */
  list(space: Space): readonly LiveVisit[];
  close(): void;
}

/** A busy website changes all the time; nobody reads faster. */
const tellEveryMs = 1_000;

interface Room {
  readonly visits: Map<number, LiveVisit>;
  /** Since the last telling: nothing, a wait, or a wait with something to tell at its end. */
  state: "quiet" | "waiting" | "changed";
  stop: () => void;
}

/** The visitors of one process, in memory. */
export function createLiveVisitors({ clock, after }: { readonly clock: Clock; readonly after: After }): LiveVisitors {
  const rooms = new Map<string, Room>();

  function roomOf(space: Space): Room {
    const room = rooms.get(space.name) ?? { visits: new Map(), state: "quiet", stop: () => undefined };
    rooms.set(space.name, room);
    return room;
  }

  function tell(space: Space, room: Room): void {
    if (room.state !== "quiet") {
      room.state = "changed";
      return;
    }
    space.bus.publish({ kind: "visitors.changed" });
    room.state = "waiting";
    room.stop = after(tellEveryMs, () => {
      const isChanged = room.state === "changed";
      room.state = "quiet";
      if (isChanged) tell(space, room);
    });
  }

  return {
    see(space, visit) {
      const room = roomOf(space);
      const since = room.visits.get(visit.widget_session_id)?.since ?? timestamp(clock.now());
      room.visits.set(visit.widget_session_id, { ...visit, since });
      tell(space, room);
    },
    gone(space, widgetSessionId) {
      const room = roomOf(space);
      if (room.visits.delete(widgetSessionId)) tell(space, room);
    },
    list: (space) => [...(rooms.get(space.name)?.visits.values() ?? [])].reverse(),
    close() {
      for (const { stop } of rooms.values()) stop();
      rooms.clear();
    },
  };
}
