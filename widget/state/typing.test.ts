import { expect, test } from "vitest";
import { createTypingIn, createTypingOut, type TypingName } from "./typing.ts";

/** A clock whose timers run when the test says so. */
function createTime() {
  let now = 0;
  let timers: { at: number; call: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds: number, call: () => void) {
      const timer = { at: now + milliseconds, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    pass(milliseconds: number) {
      now += milliseconds;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const { call } of due) call();
    },
  };
}

test("typing is told at most once per 2 s, however fast the keys", () => {
  const time = createTime();
  const told: boolean[] = [];
  const typing = createTypingOut(time, (value) => told.push(value));
  for (let key = 0; key < 50; key += 1) {
    typing.set(true);
    time.pass(100);
  }
  expect(told).toEqual([true, true, true]);
});

test("that it stopped is told soon, and only if it was told before", () => {
  const time = createTime();
  const told: boolean[] = [];
  const typing = createTypingOut(time, (value) => told.push(value));
  typing.set(false);
  typing.set(true);
  typing.set(false);
  expect(told).toEqual([true]);
  time.pass(2_500);
  expect(told).toEqual([true, false]);
});

test("who writes on right after a message is told again, as soon as may be", () => {
  const time = createTime();
  const told: boolean[] = [];
  const typing = createTypingOut(time, (value) => told.push(value));
  typing.set(true);
  time.pass(500);
  typing.set(false);
  typing.sent();
  typing.set(true);
  expect(told).toEqual([true]);
  time.pass(2_000);
  expect(told).toEqual([true, true]);
});

test("a message ends the typing by itself: nothing more is told", () => {
  const time = createTime();
  const told: boolean[] = [];
  const typing = createTypingOut(time, (value) => told.push(value));
  typing.set(true);
  typing.set(false);
  typing.sent();
  time.pass(10_000);
  expect(told).toEqual([true]);
});

test("who types is forgotten after 6 s without a word", () => {
  const time = createTime();
  const shown: TypingName[] = [];
  const typing = createTypingIn(time, (who) => shown.push(who));
  typing.set({ name: "Ada" });
  time.pass(5_000);
  typing.set({ name: "Ada" });
  time.pass(5_000);
  expect(shown.at(-1)).toEqual({ name: "Ada" });
  time.pass(1_000);
  expect(shown.at(-1)).toBeNull();
});
