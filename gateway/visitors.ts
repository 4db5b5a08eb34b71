import type { DefaultEventsMap, Namespace, Socket } from "socket.io";
import { z } from "zod";
import { AppError } from "../api/errors.ts";
import type { LocalClient } from "../api/local-client.ts";
import type { Space } from "../api/store/space.ts";
import { chargeConnect, createDoor, type House, keepVerified } from "./doors.ts";
import type { Followed } from "./fanout.ts";
import { register } from "./handler.ts";
import type { Knock } from "./origins.ts";
import { type WidgetReceives, type WidgetReplies, widgetCommands, widgetSignals } from "./protocol.ts";
import { sent, synced } from "./replies.ts";
import { rooms } from "./rooms.ts";
import { publicPage } from "./visits.ts";

interface Visitor {
  readonly client: LocalClient;
  readonly space: Space;
  readonly keyId: number;
  /** The visitor's credential: never logged, never sent. */
  readonly session: string;
  readonly widgetSessionId: number;
  /** What the session id is called where it must not be shown. */
  readonly tokenId: number;
  readonly conversationId: number | null;
}

type VisitorSocket = Socket<DefaultEventsMap, WidgetReceives, DefaultEventsMap, { visitor?: Visitor }>;
export type WidgetNamespace = Namespace<DefaultEventsMap, WidgetReceives, DefaultEventsMap, { visitor?: Visitor }>;

const handshake = z.object({ session_id: z.string().min(1).max(128) });

/** Opens /widget: sockets of website visitors, who show a public key and their session. */
export function openVisitors(house: House, namespace: WidgetNamespace): void {
  namespace.use(
    createDoor<VisitorSocket, Visitor>(
      house,
      (socket, knock) => recognise(house, socket, knock),
      (socket, visitor) => {
        socket.data.visitor = visitor;
      },
    ),
  );
  namespace.on("connection", (socket) => {
    const { visitor } = socket.data;
    if (visitor !== undefined) welcome(house, socket, visitor);
  });
}

async function recognise(house: House, socket: VisitorSocket, knock: Knock): Promise<Visitor> {
  const auth = handshake.safeParse(socket.handshake.auth);
  if (knock.key === null || !auth.success) {
    throw new AppError(
      "AUTH_REQUIRED",
      "Connect with the public key as `key` in the query and auth {session_id} from init.",
    );
  }
  const session = auth.data.session_id;
  const { key, origin, host, address, userAgent } = knock;
  const client = house.client({ key, origin, host, address, userAgent, widgetSession: session });
  const { actor, space } = await client.recognise();
  if (actor.kind !== "public")
    throw new AppError("FORBIDDEN", "Visitors connect with a public key (pk_live_ or pk_test_).");
  // A connect is counted as one, below: not among the syncs as well.
  const state = await client.look("GET /widget/session", {});
  await chargeConnect(house, `visitor:${space.name}:${state.widget_session_id}`);
  return {
    client,
    space,
    keyId: actor.key.key_id,
    session,
    widgetSessionId: state.widget_session_id,
    tokenId: state.widget_token_id,
    conversationId: state.conversation_id,
  };
}

/** Rooms first: whatever happens from now on reaches this socket, and the sync it asks for next fills the rest. */
function welcome(house: House, socket: VisitorSocket, visitor: Visitor): void {
  const { space, widgetSessionId, tokenId, keyId, conversationId } = visitor;
  const followed = house.fanout.follow(space);
  void socket.join([
    rooms.session(space.name, widgetSessionId),
    rooms.visitors(space.name),
    rooms.credential("key", space.name, keyId),
    rooms.credential("widget_session", space.name, widgetSessionId),
    rooms.credential("widget_token", space.name, tokenId),
  ]);
  followed.visits.enter(widgetSessionId, conversationId);
  const stop = keepVerified(house, socket, () => visitor.client.look("GET /widget/session", {}));
  socket.on("disconnect", () => {
    stop();
    followed.visits.leave(widgetSessionId);
  });
  void greet(house, socket, space);
  listen(house, socket, visitor, followed);
}

/** Tells who is there now; a change while it is looked up is told as one. */
async function greet({ api }: House, socket: VisitorSocket, space: Space): Promise<void> {
  try {
    socket.emit("availability.changed", await api.availability.now(space));
  } catch (error) {
    api.log.warn({ err: error }, "a visitor could not be told who is there");
  }
}

function listen({ gate, api }: House, socket: VisitorSocket, visitor: Visitor, { visits }: Followed): void {
  const { client, session, space, widgetSessionId } = visitor;
  const session_id = session;
  register<typeof widgetCommands, WidgetReplies, typeof widgetSignals>({
    socket,
    kind: "visitor",
    gate,
    commands: widgetCommands,
    handlers: {
      "message:send": async (input) =>
        sent(await client.send("POST /widget/messages", { body: { session_id, ...input } }), api.clock),
      "conversation:sync": async ({ after, limit }) =>
        synced(await client.call("GET /widget/messages", { query: { after_seq: after, limit } })),
      "conversation:read": async (input) => {
        await client.call("POST /widget/read", { body: { session_id, ...input } });
        return { ok: true };
      },
      "conversation:end": async (input) => {
        const { conversation_id } = await client.call("POST /widget/end", { body: { session_id, ...input } });
        return { ok: true, conversation_id };
      },
      "visitor:identify": async (input) => {
        const { trust, ...answer } = await client.call("POST /widget/identify", { body: { session_id, ...input } });
        return { ok: true, trust, ...(answer.session_id === session_id ? {} : { session_id: answer.session_id }) };
      },
      "page:view": async (input) => {
        const page = publicPage(input.page_url);
        if (page !== null) visits.see(widgetSessionId, page, input.page_title ?? null);
        await client.call("POST /widget/page", { body: { session_id, ...input } });
        return { ok: true };
      },
    },
    signals: widgetSignals,
    onSignal: {
      typing({ typing }) {
        const conversation_id = visits.conversationOf(widgetSessionId);
        if (conversation_id === null) return;
        const sender = { kind: "visitor", id: null, name: null } as const;
        space.bus.publish({ kind: "typing", widgetSessionId, conversation_id, typing, sender });
      },
    },
  });
}
