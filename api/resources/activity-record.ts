import { z } from "zod";
import { timestamps } from "../kit/entity.ts";
import { entityTypes } from "./entity-types.ts";

export const activityTypes = ["call", "email", "meeting", "task", "note"] as const;

export const activityRecord = z.object({
  activity_id: z.int(),
  type: z.enum(activityTypes),
  subject: z.string(),
  description: z.string().nullable(),
  entity_type: z.enum(entityTypes),
  entity_id: z.int(),
  assigned_to: z.int().nullable(),
  due_date: z.string().nullable(),
  duration_minutes: z.int().nullable(),
  completed: z.boolean(),
  completed_at: z.string().nullable(),
  created_by: z.int().nullable().describe("The employee who logged it; null when a key did."),
  ...timestamps,
});
