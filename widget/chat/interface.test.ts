import { expect, test } from "vitest";
import { eventPages } from "../../e2e/host/interface/events.ts";
import { methodPages } from "../../e2e/host/interface/methods.ts";
import { optionPages, wrongOptions } from "../../e2e/host/interface/options.ts";
import { namesIn } from "../../e2e/host/interface/scene.ts";
import { checks } from "./config.ts";
import { eventNames } from "./event-names.ts";
import { createPageEvents } from "./page-events.ts";
import { createPageInterface } from "./page-interface.ts";

// The tables that interface.spec.ts goes through hold the whole interface: what is added to it wants a row.

test("every option has one row, and a value that it may not have", () => {
  expect(namesIn(optionPages).sort()).toEqual(Object.keys(checks).sort());
  expect(["publicKey", ...Object.keys(wrongOptions)].sort()).toEqual(Object.keys(checks).sort());
});

test("every method and property has one row", () => {
  const offered = createPageInterface({
    mounted: Promise.resolve(),
    events: createPageEvents(),
    version: "1.0.0",
    widget: () => null,
    update: () => {},
    destroy: () => {},
    warn: () => {},
  });
  const ofAnyFunction = new Set(Object.getOwnPropertyNames(function any() {}));
  const names = Object.getOwnPropertyNames(offered).filter((name) => !ofAnyFunction.has(name));
  expect(namesIn(methodPages).sort()).toEqual(names.sort());
});

test("every event has one row", () => {
  expect(namesIn(eventPages).sort()).toEqual([...eventNames].sort());
});
