import { timestamp } from "../clock.ts";
import type { Row } from "../kit/entity.ts";
import type { Draw } from "./draw.ts";
import type { Recipe } from "./lead.ts";

const hour = 3_600_000;

const calls = ["First call", "Discovery call", "Follow-up on the proposal", "Checked in after the demo"] as const;
const remarks = [
  "Interested in managed services for 50 endpoints.",
  "Asked for **references** from the same industry.",
  "Budget is decided in the next quarter.",
  "Prefers email; call only in the afternoon.",
] as const;

/** What a lead of this id got logged: some have an activity, fewer a note. */
export function seedHistory(id: number, createdAt: string, { until, owners }: Recipe, draw: Draw) {
  const at = timestamp(Math.min(Date.parse(createdAt) + (1 + draw.below(72)) * hour, until));
  const owner = owners.length > 0 && draw.chance(0.8) ? draw.early(owners) : null;
  const of = { entity_type: "lead", entity_id: id, created_at: at, updated_at: at };
  const completed = draw.chance(0.7);
  const activity: Row = {
    ...of,
    type: draw.pick(["call", "email", "meeting", "task"]),
    subject: draw.pick(calls),
    description: null,
    assigned_to: owner,
    due_date: at,
    duration_minutes: draw.chance(0.5) ? 30 : null,
    completed,
    completed_at: completed ? at : null,
    created_by: owner,
  };
  const note: Row = {
    ...of,
    content: draw.pick(remarks),
    is_pinned: draw.chance(0.1),
    author_id: owner,
    author_name: null,
  };
  return { activity: draw.chance(0.08) ? activity : null, note: draw.chance(0.04) ? note : null };
}
