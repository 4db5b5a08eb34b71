import { z } from "zod";
import { timestamps } from "../kit/entity.ts";
import { notedTypes } from "./entity-types.ts";

export const noteRecord = z.object({
  note_id: z.int().describe("The note's id."),
  entity_type: z.enum(notedTypes).describe("The type of the record it is about."),
  entity_id: z.int().describe("The id of that record."),
  content: z.string().describe("Markdown text."),
  is_pinned: z.boolean().describe("Pinned notes stand before all others of their record."),
  author_id: z.int().nullable().describe("The employee who wrote it; null when a key did."),
  author_name: z.string().nullable().describe("The name of the employee or the key that wrote it, as it was then."),
  ...timestamps,
});
