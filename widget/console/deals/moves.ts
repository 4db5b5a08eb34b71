import type { Opportunity, OpportunityDetail, Stage } from "../records.ts";
import { addMoney, weighted } from "./money.ts";

/** A deal as the board shows it. */
export type Deal = Opportunity & Pick<OpportunityDetail, "linked" | "stage_history">;

/** Rows of a list that was asked to include what a card shows: the API's types leave embeds open. */
export function asDeals(rows: readonly unknown[]): readonly Deal[] {
  return rows as readonly Deal[];
}

/** What a column's deals come to in one currency. */
export interface Sum {
  readonly currency: string;
  readonly value: number;
  readonly weighted_value: number;
}

export interface Column {
  readonly stage: Stage;
  /** Those that were loaded, in the column's order. */
  readonly deals: readonly Deal[];
  /** How many there are, loaded or not; the sums are of all of them too. */
  readonly count: number;
  readonly sums: readonly Sum[];
}

/** A deal that somebody takes to another stage. */
export interface Move {
  readonly id: number;
  readonly to: string;
}

/** What being in a stage means. */
export function statusIn(stage: string): Opportunity["status"] {
  if (stage === "closed_won") return "won";
  return stage === "closed_lost" ? "lost" : "open";
}

/** The order of a column, in the API's words: what is due first, and of what is closed the latest. */
export function orderIn(stage: string): { readonly sort: string; readonly order: "asc" | "desc" } {
  return statusIn(stage) === "open"
    ? { sort: "expected_close_date", order: "asc" }
    : { sort: "updated_at", order: "desc" };
}

/** The column in which a deal stands, among what was loaded. */
export function columnOf(columns: readonly Column[], id: number): Column | undefined {
  return columns.find(({ deals }) => deals.some((deal) => deal.opportunity_id === id));
}

/** The board as it is after a move: cards, counts and sums. A deal that is not on it, or is there already, changes nothing. */
export function withMove(columns: readonly Column[], { id, to }: Move): readonly Column[] {
  const from = columnOf(columns, id);
  const target = columns.find(({ stage }) => stage.key === to);
  const deal = from?.deals.find(({ opportunity_id }) => opportunity_id === id);
  if (from === undefined || target === undefined || deal === undefined || from === target) return columns;
  const moved = inStage(deal, from.stage, target.stage);
  return columns.map((column) => {
    if (column === from) return without(column, deal);
    return column === target ? withDeal(column, moved) : column;
  });
}

/** Where a deal stands or would stand in a column: counted from 1, with how many there are then. */
export function placeOf({ deals, count }: Column, id: number): { readonly place: number; readonly of: number } {
  return { place: deals.findIndex(({ opportunity_id }) => opportunity_id === id) + 1, of: count };
}

/** The deal as it is in another stage. One with a probability of its own keeps it as long as it is open. */
function inStage(deal: Deal, from: Stage, to: Stage): Deal {
  const status = statusIn(to.key);
  const own = status === "open" && deal.status === "open" && deal.probability !== from.probability;
  const probability = own ? deal.probability : to.probability;
  return { ...deal, stage: to.key, status, probability, weighted_value: weighted(deal.value, probability) };
}

function without(column: Column, deal: Deal): Column {
  const deals = column.deals.filter((one) => one !== deal);
  return { ...column, deals, count: column.count - 1, sums: summed(column.sums, deal, -1) };
}

function withDeal(column: Column, deal: Deal): Column {
  const { deals, count, sums } = column;
  const after = deals.findIndex((one) => comesBefore(deal, one));
  const at = after === -1 ? deals.length : after;
  return { ...column, deals: deals.toSpliced(at, 0, deal), count: count + 1, sums: summed(sums, deal, 1) };
}

/** Whether a deal comes before another of its column; what was closed just now is the latest. */
function comesBefore(deal: Deal, other: Deal): boolean {
  if (deal.status !== "open") return true;
  const [day, otherDay] = [deal.expected_close_date ?? "9999", other.expected_close_date ?? "9999"];
  return day === otherDay ? deal.opportunity_id < other.opportunity_id : day < otherDay;
}

function summed(sums: readonly Sum[], { currency, value, weighted_value }: Deal, sign: 1 | -1): readonly Sum[] {
  const known = sums.find((sum) => sum.currency === currency) ?? { currency, value: 0, weighted_value: 0 };
  const next = {
    currency,
    value: addMoney(known.value, sign * value),
    weighted_value: addMoney(known.weighted_value, sign * weighted_value),
  };
  const others = sums.filter((sum) => sum !== known);
  return [...others, next].sort((one, other) => (one.currency < other.currency ? -1 : 1));
}
