import { sql } from "kysely";
import { z } from "zod";
import type { Embed, Row } from "../kit/entity.ts";
import { grouped } from "./embeds.ts";

export const identitiesSchema = z
  .array(
    z.object({
      key_id: z.int().describe("The key that the site's visitors come by: the first of its line."),
      external_id: z.string().describe("The site's own id of the person."),
      verified_at: z.string().describe("When the site last proved it, UTC ISO 8601."),
    }),
  )
  .describe("Who the person was proved to be by your sites; empty while that was only said.");

/** The proved identities of a lead's or a contact's person, the oldest first. */
export const identitiesOf =
  (owner: "lead_id" | "contact_id"): Embed =>
  async ({ db }, ids) => {
    const { rows } = await sql<Row>`
      select ${sql.ref(owner)} as owner, key_id, external_id, verified_at from visitor_identities
      where ${sql.ref(owner)} in (${sql.join(ids)}) order by identity_id
    `.execute(db);
    return grouped(rows, "owner", ({ owner: _, ...identity }) => identity);
  };
