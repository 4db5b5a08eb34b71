import { beforeEach, describe, expect, test, vi } from "vitest";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createTabs } from "./tabs.ts";
import { createFakeBrowser, createFakeTab, type FakeBrowser, type FakeTab } from "./testing/environment.ts";

const day = 24 * 60 * 60 * 1_000;
let browser: FakeBrowser;

beforeEach(() => {
  browser = createFakeBrowser();
});

function open(changes: Partial<FakeTab> = {}): Outbox {
  const environment = createFakeTab(browser, changes);
  return createOutbox({ name: "valethon:test", environment, tabs: createTabs(environment, "valethon:test") });
}

const bodies = (outbox: Outbox) => outbox.entries.map((entry) => entry.body);

describe("the outbox", () => {
  test("keeps what was added in order, across a closed tab", async () => {
    const first = open();
    await first.open();
    for (const body of ["one", "two", "three"]) first.add(body);
    await first.reload();
    first.close();
    const second = open();
    await second.open();
    expect(bodies(second)).toEqual(["one", "two", "three"]);
    expect(second.memoryOnly).toBe(false);
  });

  test("keeps what was added before the device's storage was open", async () => {
    const first = open();
    first.add("early");
    expect(first.memoryOnly).toBe(true);
    await first.open();
    await first.reload();
    const second = open();
    await second.open();
    expect(bodies(second)).toEqual(["early"]);
  });

  test("orders messages of one millisecond, and of a clock that was set back, as they were written", async () => {
    let now = 5_000;
    const outbox = open({ now: () => now });
    outbox.add("one");
    outbox.add("two");
    now = 1_000;
    outbox.add("three");
    await outbox.open();
    await outbox.reload();
    expect(bodies(outbox)).toEqual(["one", "two", "three"]);
  });

  test("gives every message its own id that the server accepts", () => {
    const outbox = open();
    const ids = Array.from({ length: 200 }, (_, index) => outbox.add(`${index}`).client_id);
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });

  test("another tab sees what this one adds, fails and removes", async () => {
    const [one, two] = [open(), open()];
    await Promise.all([one.open(), two.open()]);
    const entry = one.add("shared");
    await vi.waitFor(() => expect(bodies(two)).toEqual(["shared"]));
    await one.fail(entry.client_id, "Too rude.");
    await vi.waitFor(() => expect(two.entries[0]).toMatchObject({ state: "failed", problem: "Too rude." }));
    await two.remove([entry.client_id]);
    await vi.waitFor(() => expect(one.entries).toEqual([]));
  });

  test("fails after 24 hours, and a retry goes to the end of the line under the same id", async () => {
    let now = 0;
    const outbox = open({ now: () => now });
    const old = outbox.add("old");
    now = 2 * day;
    outbox.add("new");
    await outbox.expire();
    expect(outbox.entries.map((entry) => entry.state)).toEqual(["failed", "waiting"]);
    await outbox.retry(old.client_id);
    expect(bodies(outbox)).toEqual(["new", "old"]);
    expect(outbox.entries[1]).toMatchObject({ client_id: old.client_id, state: "waiting", problem: null });
    await outbox.expire();
    expect(outbox.entries.map((entry) => entry.state)).toEqual(["waiting", "waiting"]);
  });

  test("lives in memory, and says so, where storage is refused", async () => {
    const refusing = {
      open: () => {
        throw new DOMException("denied", "SecurityError");
      },
    } as unknown as IDBFactory;
    for (const indexedDB of [null, refusing]) {
      const outbox = open({ indexedDB });
      outbox.add("kept in memory");
      await outbox.open();
      expect(bodies(outbox)).toEqual(["kept in memory"]);
      expect(outbox.memoryOnly).toBe(true);
    }
  });

  test("opens at a second try, and even then holds nothing that is not ours", async () => {
    const before = open();
    await before.open();
    before.add("somebody else's");
    await before.reload();
    let fails = true;
    const shaky = {
      open: (name: string, version: number) => {
        if (fails) throw new DOMException("no", "UnknownError");
        return browser.indexedDB.open(name, version);
      },
    } as unknown as IDBFactory;
    const outbox = open({ indexedDB: shaky });
    outbox.add("mine");
    await outbox.open(false);
    expect(outbox.memoryOnly).toBe(true);
    fails = false;
    await outbox.open();
    expect(outbox.memoryOnly).toBe(false);
    expect(bodies(outbox)).toEqual(["mine"]);
  });

  test("holds nothing any more that was cleared before it opened", async () => {
    const before = open();
    await before.open();
    before.add("somebody else's");
    await before.reload();
    const outbox = open();
    const opening = outbox.open();
    await outbox.clear();
    outbox.add("mine");
    await opening;
    await outbox.reload();
    expect(bodies(outbox)).toEqual(["mine"]);
  });

  test("lives in memory after a disk was full, until it opens again", async () => {
    let full = false;
    const filling = {
      open(name: string, version: number) {
        const request = browser.indexedDB.open(name, version);
        request.addEventListener("success", ({ target }) => {
          const database = (target as IDBOpenDBRequest).result;
          const begin = database.transaction.bind(database);
          database.transaction = (...given) => {
            if (full) throw new DOMException("full", "QuotaExceededError");
            return begin(...given);
          };
        });
        return request;
      },
    } as unknown as IDBFactory;
    const outbox = open({ indexedDB: filling });
    await outbox.open();
    full = true;
    outbox.add("kept in memory");
    await vi.waitFor(() => expect(outbox.memoryOnly).toBe(true));
    full = false;
    await outbox.open();
    expect(outbox.memoryOnly).toBe(false);
    const second = open();
    await second.open();
    expect(bodies(second)).toEqual(["kept in memory"]);
  });

  test("takes over what was kept elsewhere before it was open, at its place in the line, once", async () => {
    let now = 1_000;
    const early = open({ now: () => now });
    const old = early.add("old");
    now = 2_000;
    const outbox = open({ now: () => now });
    outbox.add("new");
    const opening = outbox.open(true, [old]);
    expect(bodies(outbox)).toEqual(["old", "new"]);
    await opening;
    now = 3_000;
    const late = early.add("late");
    await outbox.open(true, [old, late]);
    await outbox.reload();
    expect(bodies(outbox)).toEqual(["old", "new", "late"]);
  });

  test("runs the work of two tabs one after the other, and at once where locks are refused", async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
    };
    await Promise.all([open().exclusively(work("a")), open().exclusively(work("b"))]);
    expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
    const denied = { request: () => Promise.reject(new DOMException("denied", "SecurityError")) };
    await open({ locks: denied as unknown as LockManager }).exclusively(work("c"));
    expect(order.slice(4)).toEqual(["c begins", "c ends"]);
  });
});
