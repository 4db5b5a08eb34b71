import type { Act, Schedule } from "./schedule.ts";
import type { Told } from "./story.ts";

type Tell = (schedule: Schedule) => Promise<Told>;

/** What kind of fault it is, whoever and whichever message it hit. */
export function kindOf(fault: string | undefined): string {
  return (fault ?? "").replace(/[A-Za-z0-9_-]{22}/g, "…").replace(/\d+/g, "#");
}

/** Leaves out what does not matter, in ever smaller pieces, as long as the same fault is found. */
export async function shrink(schedule: Schedule, told: Told, tell: Tell): Promise<Told> {
  const kind = kindOf(told.faults[0]);
  let best = told;
  let { acts } = schedule;
  let size = Math.ceil(acts.length / 2);
  while (size > 0) {
    let smaller = false;
    for (let from = 0; from < acts.length; ) {
      const fewer: readonly Act[] = [...acts.slice(0, from), ...acts.slice(from + size)];
      const next = await tell({ ...schedule, acts: fewer });
      if (kindOf(next.faults[0]) === kind) [acts, best, smaller] = [fewer, next, true];
      else from += size;
    }
    size = smaller && size === 1 ? 1 : Math.floor(size / 2);
  }
  return best;
}
