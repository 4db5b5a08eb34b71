import { type Namespace, Server } from "socket.io";
import type { ConversationEvent } from "../../../api/conversations/conversation.schema.ts";
import type { Refusal, WidgetReceives, WidgetSends } from "../../../gateway/protocol.ts";
import type { Welcome } from "../session.ts";

type Ack = (reply: unknown) => void;

/** The gateway's behaviour towards one visitor, in memory, over a real Socket.IO server on a free port. */
export interface FakeServer {
  readonly url: string;
  readonly events: ConversationEvent[];
  /** `init` calls, as bodies. */
  readonly inits: Record<string, unknown>[];
  /** `identify` calls, as bodies. */
  readonly identified: Record<string, unknown>[];
  readonly syncs: number[];
  readonly reads: unknown[];
  readonly batches: string[][];
  /** Called before a command, or the `handshake`, is handled; what it returns is the answer. */
  intercept: (name: string, input: unknown) => Refusal | "silence" | undefined;
  /** Called at each `init`, as a body; what it returns is laid over the answer, or refuses it. */
  greet: (body: Record<string, unknown>) => Partial<Welcome> | Refusal;
  /** The next session that `init` gives, and the only one that may connect. */
  sessionId: string;
  epoch: string;
  conversationId: number;
  readonly sockets: () => number;
  /** Session ids that sockets came with. */
  readonly handshakes: unknown[];
  /** Stores a message of an agent; `tell` false loses the hint. */
  say(body: string, tell?: boolean): void;
  append(event: Partial<ConversationEvent> & Pick<ConversationEvent, "sender">, tell?: boolean): ConversationEvent;
  emit<Name extends keyof WidgetReceives>(name: Name, payload: Parameters<WidgetReceives[Name]>[0]): void;
  /** Cuts every connection as a crash does. */
  cut(): void;
  /** Ends every connection on purpose, as a revocation does. */
  disconnect(): void;
  fetch(url: string, init: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export async function startFakeServer(): Promise<FakeServer> {
  const io = new Server({ serveClient: false, pingInterval: 60_000 });
  const widget: Namespace = io.of("/widget");
  io.listen(0);
  const { httpServer } = io as unknown as { httpServer: { address(): { port: number } } };
  const url = `http://127.0.0.1:${httpServer.address().port}`;

  const server: FakeServer = {
    url,
    events: [],
    inits: [],
    identified: [],
    syncs: [],
    reads: [],
    batches: [],
    handshakes: [],
    intercept: () => undefined,
    greet: () => ({}),
    sessionId: "ws_one",
    epoch: "e1",
    conversationId: 7,
    sockets: () => widget.sockets.size,
    say: (body, tell) => void server.append({ body, sender: { kind: "agent", id: 1, name: "Ada" } }, tell),
    append(event, tell = true) {
      const seq = server.events.length + 1;
      const stored: ConversationEvent = {
        message_id: 1000 + seq,
        conversation_id: server.conversationId,
        seq,
        client_id: null,
        type: "message",
        body: null,
        created_at: "2026-01-01T00:00:00Z",
        ...event,
      };
      server.events.push(stored);
      if (tell) server.emit("conversation.event", { ...stored, epoch: server.epoch });
      return stored;
    },
    emit: (name, payload) => void widget.emit(name, payload),
    cut() {
      for (const socket of widget.sockets.values()) socket.conn.close(true);
    },
    disconnect: () => void widget.disconnectSockets(true),
    fetch: async (address, init) => {
      const body = JSON.parse(String(init.body)) as Record<string, unknown>;
      const answer = (value: object) => new Response(JSON.stringify({ success: true, ...value }));
      if (address.endsWith("/widget/identify")) {
        server.identified.push(body);
        return answer({ data: { session_id: body["session_id"], trust: "claimed" } });
      }
      if (!address.endsWith("/widget/init")) return answer({ data: {} });
      server.inits.push(body);
      const greeted = server.greet(body);
      if ("ok" in greeted) {
        return Response.json({ success: false, error: greeted.message, code: greeted.code }, { status: 400 });
      }
      const known = body["session_id"] === server.sessionId;
      return answer({
        session_id: known ? body["session_id"] : server.sessionId,
        visitor_id: "v_1",
        greeting: "Hello!",
        branding: { company_name: "Acme", primary_color: "#112233", logo_url: null },
        status: { status: "online", agents_online: 1, reply_time_minutes: 4 },
        ...greeted,
      });
    },
    async close() {
      await io.close();
    },
  };

  widget.use((socket, next) => {
    const session = socket.handshake.auth["session_id"];
    server.handshakes.push(session);
    const refusal = server.intercept("handshake", session);
    if (refusal instanceof Object) return next(Object.assign(new Error(refusal.message), { data: refusal }));
    if (session === server.sessionId) return next();
    next(Object.assign(new Error("Unknown session."), { data: { code: "NOT_FOUND", message: "Unknown session." } }));
  });
  widget.on("connection", (socket) => {
    const on = <Name extends keyof WidgetSends & string>(name: Name, handle: (input: never) => unknown) => {
      socket.on(name as string, (input: unknown, ack?: Ack) => {
        const refusal = server.intercept(name, input);
        if (refusal === "silence") return;
        ack?.(refusal ?? handle(input as never));
      });
    };
    on("message:send", ({ items }: { items: { client_id: string; body: string }[] }) => {
      server.batches.push(items.map((item) => item.body));
      const stored = items.map((item) => {
        const known = server.events.find((event) => event.client_id === item.client_id);
        const event = known ?? server.append({ ...item, sender: { kind: "visitor", id: null, name: null } });
        return { client_id: item.client_id, message_id: event.message_id, seq: event.seq };
      });
      const limit = { limit: 30, remaining: 20, reset: 0 };
      return { ok: true, epoch: server.epoch, conversation_id: server.conversationId, items: stored, limit };
    });
    on("conversation:sync", ({ after, limit }: { after: number; limit: number }) => {
      server.syncs.push(after);
      const events = server.events.slice(after, after + limit);
      const head = server.events.length;
      return {
        ok: true,
        conversation_id: head === 0 ? null : server.conversationId,
        epoch: server.epoch,
        head,
        status: head === 0 ? null : "open",
        read: { visitor: 0, agent: 0 },
        events,
        more: after + events.length < head,
      };
    });
    on("conversation:read", (mark) => {
      server.reads.push(mark);
      return { ok: true };
    });
    on("page:view", () => ({ ok: true }));
    socket.on("typing", () => {});
  });
  return server;
}
