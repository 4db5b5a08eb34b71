import { z } from "zod";
import { timestamps } from "../kit/entity.ts";
import { entityTypes } from "./entity-types.ts";

export const activityTypes = ["call", "email", "meeting", "task", "note"] as const;

export const activityRecord = z.object({
  activity_id: z.int().describe("The activity's id."),
  type: z.enum(activityTypes).describe("What kind of activity."),
  subject: z.string().describe("What it is about in one line, up to 300 characters."),
  description: z.string().nullable().describe("More about it; null for nothing."),
  entity_type: z.enum(entityTypes).describe("The type of the record it is about."),
  entity_id: z.int().describe("The id of that record."),
  assigned_to: z.int().nullable().describe("The employee who does it; null for nobody."),
  due_date: z.string().nullable().describe("When it is to be done, UTC ISO 8601; null for no date."),
  duration_minutes: z.int().nullable().describe("How long it takes, in whole minutes; null when nobody said."),
  completed: z.boolean().describe("Whether it is done."),
  completed_at: z.string().nullable().describe("When it was completed, UTC ISO 8601; null while it is open."),
  created_by: z.int().nullable().describe("The employee who logged it; null when a key did."),
  ...timestamps,
});
