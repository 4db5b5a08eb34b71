import { sql } from "kysely";
import { z } from "zod";
import type { Embed, Row } from "../kit/entity.ts";
import { grouped, history, historySchemas } from "./embeds.ts";

const stageHistory: Embed = async ({ db }, ids) => {
  const { rows } = await sql<Row>`
    select opportunity_id, stage, at, by from opportunity_stages
    where opportunity_id in (${sql.join(ids)}) order by change_id
  `.execute(db);
  return grouped(rows, "opportunity_id", ({ opportunity_id: _, ...row }) => row);
};

/** What an opportunity's detail shows beside its fields. */
export const opportunityEmbeds = { ...history("opportunity"), stage_history: stageHistory };

export const opportunityEmbedSchemas = {
  ...historySchemas,
  stage_history: z
    .array(
      z.object({
        stage: z.string(),
        at: z.string(),
        by: z.int().nullable().describe("The employee who moved it; null when a key did."),
      }),
    )
    .describe("Each stage it came to, the first at its creation."),
};
