import { describe, expect, test } from "vitest";
import { Drafts } from "./drafts.ts";

function fakeStorage() {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

describe("drafts", () => {
  test("each conversation keeps its own, and a reload finds it again", () => {
    const storage = fakeStorage();
    const drafts = new Drafts(storage, "draft.");
    drafts.write(1, "Hello");
    drafts.write(2, "Bye");
    const reloaded = new Drafts(storage, "draft.");
    expect([reloaded.read(1), reloaded.read(2), reloaded.read(3)]).toEqual(["Hello", "Bye", ""]);
  });
  test("what was sent leaves nothing behind", () => {
    const storage = fakeStorage();
    const drafts = new Drafts(storage, "draft.");
    drafts.write(1, "Hello");
    drafts.write(1, "");
    expect(drafts.read(1)).toBe("");
    expect(storage.values.size).toBe(0);
  });
  test("a storage that is full or missing leaves the draft in memory", () => {
    const full = {
      ...fakeStorage(),
      setItem: () => {
        throw new Error("quota");
      },
    };
    for (const storage of [full, null]) {
      const drafts = new Drafts(storage, "draft.");
      drafts.write(1, "Hello");
      expect(drafts.read(1)).toBe("Hello");
    }
  });
});
