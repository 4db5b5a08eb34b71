import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lockConversation } from "../conversations/conversation.ts";
import { lockSession } from "../conversations/visitors/widget-session.ts";
import { engines } from "../testing/api.ts";
import { type LeadSite, openLeadSite } from "../testing/lead-site.ts";
import { arriveBeforeCommit, type Working } from "../testing/races.ts";

describe.each(engines)("what is done to a lead while its visitor writes, on %s", (engine) => {
  let site: LeadSite;
  beforeAll(async () => {
    site = await openLeadSite(engine);
  });
  afterAll(() => site.close());

  async function chat() {
    const email = site.newEmail();
    const visitor = await site.visit({ identity: { email } });
    const { conversation_id } = await visitor.say("hello");
    const { lead_id } = await site.onlyLead(email);
    const { read } = await site.space();
    const { widget_session_id } = await read
      .selectFrom("conversations")
      .select("widget_session_id")
      .where("conversation_id", "=", conversation_id)
      .executeTakeFirstOrThrow();
    return { conversation_id: conversation_id as number, lead_id: lead_id as number, widget_session_id };
  }

  /** What a visitor's message locks first, and an agent's; then what either may come to lock. */
  const messages = [
    ["a visitor's", (context: Working, { widget_session_id }: Chat) => lockSession(context, widget_session_id)],
    ["an agent's", (context: Working, { conversation_id }: Chat) => lockConversation(context, conversation_id)],
  ] as const;
  type Chat = Awaited<ReturnType<typeof chat>>;
  const acts: [string, () => Promise<{ from: Chat; call: string; body?: object }>][] = [
    [
      "converting",
      async () => {
        const from = await chat();
        return { from, call: `POST /leads/${from.lead_id}/convert` };
      },
    ],
    [
      "merging",
      async () => {
        const [from, { lead_id }] = [await chat(), await site.makeLead({ email: site.newEmail() })];
        return { from, call: `POST /leads/${lead_id}/merge`, body: { from_lead_id: from.lead_id } };
      },
    ],
    [
      "taking a merge back",
      async () => {
        const [from, { lead_id }] = [await chat(), await site.makeLead({ email: site.newEmail() })];
        await site.ask(`POST /leads/${lead_id}/merge`, { from_lead_id: from.lead_id });
        return { from: { ...from, lead_id }, call: `POST /leads/${from.lead_id}/unmerge` };
      },
    ],
  ];
  const pairs = acts.flatMap(([act, prepare]) => messages.map(([whose, begin]) => ({ act, prepare, whose, begin })));

  test.each(pairs)("$act waits for $whose message before it locks what that may need", async ({ prepare, begin }) => {
    const { from, call, body } = await prepare();
    const done = await arriveBeforeCommit(
      site,
      (context) => begin(context, from),
      () => site.request(call, { key: site.secretKey, body }),
      async ({ db }) => {
        if (engine === "sqlite") return;
        for (const [table, id] of [
          ["conversations", "conversation_id"],
          ["leads", "lead_id"],
        ] as const) {
          await sql`select 1 from ${sql.table(table)} where ${sql.ref(id)} = ${from[id]} for update nowait`.execute(db);
        }
      },
    );
    expect(done.status).toBe(200);
  });
});
