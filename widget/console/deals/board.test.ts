import { describe, expect, test } from "vitest";
import type { ConsoleClient } from "../api.ts";
import type { Opportunity, Stage } from "../records.ts";
import { Board, dealsAtOnce, shownColumns } from "./board.ts";

const stages: readonly Stage[] = [
  { key: "discovery", label: "Discovery", probability: 30, position: 1 },
  { key: "proposal", label: "Proposal", probability: 60, position: 2 },
];

interface Asked {
  readonly query: Readonly<Record<string, string | number>>;
}

/** An API that holds these deals, and refuses a change while `refusal` is set. */
function openApi(deals: { id: number; stage: string }[]) {
  const asked: string[] = [];
  const state = { refusal: null as Error | null, pending: [] as (() => void)[] };
  const rowOf = ({ id, stage }: { id: number; stage: string }) =>
    ({
      opportunity_id: id,
      stage,
      status: "open",
      value: 10,
      currency: "USD",
      probability: 30,
      weighted_value: 3,
      expected_close_date: null,
    }) as Opportunity;
  const totals = () =>
    stages.flatMap(({ key }) => {
      const count = deals.filter(({ stage }) => stage === key).length;
      return count === 0 ? [] : [{ stage: key, currency: "USD", count, value: count * 10, weighted_value: count * 3 }];
    });
  const call = async (operation: string, input: unknown) => {
    asked.push(operation);
    if (operation === "GET /opportunities/totals") return { totals: totals() };
    if (operation === "GET /opportunities") {
      const { stage, page, per_page } = (input as Asked).query;
      const own = deals.filter((deal) => deal.stage === stage);
      const from = (Number(page) - 1) * Number(per_page);
      return { data: own.slice(from, from + Number(per_page)).map(rowOf), pagination: {} };
    }
    await new Promise<void>((resolve) => state.pending.push(resolve));
    if (state.refusal !== null) throw state.refusal;
    const { params, body } = input as { params: { id: number }; body: { stage: string } };
    const deal = deals.find(({ id }) => id === params.id);
    if (deal !== undefined) deal.stage = body.stage;
    return {};
  };
  const client = { call } as unknown as Pick<ConsoleClient, "call">;
  return { client, asked, state, answer: () => state.pending.shift()?.() };
}

/** A clock of which nothing is due until it is told. */
function handClock() {
  const due: (() => void)[] = [];
  const after = (_: number, run: () => void) => {
    due.push(run);
    return () => undefined;
  };
  return { after, ring: () => due.shift()?.() };
}

const idsOf = (board: Board) =>
  Object.fromEntries(
    (shownColumns(board.state.value) ?? []).map(({ stage, deals }) => [
      stage.key,
      deals.map((deal) => deal.opportunity_id),
    ]),
  );
const countOf = (board: Board, key: string) =>
  shownColumns(board.state.value)?.find(({ stage }) => stage.key === key)?.count;

describe("the board", () => {
  test("shows a move at once, and keeps it when it is stored", async () => {
    const { client, answer } = openApi([{ id: 1, stage: "discovery" }]);
    const board = new Board(client, handClock().after);
    await board.show(stages, {});
    const moving = board.move({ id: 1, to: "proposal" });
    expect(idsOf(board)).toEqual({ discovery: [], proposal: [1] });
    answer();
    await moving;
    expect(idsOf(board)).toEqual({ discovery: [], proposal: [1] });
    expect(board.state.value.moves).toEqual([]);
    expect(countOf(board, "proposal")).toBe(1);
  });

  test("takes a move back that is refused, and says so to who asked for it", async () => {
    const { client, state, answer } = openApi([{ id: 1, stage: "discovery" }]);
    const board = new Board(client, handClock().after);
    await board.show(stages, {});
    state.refusal = new Error("no");
    const moving = board.move({ id: 1, to: "proposal" });
    answer();
    await expect(moving).rejects.toThrow("no");
    expect(idsOf(board)).toEqual({ discovery: [1], proposal: [] });
    expect(countOf(board, "discovery")).toBe(1);
  });

  test("loads a part of a stage at a time, and counts all of it", async () => {
    const { client } = openApi(Array.from({ length: 75 }, (_, i) => ({ id: i + 1, stage: "discovery" })));
    const board = new Board(client, handClock().after);
    await board.show(stages, {});
    expect(idsOf(board)["discovery"]).toHaveLength(dealsAtOnce);
    expect(countOf(board, "discovery")).toBe(75);
    await board.more("discovery");
    expect(idsOf(board)["discovery"]).toHaveLength(2 * dealsAtOnce);
  });

  test("follows what others do: several changes in a row are one look at the stages concerned", async () => {
    const deals = [{ id: 1, stage: "discovery" }];
    const { client, asked } = openApi(deals);
    const clock = handClock();
    const board = new Board(client, clock.after);
    await board.show(stages, {});
    asked.length = 0;
    deals[0] = { id: 1, stage: "proposal" };
    const event = (type: string, data: object) => ({ type, data }) as never;
    board.hear(event("lead.updated", { lead_id: 4, stage: "discovery" }));
    board.hear(
      event("opportunity.stage_changed", { opportunity_id: 1, stage: "proposal", previous: { stage: "discovery" } }),
    );
    board.hear(event("opportunity.updated", { opportunity_id: 1, stage: "proposal" }));
    expect(asked).toEqual([]);
    const changed = new Promise<void>((resolve) => board.state.subscribe(resolve));
    clock.ring();
    await changed;
    expect(idsOf(board)).toEqual({ discovery: [], proposal: [1] });
    expect(asked).toEqual(["GET /opportunities/totals", "GET /opportunities", "GET /opportunities"]);
  });
});
