import { expect, test } from "vitest";
import { createQueue } from "./queue.ts";

/** Tasks that end when they are told to. */
function tasks() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const task = (name: string) => () =>
    new Promise<string>((resolve) => {
      started.push(name);
      ends.set(name, () => resolve(name));
    });
  return { started, task, end: (name: string) => ends.get(name)?.() };
}

test("so many run at once, the others start in the order they came", async () => {
  const { started, task, end } = tasks();
  const inTurn = createQueue({ concurrency: 2, maxWaiting: 10 });
  const all = ["a", "b", "c", "d"].map((name) => inTurn(task(name)));
  await expect.poll(() => started).toEqual(["a", "b"]);
  end("b");
  await expect.poll(() => started).toEqual(["a", "b", "c"]);
  end("a");
  await expect.poll(() => started).toEqual(["a", "b", "c", "d"]);
  end("c");
  end("d");
  expect(await Promise.all(all)).toEqual(["a", "b", "c", "d"]);
});

test("of those that wait the lowest rank is next, in the order they came", async () => {
  const { started, task, end } = tasks();
  const inTurn = createQueue({ concurrency: 1, maxWaiting: 10 });
  const ranks = { a: 5, b: 2, c: 0, d: 2, e: 0 };
  const all = Object.entries(ranks).map(([name, rank]) => inTurn(task(name), rank));
  for (const name of ["a", "c", "e", "b", "d"]) {
    await expect.poll(() => started.at(-1)).toBe(name);
    end(name);
  }
  expect(await Promise.all(all)).toEqual(["a", "b", "c", "d", "e"]);
});

test("a task that fails gives its place on", async () => {
  const inTurn = createQueue({ concurrency: 1, maxWaiting: 10 });
  const failing = inTurn(async () => {
    throw new Error("no");
  });
  const next = inTurn(async () => "next");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("next");
});

test("a line that is too long refuses the next one and stays usable", async () => {
  const { started, task, end } = tasks();
  const inTurn = createQueue({ concurrency: 1, maxWaiting: 1 });
  const running = inTurn(task("a"));
  const waiting = inTurn(task("b"));
  await expect(inTurn(task("c"))).rejects.toMatchObject({ code: "UNAVAILABLE", retryAfter: 1 });
  end("a");
  await expect.poll(() => started).toEqual(["a", "b"]);
  end("b");
  expect(await Promise.all([running, waiting])).toEqual(["a", "b"]);
});
