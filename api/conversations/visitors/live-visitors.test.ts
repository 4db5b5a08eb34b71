import { expect, test } from "vitest";
import { createMemoryBus } from "../../events/bus.ts";
import type { Space } from "../../store/space.ts";
import { createLiveVisitors } from "./live-visitors.ts";

function setUp() {
  const bus = createMemoryBus((error) => expect.unreachable(String(error)));
  const told: string[] = [];
  bus.subscribe(({ kind }) => told.push(kind));
  const waits: (() => void)[] = [];
  const clock = { now: () => Date.parse("2026-03-10T14:30:00Z"), monotonic: () => 0 };
  const live = createLiveVisitors({
    clock,
    after(_, run) {
      waits.push(run);
      return () => undefined;
    },
  });
  const at = (widget_session_id: number, page_url: string | null = null) =>
    live.see({ name: "live", bus } as Space, { widget_session_id, page_url, page_title: null });
  const ids = () => live.list({ name: "live" } as Space).map((one) => one.widget_session_id);
  return {
    live,
    told,
    at,
    ids,
    elapse: () => waits.shift()?.(),
    gone: (id: number) => live.gone({ name: "live", bus } as Space, id),
  };
}

test("who came last stands first, and stays in place while he goes from page to page", () => {
  const { at, ids, live } = setUp();
  at(1);
  at(2);
  at(1, "https://shop.example/cart");
  expect(ids()).toEqual([2, 1]);
  expect(live.list({ name: "live" } as Space)[1]).toMatchObject({ page_url: "https://shop.example/cart" });
  expect(live.list({ name: "test" } as Space)).toEqual([]);
});

test("a change is told at once, and many that follow once in a second", () => {
  const { at, told, elapse, gone } = setUp();
  at(1);
  expect(told).toEqual(["visitors.changed"]);
  for (let id = 2; id < 50; id += 1) at(id);
  gone(3);
  gone(999);
  expect(told).toHaveLength(1);
  elapse();
  expect(told).toHaveLength(2);
  elapse();
  expect(told).toHaveLength(2);
  at(1, "https://shop.example/");
  expect(told).toHaveLength(3);
});
