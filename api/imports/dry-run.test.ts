import { describe, expect, test, vi } from "vitest";
import type { Transaction } from "../store/space.ts";
import { engines, openTestApi } from "../testing/api.ts";
import { intercept, openImports, peopleCsv } from "../testing/imports.ts";
import { openTestSite } from "../testing/visitor.ts";

/** Hundreds of rows, several times. */
vi.setConfig({ testTimeout: 60_000 });

/** A row that is refused at a glance. */
const filler = "nobody";

/** A file of these groups of rows, each in a transaction of its own. */
const farApart = (titles: string, groups: readonly (readonly string[])[]) =>
  [titles, ...groups.flatMap((rows) => [...rows, ...Array(200 - rows.length).fill(filler)])].join("\n");

interface Outcome {
  readonly created: number;
  readonly updated: number;
  readonly ignored: number;
  readonly errors: readonly { readonly row: number; readonly field: string; readonly code: string }[];
}

/** What became of a file's rows, but for the fillers. */
const outcomeOf = ({ created, updated, ignored, errors }: Outcome) => ({
  ...{ created, updated, ignored },
  errors: errors.filter(({ code }) => code !== "custom").map(({ row, field }) => [row, field]),
});

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

  test("knows what became of a lead over several transactions: its values, those it gave up, its end", async () => {
    const site = await openTestSite(engine);
    const field = { entity_type: "lead", type: "text" };
    await site.ask("POST /custom-fields", { ...field, key: "plan", required: true });
    await site.ask("POST /custom-fields", { ...field, key: "code", unique: true });
    const imports = await openImports(site, site.secretKey);
    const csv = farApart("Email,Plan,Code,Status", [
      ["a@x.example,Gold,A1,", "b@x.example,Gold,B1,", "c@x.example,Gold,C1,", "d@x.example,Gold,D1,"],
      ["a@x.example,,,", "b@x.example,,B2,", ...["c", "d"].map((name) => `${name}@x.example,,,unqualified`)],
      ["a@x.example,,,", "e@x.example,Gold,B1,", "c@x.example,,,", "d@x.example,Gold,D2,"],
      ["d@x.example,,,", "f@x.example,Gold,D1,"],
    ]);
    const dry = await imports.run(csv, { on_duplicate: "update", dry_run: true });
    expect(outcomeOf(dry)).toEqual({
      ...{ created: 6, updated: 6, ignored: 0 },
      errors: [
        [403, "custom_fields.plan"],
        [602, "custom_fields.code"],
      ],
    });
    expect(outcomeOf(await imports.run(csv, { on_duplicate: "update" }))).toEqual(outcomeOf(dry));
    await site.close();
  });

  test("knows that a lead which is made closed takes no email", async () => {
    const house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    const imports = await openImports(house);
    const csv = farApart("Email,Status", [["a@x.example,"], ["a@x.example,unqualified"], ["a@x.example,"]]);
    const dry = await imports.run(csv, { dry_run: true });
    expect(outcomeOf(dry)).toEqual({ created: 2, updated: 0, ignored: 0, errors: [[401, "email"]] });
    expect(outcomeOf(await imports.run(csv))).toEqual(outcomeOf(dry));
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
