import { describe, expect, test } from "vitest";
import type { Stage } from "../records.ts";
import { type Column, type Deal, placeOf, withMove } from "./moves.ts";

const stages: readonly Stage[] = [
  { key: "discovery", label: "Discovery", probability: 30, position: 1 },
  { key: "proposal", label: "Proposal", probability: 60, position: 2 },
  { key: "closed_won", label: "Closed won", probability: 100, position: 3 },
  { key: "closed_lost", label: "Closed lost", probability: 0, position: 4 },
];

/** What matters of a deal to the board. */
function deal(id: number, more: Partial<Deal> = {}): Deal {
  const { value = 100, probability = 30 } = more;
  return {
    ...{ opportunity_id: id, name: `Deal ${id}`, stage: "discovery", status: "open", currency: "USD" },
    ...{ value, probability, weighted_value: (value * probability) / 100, expected_close_date: null },
    ...more,
  } as Deal;
}

/** A board of these deals, with sums and counts of `unloaded` more of 1,000 USD in each column. */
function board(deals: readonly Deal[], unloaded = 0): readonly Column[] {
  return stages.map((stage) => {
    const own = deals.filter((one) => one.stage === stage.key);
    const more = unloaded * 1000;
    const value = own.reduce((sum, one) => sum + one.value, more);
    const weighted_value = own.reduce((sum, one) => sum + one.weighted_value, more);
    return { stage, deals: own, count: own.length + unloaded, sums: [{ currency: "USD", value, weighted_value }] };
  });
}

const ids = (columns: readonly Column[], key: string) =>
  columns.find(({ stage }) => stage.key === key)?.deals.map(({ opportunity_id }) => opportunity_id);
const column = (columns: readonly Column[], key: string) => columns.find(({ stage }) => stage.key === key) as Column;

describe("a deal that is moved on the board", () => {
  test("stands where its closing date puts it, those without a date last and equal ones by age", () => {
    const there = [
      deal(1, { stage: "proposal", expected_close_date: "2026-05-01" }),
      deal(2, { stage: "proposal", expected_close_date: "2026-07-01" }),
      deal(9, { stage: "proposal" }),
    ];
    const at = (day: string | null) =>
      ids(withMove(board([...there, deal(5, { expected_close_date: day })]), { id: 5, to: "proposal" }), "proposal");
    expect(at("2026-06-01")).toEqual([1, 5, 2, 9]);
    expect(at("2026-05-01")).toEqual([1, 5, 2, 9]);
    expect(at("2026-12-31")).toEqual([1, 2, 5, 9]);
    expect(at(null)).toEqual([1, 2, 5, 9]);
  });

  test("takes its worth along, of what is not loaded too", () => {
    const moved = withMove(board([deal(1, { value: 0.1, weighted_value: 0.03 }), deal(2)], 40), {
      id: 1,
      to: "proposal",
    });
    expect(column(moved, "discovery")).toMatchObject({ count: 41, sums: [{ value: 40_100, weighted_value: 40_030 }] });
    expect(column(moved, "proposal")).toMatchObject({
      count: 41,
      sums: [{ value: 40_000.1, weighted_value: 40_000.06 }],
    });
  });

  test("counts as its new stage does, unless it has a probability of its own and stays open", () => {
    const of = (probability: number, to: string) =>
      column(withMove(board([deal(1, { probability })]), { id: 1, to }), to).deals[0]?.probability;
    expect(of(30, "proposal")).toBe(60);
    expect(of(75, "proposal")).toBe(75);
    expect(of(75, "closed_won")).toBe(100);
    expect(of(30, "closed_lost")).toBe(0);
  });

  test("leads the column of what is closed", () => {
    const won = deal(7, { stage: "closed_won", status: "won", probability: 100 });
    const moved = withMove(board([won, deal(1)]), { id: 1, to: "closed_won" });
    expect(ids(moved, "closed_won")).toEqual([1, 7]);
    expect(placeOf(column(moved, "closed_won"), 1)).toEqual({ place: 1, of: 2 });
  });

  test("another currency has a sum of its own", () => {
    const euros = deal(1, { currency: "EUR", value: 50, weighted_value: 15 });
    const moved = withMove(board([euros, deal(2, { stage: "proposal" })]), { id: 1, to: "proposal" });
    expect(column(moved, "proposal").sums).toEqual([
      { currency: "EUR", value: 50, weighted_value: 30 },
      { currency: "USD", value: 100, weighted_value: 30 },
    ]);
  });

  test("one that is there already, or not on the board, changes nothing", () => {
    const before = board([deal(1)]);
    expect(withMove(before, { id: 1, to: "discovery" })).toBe(before);
    expect(withMove(before, { id: 8, to: "proposal" })).toBe(before);
    expect(withMove(before, { id: 1, to: "moon" })).toBe(before);
  });
});
