import { describe, expect, test } from "vitest";
import { draftsOf, stageProblems, stagesOf, withChange, withNew, without, withStep } from "./stage-edits.ts";

const stored = [
  { key: "discovery", label: "Discovery", probability: 30, position: 1 },
  { key: "proposal", label: "Proposal", probability: 60, position: 2 },
  { key: "closed_won", label: "Closed won", probability: 100, position: 3 },
  { key: "closed_lost", label: "Closed lost", probability: 0, position: 4 },
];
const drafts = draftsOf(stored);
const keys = (some: typeof drafts) => stagesOf(some).map(({ key }) => key);

describe("the stages being edited", () => {
  test("a new one stands after the last open one, with a name of its own in the API", () => {
    const more = withChange(withNew(drafts), 4, { label: "Proposal" });
    const most = withChange(withNew(more), 5, { label: "Vertrag geprüft!" });
    expect(keys(most)).toEqual(["discovery", "proposal", "proposal_2", "vertrag_gepruft", "closed_won", "closed_lost"]);
  });

  test("open ones change places, and none passes the end", () => {
    expect(keys(withStep(drafts, 0, 1))).toEqual(["proposal", "discovery", "closed_won", "closed_lost"]);
    expect(withStep(drafts, 1, 1)).toBe(drafts);
    expect(withStep(drafts, 0, -1)).toBe(drafts);
    expect(withStep(drafts, 3, -1)).toBe(drafts);
  });

  test("a renamed one keeps its name in the API, so that its deals stay in it", () => {
    expect(stagesOf(withChange(drafts, 1, { label: "Offer", probability: "65" }))[1]).toEqual({
      ...{ key: "proposal", label: "Offer", probability: 65 },
    });
    expect(keys(without(drafts, 0))).toEqual(["proposal", "closed_won", "closed_lost"]);
  });

  test("what is missing or no percentage is named beside its stage", () => {
    const wrong = withChange(withChange(drafts, 0, { label: " " }), 1, { probability: "120" });
    expect(Object.keys(stageProblems(wrong))).toEqual(["label-0", "probability-1"]);
    expect(stageProblems(drafts)).toEqual({});
  });
});
