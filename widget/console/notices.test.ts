import { describe, expect, test } from "vitest";
import type { FeedEvent } from "../../gateway/protocol.ts";
import { Notices } from "./notices.ts";
import type { ConversationRow } from "./records.ts";

const me = 5;
const id = 7;
const nobody = { email: null, name: null, phone: null, company: null };

const happened = (type: string, data: FeedEvent["data"]): FeedEvent => ({
  feed_seq: 1,
  event_id: 1,
  type,
  timestamp: "2026-03-10T14:30:00Z",
  conversation_id: id,
  data,
});
const message = (data: FeedEvent["data"]) => happened("conversation.message", data);
const linked = (assigned_to: number | null) =>
  happened("conversation.contact_linked", { conversation_id: id, contact_id: 3, assigned_to });

/** An employee, and a server that knows one conversation. */
function setUp(visitor: Partial<ConversationRow> = { visitor_name: "Maya" }) {
  const row = { conversation_id: id, contact: nobody, visitor_name: null, ...visitor } as ConversationRow;
  const rows = new Map<number, ConversationRow>();
  const told: [string, string][] = [];
  const raised: number[] = [];
  const looking = { at: 0 };
  const server = { knows: true, down: false };
  const notices = new Notices({
    employeeId: me,
    inbox: {
      state: { value: { rows } } as never,
      raise: (conversation) => raised.push(conversation),
      refresh: async () => {
        if (server.down) throw new Error("no connection");
        if (server.knows) rows.set(id, row);
        return server.knows;
      },
    },
    isLookedAt: (conversation) => looking.at === conversation,
    tell: (text, href) => told.push([text, href]),
  });
  /** Resolves once everything that was heard has been dealt with. */
  const hear = async (...events: FeedEvent[]) => {
    for (const event of events) notices.hear(event);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { rows, row, told, raised, looking, server, hear };
}

describe("notices", () => {
  test("the owner of a contact hears that he is writing, with the way there, and the conversation is raised", async () => {
    const { told, raised, hear } = setUp();
    await hear(linked(me));
    expect(told).toEqual([["Your customer Maya is writing", "/crm/inbox/7"]]);
    expect(raised).toEqual([id]);
  });

  test("other people's contacts, and nobody's, are none of his business", async () => {
    const { told, raised, hear } = setUp();
    await hear(linked(9), linked(null));
    expect(told).toEqual([]);
    expect(raised).toEqual([]);
  });

  test.each([
    ["his own", me],
    ["nobody's", null],
  ])("a visitor of %s who asks for a person is told once, however much he writes", async (_whose, assigned_to) => {
    const { told, hear } = setUp();
    await hear(message({ wants_person: true, assigned_to }), message({ wants_person: true, assigned_to }));
    expect(told).toEqual([["Maya asks for a person", "/crm/inbox/7"]]);
  });

  test("who asks again after an answer is told again", async () => {
    const { told, rows, row, hear } = setUp();
    await hear(message({ wants_person: true, assigned_to: me }));
    await hear(message({ wants_person: false, assigned_to: me }));
    rows.set(id, { ...row, wants_person: false });
    await hear(message({ wants_person: true, assigned_to: me }));
    expect(told).toHaveLength(2);
  });

  test("who asked before this page was opened is on its list already", async () => {
    const { told, rows, row, hear } = setUp();
    rows.set(id, { ...row, wants_person: true });
    await hear(message({ wants_person: true, assigned_to: me }));
    expect(told).toEqual([]);
  });

  test("a colleague's visitor who asks for a person is his", async () => {
    const { told, hear } = setUp();
    await hear(message({ wants_person: true, assigned_to: 9 }));
    expect(told).toEqual([]);
  });

  test("nobody is called to what he looks at", async () => {
    const { told, raised, looking, hear } = setUp();
    looking.at = id;
    await hear(linked(me), message({ wants_person: true, assigned_to: me }));
    expect(told).toEqual([]);
    expect(raised).toEqual([]);
  });

  test("a visitor without a name is told as what he is", async () => {
    const { told, hear } = setUp({});
    await hear(linked(me), message({ wants_person: true, assigned_to: null }));
    expect(told.map(([text]) => text)).toEqual(["One of your customers is writing", "A visitor asks for a person"]);
  });

  test("a conversation that is gone by now calls nobody", async () => {
    const { told, server, hear } = setUp();
    server.knows = false;
    await hear(linked(me));
    expect(told).toEqual([]);
  });

  test("without a connection a known visitor's call is not lost", async () => {
    const { told, rows, row, server, hear } = setUp();
    rows.set(id, row);
    server.down = true;
    await hear(linked(me));
    expect(told).toEqual([["Your customer Maya is writing", "/crm/inbox/7"]]);
  });
});
