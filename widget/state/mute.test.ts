import { expect, test, vi } from "vitest";
import { createStorage } from "./adversary/storage.ts";
import { createMute } from "./mute.ts";
import { createFakeBrowser, createFakeTab } from "./testing/environment.ts";

test("what one tab mutes is muted in all, now and after a reload", async () => {
  const browser = createFakeBrowser();
  const heard: string[] = [];
  const open = (name: string) => createMute(createFakeTab(browser), "shop:mute", () => void heard.push(name));
  const [one, two] = [open("one"), open("two")];
  expect([one.on, two.on, browser.stored.size]).toEqual([false, false, 0]);
  one.set(true);
  await vi.waitFor(() => expect(heard).toEqual(["one", "two"]));
  expect([one.on, two.on, open("three").on]).toEqual([true, true, true]);
  two.set(false);
  await vi.waitFor(() => expect(heard).toContain("one"));
  expect([one.on, two.on, browser.stored.size]).toEqual([false, false, 0]);
});

test("without storage it is kept for the page", () => {
  const refusing = {
    ...createStorage(new Map()),
    setItem: () => {
      throw new DOMException("Full.", "QuotaExceededError");
    },
  };
  for (const storage of [null, refusing]) {
    const mute = createMute(createFakeTab(createFakeBrowser(), { storage }), "shop:mute", () => {});
    mute.set(true);
    expect(mute.on).toBe(true);
    mute.forget();
    expect(mute.on).toBe(false);
  }
});
