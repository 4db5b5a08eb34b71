import { describe, expect, test } from "vitest";
import { ApiError } from "../../../api/client.ts";
import { LeadSearch } from "./lead-search.ts";

/** A server whose answers come when they are let go, and a clock that runs when told. */
function setUp() {
  const waiting: { q: string; answer: (ids: readonly number[]) => void; fail: (error: Error) => void }[] = [];
  const due = new Set<() => void>();
  const call = (_key: string, { query }: { query: { q: string } }) =>
    new Promise((resolve, reject) => {
      const answer = (ids: readonly number[]) => resolve({ results: ids.map((id) => ({ type: "lead", id })) });
      waiting.push({ q: query.q, answer, fail: reject });
    });
  const search = new LeadSearch({ call } as never, (_milliseconds, run) => {
    due.add(run);
    return () => due.delete(run);
  });
  const type = (text: string) => {
    search.type(text);
    for (const run of [...due]) run();
    due.clear();
  };
  const found = () => search.state.value.leads.map(({ id }) => id);
  return { search, waiting, due, type, found };
}

describe("searching a lead", () => {
  test("what is typed in one go is asked for once, when the person pauses", async () => {
    const { search, waiting, type, found } = setUp();
    search.type("ja");
    search.type("jan");
    type("jane ");
    expect(waiting.map(({ q }) => q)).toEqual(["jane"]);
    waiting[0]?.answer([4, 9]);
    await expect.poll(found).toEqual([4, 9]);
    expect(search.state.value.phase).toBe("found");
  });

  test("a single letter searches for nothing", () => {
    const { search, due } = setUp();
    search.type("j ");
    expect(due.size).toBe(0);
    expect(search.state.value).toMatchObject({ phase: "short", leads: [] });
  });

  test("an older answer does not overtake what is typed now", async () => {
    const { search, waiting, type, found } = setUp();
    type("jan");
    type("jane");
    waiting[1]?.answer([9]);
    await expect.poll(found).toEqual([9]);
    waiting[0]?.answer([4]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(found()).toEqual([9]);
    expect(search.state.value.query).toBe("jane");
  });

  test("the arrows go round the list, beginning with the best", async () => {
    const { search, waiting, type, found } = setUp();
    type("jane");
    waiting[0]?.answer([4, 9, 12]);
    await expect.poll(found).toHaveLength(3);
    expect(search.chosen?.id).toBe(4);
    search.step(-1);
    expect(search.chosen?.id).toBe(12);
    search.step(1);
    search.step(1);
    expect(search.chosen?.id).toBe(9);
  });

  test("while other words are typed Enter picks nothing that was found for the old ones", async () => {
    const { search, waiting, type, found } = setUp();
    type("jane");
    waiting[0]?.answer([4]);
    await expect.poll(found).toEqual([4]);
    search.type("janet");
    expect(search.chosen).toBeNull();
    expect(found()).toEqual([4]);
  });

  test("a search that fails says why, and the next one starts afresh", async () => {
    const { search, waiting, type, found } = setUp();
    type("jane");
    waiting[0]?.fail(new ApiError(503, { error: "Try again in a moment." }, null));
    await expect.poll(() => search.state.value.problem).toBe("Try again in a moment.");
    type("jane d");
    expect(search.state.value).toMatchObject({ phase: "searching", problem: null });
    waiting[1]?.answer([4]);
    await expect.poll(found).toEqual([4]);
  });
});
