import type { Space } from "../store/space.ts";
import type { Employee } from "./actor.ts";

export type Status = "online" | "away" | "offline";

/** Who of a space's agents can answer now. Written by the gateway, one connection per socket. */
export interface Presence {
  /** The name is what visitors see of the agent; the latest connection's is the one that stands. */
  connect(space: Space, employee: Named, connectionId: string, status: "online" | "away"): void;
  set(space: Space, employeeId: number, connectionId: string, status: "online" | "away"): void;
  /** An agent is offline 30 s after the last connection is gone: a reload or a short loss shows to nobody. */
  disconnect(space: Space, employeeId: number, connectionId: string): void;
  online(space: Space): Online;
  close(): void;
}

export interface Online {
  /** Those with the status online. */
  readonly agents_online: number;
  /** Online when anybody is, else away when anybody is. */
  readonly status: Status;
  /** Whoever is there the longest comes first, so that faces stay where they are when somebody joins. */
  readonly employees: readonly (Named & { readonly status: "online" | "away" })[];
}

type Named = Pick<Employee, "employee_id" | "name">;

/** Runs something later; the returned function calls it off. */
export type After = (milliseconds: number, run: () => void) => () => void;

const graceMs = 30_000;

interface Agent {
  name: string;
  readonly connections: Map<string, "online" | "away">;
  status: "online" | "away";
  /** Calls the waiting departure off. */
  stay: () => void;
}

interface Room {
  readonly agents: Map<number, Agent>;
  /** What the widget heard last. */
  told: string;
}

/** Presence of one process, in memory. Changes go out on the space's bus as `presence` and `availability` signals. */
export function createPresence({ after = afterTimeout }: { after?: After } = {}): Presence {
  const rooms = new Map<string, Room>();

  function roomOf(space: Space): Room {
    const room = rooms.get(space.name) ?? { agents: new Map(), told: told(describe(undefined)) };
    rooms.set(space.name, room);
    return room;
  }

  function tellAvailability(space: Space, room: Room): void {
    const online = describe(room);
    const { agents_online, status } = online;
    const now = told(online);
    if (now === room.told) return;
    room.told = now;
    space.bus.publish({ kind: "availability", status, agents_online });
  }

  function change(space: Space, room: Room, employeeId: number, status: Status): void {
    space.bus.publish({ kind: "presence", employee_id: employeeId, status });
    tellAvailability(space, room);
  }

  /** Takes over what the agent's connections say; without any the last status stands until the grace is over. */
  function settle(space: Space, room: Room, employeeId: number, agent: Agent): void {
    const statuses = [...agent.connections.values()];
    if (statuses.length === 0) return;
    const status = statuses.includes("online") ? "online" : "away";
    if (status === agent.status) return;
    agent.status = status;
    change(space, room, employeeId, status);
  }

  function join(space: Space, room: Room, { employee_id, name }: Named, connectionId: string, status: Agent["status"]) {
    const agent: Agent = { name, connections: new Map([[connectionId, status]]), status, stay: () => undefined };
    room.agents.set(employee_id, agent);
    change(space, room, employee_id, status);
  }

  function leave(space: Space, room: Room, employeeId: number): void {
    room.agents.delete(employeeId);
    change(space, room, employeeId, "offline");
    if (room.agents.size === 0) rooms.delete(space.name);
  }

  return {
    connect(space, employee, connectionId, status) {
      const room = roomOf(space);
      const agent = room.agents.get(employee.employee_id);
      if (agent === undefined) {
        join(space, room, employee, connectionId, status);
        return;
      }
      agent.stay();
      agent.name = employee.name;
      agent.connections.set(connectionId, status);
      settle(space, room, employee.employee_id, agent);
      tellAvailability(space, room);
    },
    set(space, employeeId, connectionId, status) {
      const room = rooms.get(space.name);
      const agent = room?.agents.get(employeeId);
      if (room === undefined || agent?.connections.has(connectionId) !== true) return;
      agent.connections.set(connectionId, status);
      settle(space, room, employeeId, agent);
    },
    disconnect(space, employeeId, connectionId) {
      const room = rooms.get(space.name);
      const agent = room?.agents.get(employeeId);
      if (room === undefined || agent?.connections.delete(connectionId) !== true) return;
      settle(space, room, employeeId, agent);
      if (agent.connections.size === 0) agent.stay = after(graceMs, () => leave(space, room, employeeId));
    },
    online: (space) => describe(rooms.get(space.name)),
    close() {
      for (const room of rooms.values()) for (const agent of room.agents.values()) agent.stay();
      rooms.clear();
    },
  };
}

function describe(room: Room | undefined): Online {
  const employees = [...(room?.agents ?? [])].map(([employee_id, { name, status }]) => ({ employee_id, name, status }));
  const agents_online = employees.filter(({ status }) => status === "online").length;
  const status = agents_online > 0 ? "online" : employees.length > 0 ? "away" : "offline";
  return { agents_online, status, employees };
}

/** What widgets are told of it: the same text, nothing new for them. */
const told = ({ status, employees }: Online) =>
  JSON.stringify([status, employees.filter((one) => one.status === "online").map(({ name }) => name)]);

/** Runs something later, unless the process stops before. */
export function afterTimeout(milliseconds: number, run: () => void): () => void {
  // A departure that is still waiting must not keep a stopping process alive.
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
}
