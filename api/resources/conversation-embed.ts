import { sql } from "kysely";
import { z } from "zod";
import { conversationRow } from "../conversations/conversation-list.ts";
import type { Embed, Row } from "../kit/entity.ts";
import { grouped, listedWith } from "./embeds.ts";

export const conversationsSchema = z
  .array(
    conversationRow
      .pick({
        conversation_id: true,
        status: true,
        last_message: true,
        last_message_at: true,
        page_url: true,
        rating: true,
        created_at: true,
      })
      .extend({
        lead_id: z.int().nullable().describe("The lead it belongs to."),
        ended_at: z.string().nullable().describe("When it was closed or ended, UTC ISO 8601; null while it is open."),
      }),
  )
  .describe("The newest first; none without conversations:read.");

/** What was said by a lead, and by the contact it became. */
export const conversationsOf = (column: "lead_id" | "contact_id"): Embed =>
  listedWith("conversations:read", async ({ db }, ids) => {
    const { rows } = await sql<Row>`
      select conversation_id, lead_id, contact_id, status, last_message, last_message_at, page_url, rating, created_at,
        ended_at
      from conversations where ${sql.ref(column)} in (${sql.join(ids)}) order by conversation_id desc
    `.execute(db);
    return grouped(rows, column, ({ contact_id: _, ...row }) => row);
  });
