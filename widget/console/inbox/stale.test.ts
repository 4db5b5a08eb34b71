import { expect, test } from "vitest";
import { Stale } from "./stale.ts";

/** Readings that end when told, and a clock that runs when told. */
function setUp() {
  const asked: string[] = [];
  const refused = new Set<number>();
  const due = new Set<() => void>();
  let finish = () => {};
  const finished = () => new Promise<void>((resolve) => (finish = resolve));
  const server = { isAway: false };
  const stale = new Stale(
    {
      async some(ids) {
        if (ids.length === 0) return [];
        asked.push(ids.join());
        await finished();
        return ids.filter((id) => server.isAway || refused.has(id));
      },
      async all() {
        asked.push("all");
        await finished();
        return server.isAway ? null : 7;
      },
    },
    (_milliseconds, run) => {
      due.add(run);
      return () => due.delete(run);
    },
  );
  const elapse = () => {
    const now = [...due];
    due.clear();
    for (const run of now) run();
  };
  /** Ends the reading that runs, and lets what follows from it happen. */
  const answer = async () => {
    finish();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { stale, asked, refused, server, elapse, answer };
}

test("what changes together is read together", () => {
  const { stale, asked, elapse } = setUp();
  stale.add(1);
  stale.add(2);
  stale.add(1);
  elapse();
  expect(asked).toEqual(["1,2"]);
});

test("what changes while it is read is read once more, after that", async () => {
  const { stale, asked, elapse, answer } = setUp();
  stale.add(1);
  elapse();
  stale.add(1);
  elapse();
  expect(asked).toEqual(["1"]);
  await answer();
  elapse();
  expect(asked).toEqual(["1", "1"]);
});

test("what could not be read is read again when it may succeed, and not before", async () => {
  const { stale, asked, refused, elapse, answer } = setUp();
  refused.add(2);
  stale.add(1);
  stale.add(2);
  elapse();
  await answer();
  elapse();
  expect(asked).toEqual(["1,2"]);
  stale.catchUp();
  elapse();
  expect(asked).toEqual(["1,2", "2"]);
});

test("lists that could not be read are read again, with all that changed meanwhile", async () => {
  const { stale, asked, server, elapse, answer } = setUp();
  server.isAway = true;
  stale.addAll();
  elapse();
  await answer();
  stale.add(3);
  server.isAway = false;
  elapse();
  await answer();
  await answer();
  expect(asked).toEqual(["all", "all", "3"]);
  stale.catchUp();
  elapse();
  expect(asked).toHaveLength(3);
});

test("nothing is read after the stop", () => {
  const { stale, asked, elapse } = setUp();
  stale.add(1);
  stale.stop();
  elapse();
  expect(asked).toEqual([]);
});
