import { sql } from "kysely";
import { z } from "zod";
import { operation } from "../kit/operation.ts";
import type { Space } from "../store/space.ts";
import { type Period, rangeAnswer, rangeQuery, readRange } from "./range.ts";

/** Who answers, and how much. */
export const teamReport = operation(
  "GET /reports/team",
  {
    summary: "Report on conversations and replies per agent",
    description:
      "Of the messages that agents wrote in the range, whenever the conversation began. Two agents in one conversation both have it. Secret keys that speak as an agent stand there by their name, without an employee.",
    permission: "conversations:read",
    query: rangeQuery,
    returns: z.object({
      ...rangeAnswer,
      agents: z
        .array(
          z.object({
            employee_id: z.int().nullable().describe("The employee; null for a secret key."),
            name: z
              .string()
              .nullable()
              .describe("The employee's or the key's name; null when it is not known any more."),
            conversations: z.int().describe("Conversations the agent wrote in."),
            replies: z.int().describe("Messages the agent wrote."),
          }),
        )
        .describe("Those who wrote, the most replies first."),
    }),
    exampleAnswer: {
      ...{ from: "2026-03-09", to: "2026-03-10", timezone: "UTC" },
      agents: [{ employee_id: 5, name: "Sam Rivera", conversations: 16, replies: 61 }],
    },
  },
  async (context, { query }) => {
    const { said, whole } = await readRange(context, query);
    return { ...said, agents: await countReplies(context.space, whole) };
  },
);

async function countReplies({ wide }: Space, { since, until }: Period) {
  const { rows } = await sql<{ sender_id: number; name: string | null; conversations: number; replies: number }>`
    with written as (
      select sender_id, count(distinct conversation_id) as conversations, count(*) as replies
      from conversation_events
      where sender_kind = 'agent' and type = 'message' and created_at >= ${since} and created_at < ${until}
      group by sender_id
    )
    select sender_id, coalesce(employees.name, api_keys.name) as name, conversations, replies
    from written
    left join employees on employees.employee_id = sender_id
    left join api_keys on api_keys.key_id = -sender_id
    order by replies desc, sender_id
  `.execute(wide);
  return rows.map(({ sender_id, ...row }) => ({ employee_id: sender_id > 0 ? sender_id : null, ...row }));
}
