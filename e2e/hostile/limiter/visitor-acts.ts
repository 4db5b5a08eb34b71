import type { Random } from "../../simulation/random.ts";
import type { Instant } from "./books.ts";
import { counted, type Key, type Visitor } from "./rules.ts";
import { type Asked, answer, free, type Seen, type World } from "./world.ts";

/** One request of the traffic: what must be answered, by the books, and what is. */
export interface Act {
  readonly what: string;
  expect(at: Instant): Seen;
  perform(at: Instant): Promise<Seen>;
}

/** Who calls from where, for acts over HTTP. */
export interface Caller {
  readonly key: Key;
  readonly address: string;
}

const nobodysSession = `ws_${"n".repeat(32)}`;

/** Everything visitors' browsers do over HTTP, and what comes without a session. */
export function createVisitorActs(world: World, random: Random) {
  const { books } = world;
  let ids = 0;
  const freshMessage = () => {
    ids += 1;
    return { client_id: `message-${ids}`, body: `Number ${ids}` };
  };

  /** A request of a visitor that is counted and answers `status`. */
  const request = (what: string, visitor: Visitor, status: number, call: string, asked: Asked): Act => ({
    what,
    expect: (at) => answer(status, books.take(counted.visitor(visitor), 1, at)),
    perform: async () => seen(await world.ask(call, { key: visitor.key.text, ...asked })),
  });

  const poll = (what: string, visitor: Visitor, call: string, asked: Asked): Act => ({
    what,
    expect: (at) => answer(200, books.take(counted.poll(visitor), 1, at)),
    perform: async () => seen(await world.ask(call, { key: visitor.key.text, ...asked })),
  });

  const strange = (what: string, { key, address }: Caller, status: number, call: string, asked: Asked): Act => ({
    what,
    expect: (at) => answer(status, books.take(counted.stranger(key, address), 1, at)),
    perform: async () => seen(await world.ask(call, { key: key.text, address, ...asked })),
  });

  return {
    arrive: ({ key, address }: Caller): Act => ({
      what: "init",
      expect(at) {
        const request = books.take(counted.stranger(key, address), 1, at);
        const session = request.allowed ? books.take(counted.sessionsOfAnHour(address), 1, at) : request;
        return session.allowed ? answer(200, request) : answer(429, session);
      },
      async perform(at) {
        // A session that nobody has is answered with a new one, like none at all.
        const body = random.chance(0.5) ? {} : { session_id: nobodysSession };
        const made = await world.ask("POST /widget/init", { key: key.text, address, body });
        if (made.status === 200) world.arrive(key, made.body.session_id, at);
        return seen(made);
      },
    }),
    resume: (visitor: Visitor, address: string): Act =>
      request("init of a known session", visitor, 200, "POST /widget/init", {
        address,
        body: { session_id: visitor.session },
      }),
    say(visitor: Visitor, address: string): Act {
      const message = freshMessage();
      return {
        what: "message",
        expect: (at) => answer(200, books.take(counted.visitor(visitor), 1, at)),
        async perform() {
          const { session, key } = visitor;
          const body = { session_id: session, client_id: message.client_id, message: message.body };
          const sent = await world.ask("POST /widget/message", { key: key.text, address, body });
          if (sent.status === 200) noteSent(visitor, [message], sent.body.conversation_id);
          return seen(sent);
        },
      };
    },
    sayMany(visitor: Visitor, count: number): Act {
      const fresh = Array.from({ length: count }, freshMessage);
      const again = visitor.sent.slice(0, 2);
      return {
        what: `${count} messages, ${again.length} of them again`,
        expect: (at) => answer(200, books.take(counted.visitor(visitor), count, at)),
        async perform() {
          const body = { session_id: visitor.session, items: [...again, ...fresh] };
          const sent = await world.ask("POST /widget/messages", { key: visitor.key.text, body });
          if (sent.status === 200) noteSent(visitor, fresh, sent.body.data.conversation_id);
          return seen(sent);
        },
      };
    },
    /** Free, however often, and also when no more are left. */
    sayAgain: (visitor: Visitor): Act => ({
      what: "message again",
      expect: (at) => free(200, books.look(counted.visitor(visitor), at)),
      async perform() {
        const { client_id, body: message } = random.pick(visitor.sent);
        const body = { session_id: visitor.session, client_id, message };
        return seen(await world.ask("POST /widget/message", { key: visitor.key.text, body }));
      },
    }),
    /** A refusal counts: a client id that was used for another text. */
    sayOtherwise: (visitor: Visitor): Act =>
      request("message under a used id", visitor, 409, "POST /widget/message", {
        body: { session_id: visitor.session, client_id: visitor.sent[0]?.client_id, message: "Another text" },
      }),
    sayWrong: (visitor: Visitor): Act =>
      request("message without a text", visitor, 400, "POST /widget/message", {
        body: { session_id: visitor.session },
      }),
    end: (visitor: Visitor): Act =>
      request("end", visitor, 200, "POST /widget/end", { body: { session_id: visitor.session } }),
    identify: (visitor: Visitor): Act =>
      request("identify", visitor, 200, "POST /widget/identify", {
        body: { session_id: visitor.session, identity: { name: "Ann" } },
      }),
    pollHistory: (visitor: Visitor): Act =>
      poll("history", visitor, "GET /widget/messages", { headers: { "X-Widget-Session": visitor.session } }),
    pollPage: (visitor: Visitor): Act =>
      poll("page", visitor, "POST /widget/page", {
        body: { session_id: visitor.session, page_url: "https://shop.example/" },
      }),
    pollStatus: ({ key, address }: Caller): Act => ({
      what: "status without a session",
      expect: (at) => answer(200, books.take(counted.strangersPoll(key, address), 1, at)),
      perform: async () => seen(await world.ask("GET /widget/status", { key: key.text, address })),
    }),
    sayWithNobodysSession: (caller: Caller): Act =>
      strange("message of a session that nobody has", caller, 404, "POST /widget/message", {
        body: { session_id: nobodysSession, message: "Hello" },
      }),
    sayWithAnothersSession: (caller: Caller, { session }: Visitor): Act =>
      strange("message of another key's session", caller, 404, "POST /widget/message", {
        body: { session_id: session, message: "Hello" },
      }),
    readLeads: (caller: Caller): Act => strange("a public key at the leads", caller, 403, "GET /leads", {}),
  };
}

/** What was stored may be sent again. */
export function noteSent(visitor: Visitor, messages: Visitor["sent"], conversation: number): void {
  visitor.sent.push(...messages);
  visitor.conversation = conversation;
}

/** Of an answer, all that the books speak of. */
export function seen({ body: _, ...rest }: Seen & { readonly body?: unknown }): Seen {
  return rest;
}
