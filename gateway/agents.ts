import type { DefaultEventsMap, Namespace, Socket } from "socket.io";
import { z } from "zod";
import type { Employee } from "../api/access/actor.ts";
import { AppError } from "../api/errors.ts";
import type { LocalClient } from "../api/local-client.ts";
import type { Space } from "../api/store/space.ts";
import { createAgentRooms } from "./agent-rooms.ts";
import { isSameSecret } from "./constant-time.ts";
import { chargeConnect, createDoor, type House, keepVerified } from "./doors.ts";
import type { Followed } from "./fanout.ts";
import { register } from "./handler.ts";
import { isConsoleOrigin, type Knock } from "./origins.ts";
import { type AgentReceives, type AgentReplies, agentCommands, agentSignals } from "./protocol.ts";
import { feedSynced, sent, synced } from "./replies.ts";
import { rooms } from "./rooms.ts";

interface Agent {
  readonly client: LocalClient;
  /** The space the console looks at. */
  readonly space: Space;
  /** The tenant's live space, where employees, sign-ins and their revocations live. */
  readonly live: Space;
  readonly employee: Employee;
  readonly sessionId: number;
}

type AgentSocket = Socket<DefaultEventsMap, AgentReceives, DefaultEventsMap, { agent?: Agent }>;
export type AgentNamespace = Namespace<DefaultEventsMap, AgentReceives, DefaultEventsMap, { agent?: Agent }>;

const handshake = z.object({
  csrf_token: z.string().min(1).max(256),
  mode: z.enum(["live", "test"]).default("live"),
});

/** Opens /agent: sockets of people signed in to the console, who show its cookie and its CSRF token. */
export function openAgents(house: House, namespace: AgentNamespace): void {
  namespace.use(
    createDoor<AgentSocket, Agent>(
      house,
      (socket, knock) => recognise(house, socket, knock),
      (socket, agent) => {
        socket.data.agent = agent;
      },
    ),
  );
  namespace.on("connection", (socket) => {
    const { agent } = socket.data;
    if (agent !== undefined) welcome(house, socket, agent);
  });
}

async function recognise(house: House, socket: AgentSocket, knock: Knock): Promise<Agent> {
  const { origin, host, address, userAgent, cookieToken } = knock;
  if (!isConsoleOrigin(origin, host, house.api.config)) {
    throw new AppError("FORBIDDEN", "Only the console itself may connect here. Open it at its own address.");
  }
  const auth = handshake.safeParse(socket.handshake.auth);
  if (!auth.success || cookieToken === null) throw signInFirst();
  const { csrf_token: csrfToken, mode } = auth.data;
  const client = house.client({ origin, host, address, userAgent, session: { cookieToken, csrfToken }, mode });
  const { actor, space } = await client.recognise();
  if (actor.kind !== "employee") throw signInFirst();
  if (!isSameSecret(actor.csrfToken, csrfToken)) {
    throw new AppError(
      "FORBIDDEN",
      "The CSRF token is not this sign-in's. Take it from GET /session and connect again.",
    );
  }
  await chargeConnect(house, `employee:${space.tenant}:${actor.sessionId}`);
  const live = await house.api.spaces.open(space.tenant, "live");
  return { client, space, live, employee: actor.employee, sessionId: actor.sessionId };
}

const signInFirst = () =>
  new AppError("AUTH_REQUIRED", "Sign in to the console, then connect with its cookie and auth {csrf_token, mode}.");

/** Rooms first: whatever happens from now on reaches this socket, and the sync it asks for next fills the rest. */
function welcome(house: House, socket: AgentSocket, agent: Agent): void {
  const { space, live, employee, sessionId } = agent;
  const { presence } = house.api;
  const followed = house.fanout.follow(space);
  house.fanout.follow(live);
  void socket.join([
    rooms.agents(space.name),
    rooms.employee(space.name, employee.employee_id),
    rooms.credential("employee", space.tenant, employee.employee_id),
    rooms.credential("employee_session", space.tenant, sessionId),
  ]);
  for (const { employee_id, status } of presence.online(space).employees)
    socket.emit("presence", { employee_id, status });
  presence.connect(space, employee, socket.id, "online");
  const stop = keepVerified(house, socket, () => agent.client.recognise());
  socket.on("disconnect", () => {
    stop();
    presence.disconnect(space, employee.employee_id, socket.id);
    followed.viewing.look(socket.id, viewerOf(employee), null);
  });
  listen(house, socket, agent, followed);
}

const viewerOf = ({ employee_id, name }: Employee) => ({ id: employee_id, name });

function listen({ gate, api }: House, socket: AgentSocket, agent: Agent, { visits, viewing }: Followed): void {
  const { client, space, employee } = agent;
  const opened = createAgentRooms(socket, space.name, employee.employee_id);
  register<typeof agentCommands, AgentReplies, typeof agentSignals>({
    socket,
    kind: "agent",
    gate,
    commands: agentCommands,
    handlers: {
      "feed:sync": async ({ after, limit }) =>
        feedSynced(await client.call("GET /events", { query: { after, limit } })),
      "conversation:sync": ({ conversation_id, after, limit }) =>
        opened.during(conversation_id, async () => {
          const page = await client.call("GET /conversations/{id}/messages", {
            params: { id: conversation_id },
            query: { after_seq: after, limit },
          });
          socket.emit("visitor.seen", visits.seen(conversation_id));
          return synced(page);
        }),
      "conversation:leave": async ({ conversation_id }) => {
        opened.leave(conversation_id);
        return { ok: true };
      },
      "conversation:read": async ({ conversation_id, seq }) => {
        await client.call("POST /conversations/{id}/read", { params: { id: conversation_id }, body: { seq } });
        return { ok: true };
      },
      "conversation:assign": async ({ conversation_id, assigned_to }) => {
        await client.call("POST /conversations/{id}/assign", {
          params: { id: conversation_id },
          body: { assigned_to },
        });
        return { ok: true };
      },
      "conversation:close": async ({ conversation_id }) => {
        await client.call("POST /conversations/{id}/close", { params: { id: conversation_id } });
        return { ok: true };
      },
      "conversation:reopen": async ({ conversation_id }) => {
        await client.call("POST /conversations/{id}/reopen", { params: { id: conversation_id } });
        return { ok: true };
      },
      "message:send": async ({ conversation_id, ...body }) =>
        sent(
          await client.send("POST /conversations/{id}/messages/batch", {
            params: { id: conversation_id },
            body,
          }),
          api.clock,
        ),
      "note:add": async ({ conversation_id, ...note }) => {
        const about = { entity_type: "conversation", entity_id: conversation_id } as const;
        const { note_id } = await client.call("POST /notes", { body: { ...about, ...note } });
        return { ok: true, epoch: space.epoch, note_id };
      },
    },
    signals: agentSignals,
    onSignal: {
      // Only in a conversation this agent has open, which the API allowed, and only by those who may answer in it.
      typing({ conversation_id, typing }) {
        if (!opened.has(conversation_id) || employee.role === "viewer") return;
        const sender = { kind: "agent", ...viewerOf(employee) } as const;
        space.bus.publish({ kind: "typing", widgetSessionId: null, conversation_id, typing, sender });
      },
      presence: ({ status }) => api.presence.set(space, employee.employee_id, socket.id, status),
      watching: ({ visitors }) => {
        const room = rooms.watchers(space.name);
        void (visitors ? socket.join(room) : socket.leave(room));
      },
      viewing: ({ conversation_id }) => viewing.look(socket.id, viewerOf(employee), conversation_id),
    },
  });
}
