import { type CompiledQuery, type KyselyPlugin, sql } from "kysely";
import { expect, test } from "vitest";
import type { Transaction } from "../store/space.ts";
import { openTestSite } from "../testing/visitor.ts";

/** Queries of events as they were asked for within one transaction after another. */
function listen({ db }: Transaction, heard: CompiledQuery[]): Transaction["db"] {
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      const query = db.getExecutor().compileQuery(node, queryId);
      if (query.sql.startsWith("select") && query.sql.includes('"conversation_events"')) heard.push(query);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return db.withPlugin(plugin);
}

test("what is asked of one conversation's events is never looked for among all that somebody ever wrote", async () => {
  const site = await openTestSite("sqlite");
  const space = await site.space();
  const { write } = space;
  const heard: CompiledQuery[] = [];
  Object.assign(space, {
    write: (work: (transaction: Transaction) => unknown) =>
      write(async (transaction) => await work({ ...transaction, db: listen(transaction, heard) })),
  });
  const [ann, bob] = [await site.employ("ann"), await site.employ("bob")];
  const visitor = await site.visit({ identity: { email: "jane@globex.example" } });
  const { conversation_id } = await visitor.say("hello");
  for (const employee of [ann, bob, ann]) await site.speak(employee, conversation_id, "Hi");
  await visitor.say("bye", { client_id: "client-id-0001" });
  await visitor.call("POST /widget/end", { rating: 5 });

  const ofOne = heard.filter((query) => query.sql.includes('"conversation_id" ='));
  expect(ofOne.length).toBeGreaterThan(4);
  for (const query of ofOne) {
    const { rows } = await sql<{ detail: string }>`explain query plan ${sql.raw(withValues(query))}`.execute(
      space.read,
    );
    expect(rows.map(({ detail }) => detail).join("; "), query.sql).not.toContain("conversation_events_client");
  }
  await site.close();
});

/** The query with its values in it; all of them are numbers and plain words. */
function withValues({ sql: text, parameters }: CompiledQuery): string {
  let at = 0;
  return text.replace(/\?/g, () => {
    const value = parameters[at++];
    return typeof value === "string" ? `'${value}'` : String(value);
  });
}
