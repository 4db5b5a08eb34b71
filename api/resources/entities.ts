import type { Erasable } from "../kit/records.ts";
import { activity } from "./activities.ts";
import { lead } from "./lead-record.ts";
import { note } from "./notes.ts";

/** Every entity whose records are deleted softly: the sweep erases what was deleted 30 days ago. */
export const entities: readonly Erasable[] = [lead, activity, note];
