import type { DefaultEventsMap, Namespace } from "socket.io";
import type { Availability } from "../api/conversations/availability.ts";
import type { LiveVisitors } from "../api/conversations/visitors/live-visitors.ts";
import type { BusMessage, Fact, Signal } from "../api/events/bus.ts";
import type { Space } from "../api/store/space.ts";
import type { FactMeter } from "./fact-meter.ts";
import type { AgentReceives, ConversationHappened, WidgetReceives } from "./protocol.ts";
import { rooms } from "./rooms.ts";
import { createViewing, type Viewing } from "./viewing.ts";
import { createVisits, type Visits } from "./visits.ts";

type Of<Kind extends BusMessage["kind"]> = Extract<BusMessage, { kind: Kind }>;

export interface Audience {
  readonly widget: Namespace<DefaultEventsMap, WidgetReceives>;
  readonly agent: Namespace<DefaultEventsMap, AgentReceives>;
}

/** What the gateway knows of a space whose facts it passes on. */
export interface Followed {
  readonly space: Space;
  readonly visits: Visits;
  readonly viewing: Viewing;
}

export interface Fanout {
  /** Starts to pass this space's facts and signals on to the sockets in its rooms. Idempotent. */
  follow(space: Space): Followed;
  close(): void;
}

interface FanoutOptions {
  readonly liveVisitors: LiveVisitors;
  readonly visitorGraceMs: number;
  readonly meter: FactMeter;
}

const farewellMs = 500;

/** The only place that sends facts: everything that was stored reaches browsers from here, whichever way it was written. */
export function createFanout(
  audience: Audience,
  availability: Availability,
  { liveVisitors, visitorGraceMs, meter }: FanoutOptions,
): Fanout {
  const followed = new Map<Space, { readonly one: Followed; readonly stop: () => void }>();
  return {
    follow(space) {
      const known = followed.get(space);
      if (known) return known.one;
      const one = { space, visits: createVisits(space, visitorGraceMs, liveVisitors), viewing: createViewing(space) };
      const stops = [
        space.bus.subscribe((message, committedAt) => {
          deliver(audience, one, message);
          meter.sent(message.kind, committedAt);
        }),
        availability.follow(space, (status) =>
          audience.widget.to(rooms.visitors(space.name)).emit("availability.changed", status),
        ),
      ];
      followed.set(space, { one, stop: () => stops.map((stop) => stop()) });
      return one;
    },
    close() {
      for (const { one, stop } of followed.values()) {
        stop();
        one.visits.close();
      }
      followed.clear();
    },
  };
}

function deliver(audience: Audience, followed: Followed, message: BusMessage): void {
  const { space } = followed;
  switch (message.kind) {
    case "conversation.event":
      tellConversation(audience, followed, message);
      return;
    case "conversation.read":
      tellRead(audience, followed, message);
      return;
    case "feed.event": {
      const { kind: _kind, ...event } = message;
      audience.agent.to(rooms.agents(space.name)).emit("feed.event", { ...event, epoch: space.epoch });
      return;
    }
    case "revoked":
      cut(audience, space, message);
      return;
    case "key.changed":
    case "settings.changed":
    case "import.queued":
    case "webhooks.queued":
    case "webhooks.changed":
      return;
    default:
      tellSignal(audience, followed, message);
      return;
  }
}

/** Client ids are their sender's alone: a visitor sees those of the visitor, an agent those of that agent. */
function tellConversation(audience: Audience, { space, visits }: Followed, fact: Of<"conversation.event">): void {
  const { event, epoch, widgetSessionId } = fact;
  const own: ConversationHappened = { ...event, epoch };
  const others: ConversationHappened = { ...own, client_id: null };
  const { kind, id } = event.sender;
  visits.moved(widgetSessionId, event.conversation_id);
  audience.widget
    .to(rooms.session(space.name, widgetSessionId))
    .emit("conversation.event", kind === "visitor" ? own : others);

  const open = audience.agent.to(rooms.conversation(space.name, event.conversation_id));
  if (kind !== "agent" || id === null || event.client_id === null) {
    open.emit("conversation.event", others);
    return;
  }
  const sender = rooms.ownConversation(space.name, event.conversation_id, id);
  open.except(sender).emit("conversation.event", others);
  audience.agent.to(sender).emit("conversation.event", own);
}

function tellRead(audience: Audience, { space }: Followed, fact: Of<"conversation.read">): void {
  const mark = { conversation_id: fact.conversation_id, by: fact.by, seq: fact.seq };
  audience.widget.to(rooms.session(space.name, fact.widgetSessionId)).emit("conversation.read", mark);
  // What the team has read is no longer unread in anybody's inbox; what the visitor has read shows in the thread alone.
  const agents = fact.by === "agent" ? rooms.agents(space.name) : rooms.conversation(space.name, fact.conversation_id);
  audience.agent.to(agents).emit("conversation.read", mark);
}

/** Closes the connection itself, which tells Socket.IO's client not to come back. */
function cut(audience: Audience, space: Space, { what, id }: Extract<Fact, { kind: "revoked" }>): void {
  const personal = what === "employee" || what === "employee_session";
  const room = rooms.credential(what, personal ? space.tenant : space.name, id);
  if (what === "widget_token") {
    dismiss(audience, room);
    return;
  }
  (personal ? audience.agent : audience.widget).in(room).disconnectSockets(true);
}

/**
 * A visitor went on under another session id, so that this one ended: its connections hear nothing more from now on, and
 * are closed when the answer that told the new id is out.
 */
function dismiss({ widget }: Audience, room: string): void {
  const sockets = [...(widget.adapter.rooms.get(room) ?? [])].flatMap((id) => widget.sockets.get(id) ?? []);
  for (const socket of sockets) {
    for (const joined of socket.rooms) if (joined !== socket.id) void socket.leave(joined);
  }
  setTimeout(() => {
    for (const socket of sockets) socket.disconnect(true);
  }, farewellMs).unref();
}

function tellSignal({ widget, agent }: Audience, followed: Followed, signal: Signal): void {
  const { space } = followed;
  const agents = rooms.agents(space.name);
  switch (signal.kind) {
    case "typing":
      tellTyping({ widget, agent }, followed, signal);
      return;
    // Told whole by what follows the availability.
    case "availability":
      return;
    // What is shown until the next one says otherwise is rare and small, and not volatile: typing alone expires by itself.
    case "presence": {
      const { kind: _kind, ...presence } = signal;
      agent.to(agents).emit("presence", presence);
      return;
    }
    case "viewing":
      agent.to(agents).emit("viewing", {
        conversation_id: signal.conversation_id,
        employees: [...signal.employees],
      });
      return;
    case "visitors.changed":
      agent.to(rooms.watchers(space.name)).emit("visitors.changed");
      return;
    case "visitor.seen": {
      const { kind: _kind, ...seen } = signal;
      agent.to(agents).emit("visitor.seen", seen);
      return;
    }
  }
}

function tellTyping(audience: Audience, { space, visits }: Followed, signal: Of<"typing">): void {
  const { conversation_id, typing, sender } = signal;
  const told = { conversation_id, typing, sender };
  const toAgents = audience.agent.to(rooms.agents(space.name)).volatile;
  if (sender.kind === "visitor") {
    toAgents.emit("typing", told);
    return;
  }
  if (sender.id !== null) toAgents.except(rooms.employee(space.name, sender.id)).emit("typing", told);
  const widgetSessionId = signal.widgetSessionId ?? visits.sessionOf(conversation_id);
  if (widgetSessionId === null) return;
  audience.widget.to(rooms.session(space.name, widgetSessionId)).volatile.emit("typing", told);
}
