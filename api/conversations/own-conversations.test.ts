import { type CompiledQuery, type KyselyPlugin, sql } from "kysely";
import { expect, test } from "vitest";
import type { Space } from "../store/space.ts";
import { openTestSite } from "../testing/visitor.ts";
import { countOwn, findOwn, readOwn } from "./own-conversations.ts";

/** A connection that keeps the queries it was asked. */
function listen(db: Space["read"], heard: CompiledQuery[]): Space["read"] {
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      heard.push(db.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return db.withPlugin(plugin);
}

test("a conversation of 10,000 messages is listed by looking at its last one and at those unread", async () => {
  const site = await openTestSite("sqlite");
  const visitor = await site.visit();
  const { conversation_id } = await visitor.say("hello");
  const space = await site.space();
  await space.write(async ({ db }) => {
    await sql`
      insert into conversation_events (conversation_id, seq, type, sender_kind, body, created_at)
      with recursive numbers (n) as (select 3 union all select n + 1 from numbers where n < 10000)
      select ${conversation_id}, n, 'message', 'agent', 'Message ' || n, '2026-03-10T14:30:00Z' from numbers
    `.execute(db);
    await db.updateTable("conversations").set({ next_seq: 10_000, visitor_read_seq: 9_990 }).execute();
  });
  const heard: CompiledQuery[] = [];
  const db = listen(space.read, heard);
  const owner = await db
    .selectFrom("conversations")
    .select("widget_session_id")
    .where("conversation_id", "=", conversation_id)
    .executeTakeFirstOrThrow();

  expect(await countOwn(db, owner)).toBe(1);
  expect((await findOwn(db, owner, conversation_id))?.next_seq).toBe(10_000);
  const [listed] = await readOwn(db, owner, { skip: 0, limit: 50 });
  expect(listed).toMatchObject({ last_message: { body: "Message 10000" }, unread: 10 });

  expect(heard).toHaveLength(5);
  for (const { sql: text, parameters } of heard) {
    const filled = parameters.reduce<string>((soFar, value) => soFar.replace("?", literal(value)), text);
    const { rows } = await sql<{ detail: string }>`explain query plan ${sql.raw(filled)}`.execute(space.read);
    const plan = rows.map(({ detail }) => detail).join("; ");
    expect(plan, text).not.toMatch(/SCAN (?!SUBQUERY|CONSTANT)|TEMP B-TREE|conversation_events_client/);
  }
  await site.close();
});

const literal = (value: unknown) => (typeof value === "string" ? `'${value}'` : String(value));
