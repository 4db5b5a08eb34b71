import { z } from "zod";
import { timestamps } from "../kit/entity.ts";
import { entityTypes } from "./entity-types.ts";

export const noteRecord = z.object({
  note_id: z.int(),
  entity_type: z.enum(entityTypes),
  entity_id: z.int(),
  content: z.string().describe("Markdown text."),
  is_pinned: z.boolean(),
  author_id: z.int().nullable().describe("The employee who wrote it; null when a key did."),
  author_name: z.string().nullable(),
  ...timestamps,
});
