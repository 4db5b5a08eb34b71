import { describe, expect, test } from "vitest";
import type { Engine } from "../../api/store/space.ts";
import { engines } from "../../api/testing/api.ts";
import { sized } from "../faults/form.ts";
import { simulateMonth } from "./month.ts";

/** Postgres takes a round trip for each statement: fewer people there, whose stories are the same. */
const crowds: Readonly<Record<Engine, { readonly people: number; readonly conversations: number }>> = {
  sqlite: sized({ short: { people: 950, conversations: 1_200 }, long: { people: 3_850, conversations: 5_000 } }),
  postgres: sized({ short: { people: 400, conversations: 500 }, long: { people: 1_550, conversations: 2_000 } }),
};

describe.each(engines)("a simulated month over %s", (engine) => {
  const { people, conversations } = crowds[engine];

  test(`${conversations} conversations become the leads that the rules say, and nobody reads what is not theirs`, {
    timeout: 900_000,
  }, async () => {
    const month = await simulateMonth({ engine, people, seed: 1 });
    expect(month.mismatches.slice(0, 5).join("\n\n")).toBe("");
    expect(month.conversations).toBeGreaterThanOrEqual(conversations);
  });
});
