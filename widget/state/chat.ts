import type { ReadMark } from "../../gateway/protocol.ts";
import { unavailable } from "./connection.ts";
import { applyRead } from "./conversation.ts";
import type { Late } from "./late.ts";
import { createLine, type Line } from "./line.ts";
import { createOnDemand } from "./on-demand.ts";
import { createOutbox } from "./outbox.ts";
import { createOwnership } from "./ownership.ts";
import { createReceives } from "./receives.ts";
import { createMemory, stateName } from "./remembered.ts";
import { sendMessages, signInFirst } from "./send-messages.ts";
import { createSender } from "./sender.ts";
import { createSnapshots, welcomeParts } from "./snapshot.ts";
import { createSync } from "./sync.ts";
import { createTabs, type VisitorTopic } from "./tabs.ts";
import { createThreadView } from "./thread-view.ts";
import type { ChatOptions, ConnectionState, WidgetChat } from "./types.ts";
import { createUnsent } from "./unsent.ts";

/** Composes a visitor's chat: outbox, session, socket and thread behind the one interface that views know. */
export function createChat({ apiBase, publicKey, environment, identity = () => null }: ChatOptions): WidgetChat {
  const name = stateName(apiBase, publicKey);
  const snapshots = createSnapshots();
  const memory = createMemory(environment, name);
  const unsent = createUnsent(environment, name);
  const tabs = createTabs<VisitorTopic>(environment, name);
  const outbox = createOutbox({ name, environment, tabs });
  const view = createThreadView(snapshots, outbox);
  let started: Promise<void> | null = null;
  let begun = false;
  let tried = false;
  let stopped = false;
  let mustProve = false;
  let waiting = 0;
  let seen: ReadMark | undefined;

  const late = createOnDemand<Late>(async () => {
    const { createLate } = await import("./late.ts");
    return createLate({ apiBase, publicKey, connection, session, environment, memory, snapshots, beat: check, wake });
  });
  const ownership = createOwnership({
    identity,
    memory,
    unsent,
    late,
    tabs,
    open: () => void open(),
    async leave() {
      clear();
      // What was typed before the storage was opened is of who looks at this page.
      await (begun ? outbox.clear() : outbox.open(false));
    },
    drop() {
      started = null;
      clear();
      void outbox.clear();
    },
  });
  const line: Line = createLine({
    apiBase,
    publicKey,
    name,
    environment,
    memory,
    tabs,
    ...ownership,
    receives: createReceives({ sync: () => sync, view, snapshots, late }),
    onState: connected,
    onForbidden() {
      mustProve = true;
      sender.kick();
    },
    onWelcome: (welcome) => snapshots.patch({ ...welcomeParts(welcome), contactKnown: memory.read().contact_known }),
  });
  const { connection, session } = line;
  const sender = createSender({
    outbox,
    environment,
    isReady: () => mustProve || line.state === "online",
    send: async (entries) =>
      mustProve ? signInFirst : sendMessages(connection, environment, entries, (busy) => snapshots.patch({ busy })),
    onSent: view.sent,
    renew: line.renew,
  });
  const sync = createSync({
    ask: (after, limit) => connection.request("conversation:sync", { after, limit }),
    asked: view.asked,
    read: () => view.thread,
    write: view.show,
    lost: () => void line.renew(),
  });
  outbox.subscribe(outboxChanged);

  /** Nothing of who was here stays in view or comes in any more. */
  function clear(): void {
    connection.close();
    const visitor = snapshots.current.visitor + 1;
    snapshots.patch({ visitor, contactFound: null, contactKnown: false, typing: null });
    view.clear();
  }

  async function begin(connect: () => Promise<void>): Promise<void> {
    if (stopped) return;
    await Promise.all([memory.read().person === null && open(), connect()]);
  }

  async function open(): Promise<void> {
    begun = true;
    snapshots.patch({ contactKnown: memory.read().contact_known });
    await outbox.open(true, unsent.early());
    tried = true;
    if (stopped) return;
    outboxChanged();
    unsent.adopt();
  }

  function wake(): void {
    line.wake();
    sender.kick();
    check();
  }

  const tell = () => late.use(({ teller }) => teller.catchUp(seen));

  function check(): void {
    if (line.state !== "online") return;
    void sync.check();
    // It holds the heartbeat: without it no lost hint would ever be found.
    void tell().then((came) => came || environment.after(7_000, check));
  }

  function connected(state: ConnectionState): void {
    // A session made anew behind a connection that stands is no news: what follows would ask for it once more, at once.
    if (state === snapshots.current.connection) return;
    mustProve = false;
    snapshots.patch({ connection: state });
    if (state !== "online") return;
    // What did not open when the network was away is tried again.
    if (begun) void open();
    check();
    sender.kick();
  }

  function outboxChanged(): void {
    const { entries, memoryOnly } = outbox;
    const waits = entries.some(({ state }) => state === "waiting");
    unsent.keep(waits, begun && memoryOnly ? entries : []);
    if (tried) snapshots.patch({ memoryOnly });
    view.show(view.thread);
    // Gone from the outbox means committed: another tab may have sent it, and its fact may have missed this one.
    if (entries.length < waiting) void late.use(({ heartbeat }) => heartbeat.soon());
    waiting = entries.length;
    if (waits) sender.kick();
  }

  function start(): Promise<void> {
    started ??= begin(ownership.follows() ? line.resume : line.greet);
    return started;
  }

  function stop(): void {
    stopped = true;
    late.end((one) => one.stop());
    sender.stop();
    line.close();
    outbox.close();
    tabs.close();
    snapshots.patch({ connection: "idle" });
  }

  return {
    get visitorId() {
      return begun ? memory.read().visitor_id : null;
    },
    get snapshot() {
      return snapshots.current;
    },
    subscribe: snapshots.subscribe,
    override: snapshots.override,
    start,
    async resume(elsewhere) {
      if (!begun && !(await ownership.mayResume(elsewhere))) return;
      if (session.id !== null || unsent.any) await begin(line.resume);
    },
    send(text) {
      const body = text.trim();
      if (body === "") return;
      void start();
      outbox.add(body);
      void late.use(({ typingOut, findContact }) => {
        typingOut.sent();
        if (!snapshots.current.contactKnown) snapshots.patch({ contactFound: findContact(body) });
      });
    },
    retry(key) {
      void start();
      void outbox.retry(key);
    },
    discard: (key) => void outbox.remove([key]),
    typing(typing) {
      if (typing) void start();
      void late.use(({ typingOut }) => typingOut.set(typing));
    },
    markRead() {
      const { conversationId, last, read } = view.thread;
      if (conversationId === null || last <= read.visitor) return;
      seen = { conversation_id: conversationId, by: "visitor", seq: last };
      view.show(applyRead(view.thread, seen));
      void tell();
    },
    async identify(claims, confirm) {
      await start();
      return (await late.use((one) => one.identify(claims, confirm))) ?? false;
    },
    async verify() {
      await start();
      await late.use((one) => one.verify(identity(), () => begin(line.greet)));
    },
    async call(path, body) {
      await start();
      return (await late.use((one) => one.call(path, body))) ?? unavailable;
    },
    dismissContact: () => snapshots.patch({ contactFound: null }),
    async end(rating) {
      await start();
      await session.post("end", { ...rating });
      await sync.check();
    },
    loadEarlier: sync.earlier,
    async settled() {
      await sync.running;
      return view.thread;
    },
    async reset() {
      await ownership.leave();
      memory.forget();
      stop();
    },
    stop,
  };
}
