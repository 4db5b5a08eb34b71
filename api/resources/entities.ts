import type { Erasable } from "../kit/records.ts";
import { activity } from "./activities.ts";
import { contact } from "./contact-record.ts";
import { lead } from "./lead-record.ts";
import { note } from "./notes.ts";
import { opportunity } from "./opportunity-record.ts";
import { prospect } from "./prospect-record.ts";

/** Every entity whose records are deleted softly: the sweep erases what was deleted 30 days ago. */
export const entities: readonly Erasable[] = [lead, contact, opportunity, prospect, activity, note];
