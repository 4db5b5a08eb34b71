import { describe, expect, test } from "vitest";
import { ApiError } from "../../../api/client.ts";
import { actionsFor, matchingActions } from "./actions.ts";
import { linesOf, partsOf } from "./hits.ts";
import { Palette } from "./palette-state.ts";
import { Recent } from "./recent.ts";

const hit = (type: string, id: number) => ({ type, id, title: `${type} ${id}`, url: `/crm/${type}/${id}` });

/** A server whose answers come when they are let go, and a clock that runs when told. */
function setUp(kept = new Map<string, string>()) {
  const asked: {
    q: string;
    signal: AbortSignal;
    answer: (hits: object[], total?: number) => void;
    fail(e: Error): void;
  }[] = [];
  const due = new Set<() => void>();
  const call = (_key: string, { query }: { query: { q: string } }, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      const answer = (results: object[], total = results.length) => resolve({ results, total });
      asked.push({ q: query.q, signal, answer, fail: reject });
    });
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const palette = new Palette({
    client: { call } as never,
    after: (_milliseconds, run) => {
      due.add(run);
      return () => due.delete(run);
    },
    actions: actionsFor("viewer"),
    recent: new Recent(storage, "searches"),
  });
  const type = (text: string) => {
    palette.type(text);
    for (const run of [...due]) run();
    due.clear();
  };
  const titles = () => palette.state.value.groups.map(({ title }) => title);
  return { palette, asked, type, titles, kept };
}

describe("the search over everything", () => {
  test("offers pages before anything is typed, and asks for nothing", () => {
    const { palette, asked, titles } = setUp();
    expect(titles()).toEqual(["Go to"]);
    expect(palette.chosen).toMatchObject({ kind: "action", href: "/crm/inbox" });
    expect(asked).toEqual([]);
  });

  test("what is found stands by type, the best type first, and arrows go through all of it and round", async () => {
    const { palette, asked, type, titles } = setUp();
    type("jan");
    asked[0]?.answer([hit("contact", 4), hit("lead", 9), hit("contact", 5)], 30);
    await expect.poll(titles).toEqual(["People", "Leads", "All"]);
    palette.step(1);
    expect(palette.chosen).toMatchObject({ href: "/crm/contact/5" });
    palette.step(-1);
    palette.step(-1);
    expect(palette.chosen).toMatchObject({ kind: "all", href: "/crm/search?q=jan" });
  });

  test("an older question is given up when the next one is asked, and its answer shows nothing", async () => {
    const { palette, asked, type } = setUp();
    type("jan");
    type("jane");
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    asked[1]?.answer([hit("lead", 9)]);
    await expect.poll(() => palette.state.value.phase).toBe("found");
    asked[0]?.answer([hit("lead", 4)]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(palette.chosen).toMatchObject({ href: "/crm/lead/9" });
  });

  test("a failure is told, and the pages can still be gone to", async () => {
    const { palette, asked, type, titles } = setUp();
    type("leads");
    asked[0]?.fail(new ApiError(503, { error: "Try again in a moment." }, null));
    await expect.poll(() => palette.state.value.problem).toBe("Try again in a moment.");
    expect(titles()).toEqual(["Go to"]);
    expect(palette.chosen).toMatchObject({ href: "/crm/leads" });
  });

  test("searches that led somewhere are kept on the device, the latest first, until they are forgotten", () => {
    const { palette, titles, kept } = setUp();
    for (const query of ["one", "two", "three", "four", "five", "six", "seven", "Two"]) {
      palette.type(query);
      palette.keep();
    }
    expect(JSON.parse(kept.get("searches") ?? "")).toEqual(["Two", "seven", "six", "five", "four", "three"]);
    palette.type("");
    expect(titles()).toEqual(["Recent searches", "Go to"]);
    palette.forgetRecent();
    expect(titles()).toEqual(["Go to"]);
    kept.set("searches", "{broken");
    palette.type("");
    expect(titles()).toEqual(["Go to"]);
  });

  test("a viewer is not offered what an admin sets", () => {
    const hrefs = (role: "viewer" | "admin") => actionsFor(role).map(({ href }) => href);
    expect(hrefs("admin")).toContain("/crm/settings/general");
    expect(hrefs("viewer")).not.toContain("/crm/settings/general");
    expect(matchingActions(actionsFor("admin"), "greet").map(({ href }) => href)).toEqual(["/crm/settings/general"]);
  });

  test("what matched is marked where it stands", () => {
    expect(partsOf("Jane Smith", [[0, 3]])).toEqual([
      { text: "Jan", isMatch: true },
      { text: "e Smith", isMatch: false },
    ]);
    const found = { title: "Jane", subtitle: "Globex", highlight: { field: "text", text: "+1 555", ranges: [[0, 2]] } };
    expect(linesOf(found as never).below[0]).toEqual({ text: "+1", isMatch: true });
  });
});
