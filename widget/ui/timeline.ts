import type { ThreadItem } from "../state/types.ts";
import { midnight } from "./dates.ts";

/** Messages of one sender closer than this stand as one group. */
const groupGap = 5 * 60_000;

/** Where an item stands among its neighbours. */
export interface Place {
  /** First item of its day: a separator goes before it. */
  readonly newDay: boolean;
  /** First and last bubble of a group of one sender. */
  readonly first: boolean;
  readonly last: boolean;
}

function sameDay(one: ThreadItem, other: ThreadItem): boolean {
  return midnight(one.createdAt) === midnight(other.createdAt);
}

function joins(one: ThreadItem | undefined, next: ThreadItem | undefined): boolean {
  return (
    !!one &&
    !!next &&
    one.type === "message" &&
    next.type === "message" &&
    one.own === next.own &&
    one.sender.kind === next.sender.kind &&
    one.sender.name === next.sender.name &&
    sameDay(one, next) &&
    Date.parse(next.createdAt) - Date.parse(one.createdAt) < groupGap
  );
}

/** How `items[index]` is set off from what stands before and after it. Items without a date (a greeting) start no day. */
export function placeOf(items: readonly ThreadItem[], index: number): Place {
  const [before, item, after] = [items[index - 1], items[index], items[index + 1]];
  return {
    newDay: !!item?.createdAt && !(before && sameDay(before, item)),
    first: !joins(before, item),
    last: !joins(item, after),
  };
}
