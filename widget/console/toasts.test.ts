import { describe, expect, test } from "vitest";
import { Toasts } from "./toasts.ts";

function setUp() {
  const due: (() => void)[] = [];
  const toasts = new Toasts((_milliseconds, run) => {
    due.push(run);
    return () => undefined;
  });
  const elapse = () => {
    for (const run of due.splice(0)) run();
  };
  return { toasts, elapse, texts: () => toasts.shown.value.map(({ text }) => text) };
}

describe("toasts", () => {
  test("what needs nothing goes by itself", () => {
    const { toasts, elapse, texts } = setUp();
    toasts.say("Saved.", "plain");
    expect(texts()).toEqual(["Saved."]);
    elapse();
    expect(texts()).toEqual([]);
  });

  test("a notice stays until the person is where it leads, whatever the tab", () => {
    const { toasts, elapse, texts } = setUp();
    toasts.call("Maya asks for a person", "/crm/inbox/7");
    elapse();
    toasts.arrived("/crm/inbox/70");
    expect(texts()).toEqual(["Maya asks for a person"]);
    toasts.arrived("/crm/inbox/7?tab=mine");
    expect(texts()).toEqual([]);
  });

  test("a notice can be dismissed", () => {
    const { toasts, texts } = setUp();
    toasts.call("Maya asks for a person", "/crm/inbox/7");
    toasts.dismiss(toasts.shown.value[0]?.id ?? 0);
    expect(texts()).toEqual([]);
  });

  test("notices of another desk go, what was just said stays", () => {
    const { toasts, texts } = setUp();
    toasts.call("Maya asks for a person", "/crm/inbox/7");
    toasts.say("Saved.", "plain");
    toasts.forgetCalls();
    expect(texts()).toEqual(["Saved."]);
  });

  test("the same is said once, the same of two conversations twice", () => {
    const { toasts } = setUp();
    toasts.say("Saved.", "plain");
    toasts.say("Saved.", "plain");
    toasts.call("A visitor asks for a person", "/crm/inbox/7");
    toasts.call("A visitor asks for a person", "/crm/inbox/8");
    expect(toasts.shown.value).toHaveLength(3);
  });

  test("what can be taken back says so for longer", () => {
    const waits: number[] = [];
    const toasts = new Toasts((milliseconds) => {
      waits.push(milliseconds);
      return () => undefined;
    });
    toasts.say("Saved.", "plain");
    toasts.say("Lead deleted.", "plain", { label: "Undo", run: () => undefined });
    expect(waits[1]).toBeGreaterThan(waits[0] ?? Number.POSITIVE_INFINITY);
    expect(toasts.shown.value[1]?.action?.label).toBe("Undo");
  });

  test("only the latest few are shown", () => {
    const { toasts, texts } = setUp();
    for (const text of ["one", "two", "three", "four"]) toasts.call(text, `/crm/${text}`);
    expect(texts()).toEqual(["two", "three", "four"]);
  });
});
