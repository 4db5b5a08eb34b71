import { describe, expect, test, vi } from "vitest";
import { createHeard } from "./heard.ts";
import { createOneSound, type OneSound } from "./one-sound.ts";
import { createFakeBrowser, createFakeTab, type FakeBrowser, type FakeTab } from "./testing/environment.ts";

interface Tab {
  readonly sound: OneSound;
  readonly rung: () => number;
}

const hello = { conversation: "e1:7", seq: 2 };

/** A tab of a website, in the background unless told, that the visitor has touched unless told. */
function open(browser: FakeBrowser, { ready = true, visible = false, ...changes }: Opening = {}): Tab {
  let rung = 0;
  const environment = createFakeTab(browser, { visible: () => visible, ...changes });
  const heard = createHeard(environment, "shop:heard");
  const ring = () => {
    rung += 1;
  };
  const chime = { ready: async () => ready, ring };
  return { sound: createOneSound({ name: "shop", environment, heard, chime }), rung: () => rung };
}

type Opening = Partial<Omit<FakeTab, "visible">> & {
  readonly ready?: boolean | Promise<boolean>;
  readonly visible?: boolean;
};

const all = (tabs: readonly Tab[], news = hello) => Promise.all(tabs.map(({ sound }) => sound.announce(news)));
const rungBy = (tabs: readonly Tab[]) => tabs.map(({ rung }) => rung());
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

describe("the sound of several tabs", () => {
  test("three tabs hear of one message and make one sound", async () => {
    const browser = createFakeBrowser();
    const tabs = [open(browser), open(browser), open(browser)];
    await all(tabs);
    expect(sum(rungBy(tabs))).toBe(1);
    await all(tabs, { ...hello, seq: 3 });
    expect(sum(rungBy(tabs))).toBe(2);
  });

  test("a tab that is behind sounds nothing again, nor does one that was opened later", async () => {
    const browser = createFakeBrowser();
    const [quick, slow] = [open(browser), open(browser)];
    await quick.sound.announce({ ...hello, seq: 5 });
    await slow.sound.announce({ ...hello, seq: 4 });
    await open(browser).sound.announce({ ...hello, seq: 5 });
    expect(rungBy([quick, slow])).toEqual([1, 0]);
  });

  test("another conversation has its own marks, also one with lower numbers", async () => {
    const browser = createFakeBrowser();
    const tab = open(browser);
    for (const conversation of ["e1:7", "e1:8", "e1:3", "e2:3", "e1:8"])
      await tab.sound.announce({ conversation, seq: 1 });
    expect(tab.rung()).toBe(4);
  });

  test("a tab that cannot be heard leaves it to one that can", async () => {
    const browser = createFakeBrowser();
    const tabs = [open(browser, { ready: false }), open(browser), open(browser, { ready: false })];
    await all(tabs);
    expect(rungBy(tabs)).toEqual([0, 1, 0]);
  });

  test("none sounds while the visitor looks at the conversation in any of them", async () => {
    const browser = createFakeBrowser();
    const tabs = [open(browser), open(browser), open(browser)] as const;
    const [first, second] = tabs;
    first.sound.look(true);
    second.sound.look(true);
    await all(tabs);
    first.sound.look(false);
    await all(tabs, { ...hello, seq: 3 });
    second.sound.stop();
    expect(sum(rungBy(tabs))).toBe(0);
    await all(tabs, { ...hello, seq: 4 });
    expect(sum(rungBy(tabs))).toBe(1);
  });

  test("a tab that waited too long for a frozen one stays silent", async () => {
    const patience = new AbortController();
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(patience.signal);
    const browser = createFakeBrowser();
    const [frozen, tab] = [open(browser, { ready: new Promise(() => {}) }), open(browser, { visible: true })];
    void frozen.sound.announce(hello);
    const waits = tab.sound.announce(hello);
    patience.abort();
    await waits;
    timeout.mockRestore();
    expect(rungBy([frozen, tab])).toEqual([0, 0]);
  });
});

describe.each([
  ["without locks", { locks: null }],
  ["without storage", { indexedDB: null }],
])("%s", (_, lacks) => {
  test("the tab that the visitor was at last sounds, and no other", async () => {
    const browser = createFakeBrowser();
    const tabs = [open(browser, lacks), open(browser, { ...lacks, visible: true }), open(browser, lacks)] as const;
    await all(tabs);
    expect(rungBy(tabs)).toEqual([0, 1, 0]);
    tabs[2].sound.use();
    // By now the others have heard it.
    await Promise.resolve();
    await all(tabs, { ...hello, seq: 3 });
    expect(rungBy(tabs)).toEqual([0, 1, 1]);
  });

  test("none sounds while the visitor looks at the conversation there", async () => {
    const browser = createFakeBrowser();
    const tabs = [open(browser, { ...lacks, visible: true }), open(browser, lacks)] as const;
    tabs[0].sound.look(true);
    await all(tabs);
    expect(rungBy(tabs)).toEqual([0, 0]);
  });
});

test.each([
  ["with a storage that refuses", { indexedDB: { open: refuse } as unknown as IDBFactory }],
  ["with locks that are refused", { locks: { request: async () => refuse() } as unknown as LockManager }],
])("%s the tab that is in view sounds, and no other", async (_, lacks) => {
  const browser = createFakeBrowser();
  const tabs = [open(browser, lacks), open(browser, { ...lacks, visible: true }), open(browser, lacks)] as const;
  await all(tabs);
  expect(rungBy(tabs)).toEqual([0, 1, 0]);
});

test("only the newest ten conversations are kept, and none of a visitor who is forgotten", async () => {
  const browser = createFakeBrowser();
  let clock = 0;
  const heard = createHeard(createFakeTab(browser, { now: () => ++clock }), "shop:heard");
  const of = (id: number) => ({ conversation: `e1:${id}`, seq: 1 });
  for (let id = 1; id <= 12; id += 1) await heard.add(of(id));
  expect(await Promise.all([2, 3, 12].map((id) => heard.has(of(id))))).toEqual([false, true, true]);
  heard.forget();
  expect(await heard.has(of(12))).toBe(false);
});

test("tabs that agree by locks say nothing to each other", async () => {
  const browser = createFakeBrowser();
  const tab = open(browser, { visible: true });
  await tab.sound.announce(hello);
  expect([tab.rung(), browser.channels.size]).toEqual([1, 0]);
});

function refuse(): never {
  throw new DOMException("Refused.", "SecurityError");
}
