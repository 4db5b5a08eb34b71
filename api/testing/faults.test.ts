import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestAnswer, type TestApi } from "./api.ts";
import { failAtEach } from "./faults.ts";

describe.each(engines)("a fault at each statement on %s", (engine) => {
  let house: TestApi;
  beforeAll(async () => {
    house = await openTestApi({ engine });
  });
  afterAll(() => house.close());

  const answer = (status: number, body: object): TestAnswer => ({ status, headers: new Headers(), body });
  const write = async (key: string) =>
    (await house.space()).write(async ({ db }) => {
      await db.insertInto("meta").values({ key, value: "" }).execute();
    });
  const calling = (work: () => Promise<unknown>) => async () =>
    await work().then(
      () => answer(200, {}),
      () => answer(500, { code: "SERVER_ERROR" }),
    );

  test("finds all of a transaction, and lets it through at last", async () => {
    const survived = await failAtEach(
      house,
      calling(() => write("whole")),
    );
    expect(survived).toMatchObject({ faults: 1, answer: { status: 200 } });
  });

  test("sees what another transaction left behind", async () => {
    const inTwo = calling(async () => {
      await write("first half");
      await write("second half");
    });
    await expect(failAtEach(house, inTwo)).rejects.toThrow("after statement 2 failed");
  });

  test("hears what was told of work that failed", async () => {
    const early = calling(async () => {
      (await house.space()).bus.publish({ kind: "settings.changed" });
      await write("told");
    });
    await expect(failAtEach(house, early)).rejects.toThrow("after statement 1 failed");
  });

  test("wants a fault answered as one", async () => {
    const silent = async () => await calling(() => write("silent"))().then(() => answer(200, {}));
    await expect(failAtEach(house, silent)).rejects.toThrow("statement 1");
  });
});
