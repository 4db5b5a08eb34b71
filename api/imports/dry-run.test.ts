import { describe, expect, test, vi } from "vitest";
import type { Transaction } from "../store/space.ts";
import { engines, openTestApi } from "../testing/api.ts";
import { intercept, openImports, peopleCsv } from "../testing/imports.ts";
import { openTestSite } from "../testing/visitor.ts";

/** Hundreds of rows, several times. */
vi.setConfig({ testTimeout: 60_000 });

describe.each(engines)("a dry run on %s", (engine) => {
  test("keeps nothing and tells what the import then does, also of rows that come twice far apart", async () => {
    const site = await openTestSite(engine);
    await site.ask("POST /custom-fields", { entity_type: "lead", key: "code", type: "text", unique: true });
    const imports = await openImports(site, site.secretKey);
    await site.ask("POST /leads", { email: "p7@company.example" });
    const people = peopleCsv(230).trimEnd().split("\n");
    const coded = people.map((line, i) => `${line},${i === 0 ? "Code" : i}`);
    // The same email, and the same unique value, as rows that another transaction took.
    const csv = [...coded, "P3@company.example,Again,,900", "x@company.example,X,,5", "x@company.example,X,,901"].join(
      "\n",
    );
    const before = await imports.leads();
    const events = await site.during(async () => {
      const dry = await imports.run(csv, { dry_run: true });
      expect(dry).toMatchObject({ dry_run: true, status: "completed", created: 230, failed: 3, processed: 233 });
      expect(dry.errors.map(({ row, field }: never) => [row, field])).toEqual([
        [7, "email"],
        [231, "email"],
        [232, "custom_fields.code"],
      ]);
    });
    expect(events).toEqual([]);
    expect(await imports.leads()).toEqual(before);
    const { created, failed, errors } = await imports.run(csv);
    expect([created, failed]).toEqual([230, 3]);
    expect(errors.map(({ row, field }: never) => [row, field])).toEqual([
      [7, "email"],
      [231, "email"],
      [232, "custom_fields.code"],
    ]);
    const { read } = await site.space();
    expect(await read.selectFrom("import_claims").selectAll().execute()).toEqual([]);
    await site.close();
  });

  test.each(["update", "ignore"])("with on_duplicate=%s counts as the import then does", async (on_duplicate) => {
    const house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    const imports = await openImports(house);
    const csv = `${peopleCsv(210)}p2@company.example,Later,\np209@company.example,Later,\n`;
    const { created, updated, ignored, failed } = await imports.run(csv, { on_duplicate, dry_run: true });
    expect(await imports.run(csv, { on_duplicate })).toMatchObject({ created, updated, ignored, failed });
    expect([created, updated + ignored, failed]).toEqual([210, 2, 0]);
    await house.close();
  });

  test("takes an earlier row again only before a row that needs it", async () => {
    const house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    const imports = await openImports(house);
    const transactions: { taken: number; attempts: number }[] = [];
    intercept(await house.space(), (work, real) =>
      real(async (transaction) => {
        let attempts = 0;
        const attempt: Transaction["attempt"] = (part) => {
          attempts += 1;
          return transaction.attempt(part);
        };
        const processed = async () =>
          (await transaction.db.selectFrom("imports").select("processed").executeTakeFirst())?.processed ?? 0;
        const before = await processed();
        const result = await work({ ...transaction, attempt });
        transactions.push({ taken: (await processed()) - before, attempts });
        return result;
      }),
    );
    const [title, ...people] = peopleCsv(200).trimEnd().split("\n");
    const dry = await imports.run([title, ...people, ...people].join("\n"), { dry_run: true, on_duplicate: "update" });
    expect(dry).toMatchObject({ created: 200, updated: 200 });
    const chunks = transactions.filter(({ taken }) => taken > 0);
    expect(chunks.reduce((sum, { taken }) => sum + taken, 0)).toBe(400);
    // The whole, each of its rows, and before each at most the one row that had its email.
    for (const { taken, attempts } of chunks) expect(attempts).toBeLessThanOrEqual(1 + 2 * taken);
    await house.close();
  });
});
