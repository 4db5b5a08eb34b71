import { statusIn } from "../../deals/moves.ts";
import type { Stage } from "../../records.ts";
import { keyOf } from "../fields/field-draft.ts";

/** A stage as it is being edited. */
export interface StageDraft {
  /** Its place in memory, the same for as long as the page is open. */
  readonly id: number;
  /** Its name in the API, which never changes; null for one that is new. */
  readonly key: string | null;
  readonly label: string;
  readonly probability: string;
}

export function draftsOf(stages: readonly Stage[]): readonly StageDraft[] {
  return stages.map(({ key, label, probability }, id) => ({ id, key, label, probability: String(probability) }));
}

/** Won and lost end every pipeline: they may be called otherwise, and stay where and what they are. */
export function isFixed({ key }: StageDraft): boolean {
  return key !== null && statusIn(key) !== "open";
}

/** With an empty stage after the last open one. */
export function withNew(drafts: readonly StageDraft[]): readonly StageDraft[] {
  const id = Math.max(0, ...drafts.map((draft) => draft.id)) + 1;
  const at = drafts.findIndex(isFixed);
  return drafts.toSpliced(at === -1 ? drafts.length : at, 0, { id, key: null, label: "", probability: "50" });
}

export function without(drafts: readonly StageDraft[], id: number): readonly StageDraft[] {
  return drafts.filter((draft) => draft.id !== id);
}

export function withChange(
  drafts: readonly StageDraft[],
  id: number,
  change: Partial<Pick<StageDraft, "label" | "probability">>,
): readonly StageDraft[] {
  return drafts.map((draft) => (draft.id === id ? { ...draft, ...change } : draft));
}

/** With a stage one place up or down among the open ones; at an end nothing changes. */
export function withStep(drafts: readonly StageDraft[], id: number, by: 1 | -1): readonly StageDraft[] {
  const at = drafts.findIndex((draft) => draft.id === id);
  const [draft, other] = [drafts[at], drafts[at + by]];
  if (draft === undefined || other === undefined || isFixed(draft) || isFixed(other)) return drafts;
  return drafts.with(at, other).with(at + by, draft);
}

/** What is wrong with a stage, by `label-<id>` and `probability-<id>`. */
export function stageProblems(drafts: readonly StageDraft[]): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  for (const { id, label, probability } of drafts) {
    if (label.trim() === "") problems[`label-${id}`] = "Give the stage a name.";
    if (!/^(\d{1,2}|100)$/.test(probability.trim())) problems[`probability-${id}`] = "A whole number from 0 to 100.";
  }
  return problems;
}

/** The stages as the API takes them; a new one gets a name in the API by what it is called. */
export function stagesOf(drafts: readonly StageDraft[]): { key: string; label: string; probability: number }[] {
  const taken = new Set(drafts.flatMap(({ key }) => key ?? []));
  return drafts.map(({ key, label, probability }) => ({
    key: key ?? freeKey(label, taken),
    label: label.trim(),
    probability: Number(probability),
  }));
}

function freeKey(label: string, taken: Set<string>): string {
  const stem = keyOf(label).slice(0, 60) || "stage";
  let key = stem;
  for (let number = 2; taken.has(key); number += 1) key = `${stem}_${number}`;
  taken.add(key);
  return key;
}
