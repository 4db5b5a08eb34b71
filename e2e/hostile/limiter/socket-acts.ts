import type { Instant, Told, Window } from "./books.ts";
import { counted, type Key, type Visitor } from "./rules.ts";
import { type Act, noteSent, seen } from "./visitor-acts.ts";
import { free, type Line, type Seen, type World } from "./world.ts";

/** At 200 commands in 10 s a connection is closed, which this traffic keeps away from. */
const mostTries = 120;

/** What visitors and agents do over sockets. */
export function createSocketActs(world: World) {
  const { books, lines } = world;
  const tries = new Map<string, number[]>();
  let ids = 0;

  const freshMessage = () => {
    ids += 1;
    return { client_id: `over-socket-${ids}`, body: `Number ${ids}` };
  };

  function noteTry({ name }: Line, { monotonic }: Instant): void {
    tries.set(name, [...(tries.get(name) ?? []), monotonic]);
  }

  /** Whether the connection may be asked so much more without being closed for it. */
  function hasRoom({ name }: Line, { monotonic }: Instant): boolean {
    const recent = (tries.get(name) ?? []).filter((time) => time > monotonic - 20_000);
    tries.set(name, recent);
    return recent.length < mostTries;
  }

  const connect = (visitor: Visitor, address: string): Act => ({
    what: "connect",
    expect: (at) => connection(books.take(counted.connects(visitor.name), 1, at)),
    perform: () => world.connect(visitor.name, visitor, address),
  });

  const sync = (visitor: Visitor, line: Line): Act =>
    command("conversation:sync", line, { after: 0, limit: 1 }, counted.poll(visitor));

  /** First the connection's own cap, then what the command is counted in. */
  function command(what: string, line: Line, input: object, windows: readonly Window[], cost = 1): Act {
    return {
      what: `${what} over a socket`,
      expect(at) {
        noteTry(line, at);
        const cap = books.take(counted.commands(line.name, line.kind), 1, at);
        return cap.allowed
          ? reply(what, cost, cost === 0 ? books.look(windows, at) : books.take(windows, cost, at))
          : refused(cap);
      },
      perform: async () => seen(await world.command(line, what, input)),
    };
  }

  return {
    hasRoom,
    connect,
    sync,
    syncOrConnect(visitor: Visitor, address: string): Act {
      const line = lines.get(visitor.name);
      return line !== undefined && hasRoom(line, world.at()) ? sync(visitor, line) : connect(visitor, address);
    },
    connectAgent: (index: 0 | 1): Act => ({
      what: "connect of an agent",
      expect: (at) => connection(books.take(counted.connects(`agent ${index}`), 1, at)),
      perform: () => world.connect(`agent ${index}`, world.signIns[index], "198.51.100.7"),
    }),
    /** A session that nobody has costs what a look by the address costs. */
    connectAsNobody: (key: Key, address: string): Act => ({
      what: "connect without a session",
      expect(at) {
        const told = books.take(counted.strangersPoll(key, address), 1, at);
        return told.allowed ? { status: "NOT_FOUND" } : refused(told);
      },
      perform: () => world.connect("nobody", nobodyOf(key), address),
    }),
    say(visitor: Visitor, line: Line, count: number): Act {
      const fresh = Array.from({ length: count }, freshMessage);
      const items = [...visitor.sent.slice(0, 1), ...fresh];
      const act = command("message:send", line, { items }, counted.visitor(visitor), count);
      return {
        ...act,
        async perform() {
          const sent = await world.command(line, "message:send", { items });
          if (sent.status === "ok") noteSent(visitor, fresh, sent.body.conversation_id);
          return seen(sent);
        },
      };
    },
    sayAgain: (visitor: Visitor, line: Line): Act =>
      command("message:send", line, { items: visitor.sent.slice(0, 1) }, counted.visitor(visitor), 0),
    end: (visitor: Visitor, line: Line): Act => command("conversation:end", line, {}, counted.visitor(visitor)),
    identify: (visitor: Visitor, line: Line): Act =>
      command("visitor:identify", line, { identity: { name: "Ann" } }, counted.visitor(visitor)),
    read: (visitor: Visitor, line: Line, conversation: number): Act =>
      command("conversation:read", line, { conversation_id: conversation, seq: 1 }, counted.poll(visitor)),
    feed: (index: 0 | 1, line: Line): Act =>
      command("feed:sync", line, { after: 0, limit: 1 }, counted.signIn(String(index))),
    open: (index: 0 | 1, line: Line, conversation: number): Act =>
      command(
        "conversation:sync",
        line,
        { conversation_id: conversation, after: 0, limit: 1 },
        counted.signIn(String(index)),
      ),
    lineOf: (name: string): Line | undefined => lines.get(name),
  };
}

/** Only the sender of messages is told what is left. */
function reply(what: string, cost: number, told: Told): Seen {
  if (cost > 0 && !told.allowed) return refused(told);
  return what === "message:send" ? free("ok", told) : { status: "ok" };
}

const refused = ({ retryAfter }: Told): Seen => ({ status: "RATE_LIMITED", retryAfter });

const connection = (told: Told): Seen => (told.allowed ? { status: "connected" } : refused(told));

const nobodyOf = (key: Key): Visitor => ({
  ...{ name: "nobody", key, session: `ws_${"n".repeat(32)}`, sent: [], conversation: null },
});
