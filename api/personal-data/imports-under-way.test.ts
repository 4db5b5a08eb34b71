import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { dumpTables, rowsWith } from "../testing/dump.ts";
import { intercept, openImports } from "../testing/imports.ts";
import { arriveBeforeCommit } from "../testing/races.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("R19: a person in an import under way, on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const erase = (who: object) => site.asOwner("POST /personal-data/erase", { body: { ...who, confirm: "erase" } });
  const rowsOf = async (...texts: string[]) => rowsWith(await dumpTables(await site.space()), texts);

  async function waitingRow(import_id: number, ...cells: string[]) {
    const { write } = await site.space();
    const rows = JSON.stringify([[2, cells]]);
    await write(({ db }) => db.insertInto("import_chunks").values({ import_id, first_row: 0, rows }).execute());
  }

  test("of whom nothing else is kept is erased there", async () => {
    await waitingRow(901, "onlythere@example.com", "Onlythere");
    await waitingRow(902, "", "Bynumber", "202.555.0161");
    expect((await erase({ email: "onlythere@example.com" })).body.data).toMatchObject({ erased: { leads: 0 } });
    expect((await erase({ phone: "+1 202 555 0161" })).status).toBe(200);
    expect(await rowsOf("onlythere", "bynumber", "555.0161", "5550161")).toEqual([]);
    expect((await erase({ email: "onlythere@example.com" })).status).toBe(404);
  });

  test("whose row is taken just before the erasure is erased as a lead", async () => {
    await waitingRow(903, "justtaken@example.com");
    let writes = 0;
    const undo = intercept(await site.space(), async (work, real) => {
      writes += 1;
      // The first one signs the owner in.
      if (writes === 1) return await real(work);
      undo();
      await site.ask("POST /leads", { email: "justtaken@example.com" });
      await real(({ db }) => db.deleteFrom("import_chunks").where("import_id", "=", 903).execute());
      return await real(work);
    });
    expect((await erase({ email: "justtaken@example.com" })).status).toBe(200);
    expect(await rowsOf("justtaken@")).toEqual([]);
  });

  test("whose row is being taken is waited for", async () => {
    const { import_id } = await (await openImports(site)).run("email\nother@example.com\n");
    const { lead_id } = (await site.ask("POST /leads", { last_name: "Being", company_name: "Taken" })).data;
    await waitingRow(import_id, "beingtaken@example.com");
    const answer = await arriveBeforeCommit(
      site,
      async ({ db }) => {
        await db.updateTable("imports").set({ processed: 1 }).where("import_id", "=", import_id).execute();
        await db.updateTable("leads").set({ email: "beingtaken@example.com" }).where("lead_id", "=", lead_id).execute();
        await db.deleteFrom("import_chunks").where("import_id", "=", import_id).execute();
      },
      () => erase({ email: "beingtaken@example.com" }),
    );
    expect(answer.status).toBe(200);
    expect(await rowsOf("beingtaken@")).toEqual([]);
  });
});
