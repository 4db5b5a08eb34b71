import type { ReactiveController, ReactiveControllerHost } from "lit";
import { describe, expect, test } from "vitest";
import { Store, Watch } from "./store.ts";

function fakeHost() {
  let controller: ReactiveController = {};
  let updates = 0;
  const host: ReactiveControllerHost = {
    addController: (added) => {
      controller = added;
    },
    removeController: () => undefined,
    requestUpdate: () => void updates++,
    updateComplete: Promise.resolve(true),
  };
  return { host, controller: () => controller, updates: () => updates };
}

describe("store", () => {
  test("watchers hear of a change, not of the same value again", () => {
    const store = new Store(1);
    let heard = 0;
    const undo = store.subscribe(() => heard++);
    store.set(2);
    store.set(2);
    store.update((value) => value + 1);
    undo();
    store.set(9);
    expect([store.value, heard]).toEqual([9, 2]);
  });
});

describe("watch", () => {
  test("the host renders on each change while it is connected", () => {
    const { host, controller, updates } = fakeHost();
    const store = new Store("a");
    new Watch(host, () => [store]);
    controller().hostConnected?.();
    store.set("b");
    controller().hostDisconnected?.();
    store.set("c");
    expect(updates()).toBe(1);
  });

  test("a host that was given another object watches that one's stores", () => {
    const { host, controller, updates } = fakeHost();
    const [live, testing] = [new Store(0), new Store(0)];
    let shown = live;
    new Watch(host, () => [shown]);
    controller().hostConnected?.();
    shown = testing;
    controller().hostUpdated?.();
    live.set(1);
    expect(updates()).toBe(0);
    testing.set(1);
    expect(updates()).toBe(1);
  });
});
