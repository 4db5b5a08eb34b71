import { describe, expect, test, vi } from "vitest";
import { createEmployee } from "../access/employees.ts";
import { createSession } from "../access/sessions.ts";
import { timestamp } from "../clock.ts";
import { AppError } from "../errors.ts";
import { openApi } from "../open.ts";
import { sweep } from "../scheduler.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { intercept, isOver, openImports, peopleCsv, type TestImports } from "../testing/imports.ts";
import { claimImport } from "./lease.ts";

const limitsOff = { env: { RATE_LIMITS: "off" } };

/** Hundreds of rows, several times. */
vi.setConfig({ testTimeout: 60_000 });

/** The people of `peopleCsv`, each exactly once and in order. */
async function expectPeople(imports: TestImports, count: number): Promise<void> {
  const emails = (await imports.leads()).map(({ email }) => email);
  expect(emails).toEqual(Array.from({ length: count }, (_, i) => `p${i + 1}@company.example`));
}

describe.each(engines)("the job of imports on %s", (engine) => {
  test("doubles and loses no row when transactions fail at their end", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    let chunks = 0;
    intercept(await house.space(), (work, real) =>
      real(async (transaction) => {
        const result = await work(transaction);
        // Not the upload itself, whose caller would hear of it.
        if (result !== "more" && result !== "finished") return result;
        chunks += 1;
        if (chunks % 2 === 1 && chunks < 12) throw new AppError("UNAVAILABLE", "The disk is full.");
        return result;
      }),
    );
    expect(await imports.run(peopleCsv(500))).toMatchObject({ status: "completed", created: 500, failed: 0 });
    expect(chunks).toBeGreaterThan(2);
    await expectPeople(imports, 500);
    expect(await house.events()).toEqual(Array.from({ length: 500 }, () => "lead.created"));
    await house.close();
  });

  test("gives an import up whose rows meet a fault of ours, and goes on with the next", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    const restore = intercept(await house.space(), (work, real) =>
      real(async (transaction) => {
        const result = await work(transaction);
        if (result === "more" || result === "finished") throw new TypeError("a fault of ours");
        return result;
      }),
    );
    const failed = await imports.run(peopleCsv(3));
    expect(failed).toMatchObject({ status: "failed", processed: 0, failure: expect.stringContaining("on our side") });
    restore();
    expect(await imports.run(peopleCsv(3))).toMatchObject({ status: "completed", created: 3 });
    await house.close();
  });

  test("does nothing more once the API is closed, and goes on where it stood when it opens again", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    const { import_id } = (await imports.upload(peopleCsv(700))).body.data;
    await imports.until(import_id, ({ processed }) => processed > 0);
    await house.api.close();
    const api = await openApi(house.api.config, { clock: house.clock, log: house.api.log, runJobs: false });
    const { read } = await api.spaces.open("main", "live");
    const stood = () =>
      read.selectFrom("imports").select(["status", "processed", "leased_by"]).executeTakeFirstOrThrow();
    const first = await stood();
    expect(first).toMatchObject({ status: "running", leased_by: null });
    expect(first.processed).toBeLessThan(700);
    expect(await stood()).toEqual(first);
    await api.close();

    const again = await openTestApi({ ...limitsOff, clock: house.clock, config: house.api.config });
    const resumed = await openImports(again);
    expect(await resumed.until(import_id, isOver)).toMatchObject({ status: "completed", created: 700, failed: 0 });
    await expectPeople(resumed, 700);
    await again.close();
    await house.close();
  });

  test("takes the imports of a space one after another, in their order", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    const ids: number[] = [];
    for (const company of ["first", "second", "third"]) {
      ids.push((await imports.upload(peopleCsv(60, company))).body.data.import_id);
    }
    await imports.until(ids[2] ?? 0, isOver);
    const domains = (await imports.leads()).map(({ email }) => email.split("@")[1]);
    expect(domains).toEqual(["first", "second", "third"].flatMap((company) => Array(60).fill(`${company}.example`)));
    await house.close();
  });

  test("lets visitors' messages through between two transactions", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    const key = await house.key("pk_live");
    const { session_id } = (await house.request("POST /widget/init", { key, body: {} })).body;
    const { import_id } = (await imports.upload(peopleCsv(1000))).body.data;
    await imports.until(import_id, ({ processed }) => processed > 0);
    const sent = await house.request("POST /widget/message", { key, body: { session_id, message: "Hello" } });
    expect(sent.status).toBe(200);
    expect(isOver(await imports.read(import_id))).toBe(false);
    await house.close();
  });

  test.each([
    ["is revoked", "revoked_at"],
    ["expires", "expires_at"],
  ])("stops when the key that started it %s; what was imported stays", async (_, column) => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    const reader = await openImports(house);
    const { import_id } = (await imports.upload(peopleCsv(2000))).body.data;
    await reader.until(import_id, ({ processed }) => processed > 0);
    await (await house.space()).write(({ db }) =>
      db
        .updateTable("api_keys")
        .set({ [column]: timestamp(house.clock.now()) })
        .where("key_id", "=", 1)
        .execute(),
    );
    const one = await reader.until(import_id, isOver);
    expect(one).toMatchObject({ status: "failed", failure: expect.stringContaining("may no longer write leads") });
    expect(one.processed).toBeLessThan(2000);
    await expectPeople(reader, one.created);
    await house.close();
  });

  test("stops in the test space too when the employee who started it is disabled", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const live = await house.space();
    const now = timestamp(house.clock.now());
    const { employee_id, token, csrfToken } = await live.write(async ({ db }) => {
      const wish = { name: "Ada", email: "ada@team.example", role: "agent", passwordHash: null, now } as const;
      const { employee_id } = await createEmployee(db, wish);
      const session = await createSession(db, { employeeId: employee_id, address: null, userAgent: null, now });
      return { employee_id, ...session };
    });
    const sent = await house.request("POST /leads/import", {
      body: peopleCsv(2000),
      headers: {
        ...{ Cookie: `valethon=${token}`, "X-CSRF-Token": csrfToken, Origin: house.origin },
        ...{ "Content-Type": "text/csv", "X-Valethon-Mode": "test" },
      },
    });
    expect(sent).toMatchObject({ status: 202, body: { data: { created_by: `employee:${employee_id}` } } });
    const reader = await openImports(house, await house.key("crm_test"));
    const { import_id } = sent.body.data;
    await reader.until(import_id, ({ processed }) => processed > 0);
    await live.write(({ db }) => db.updateTable("employees").set({ disabled_at: now }).execute());
    expect(await reader.until(import_id, isOver)).toMatchObject({ status: "failed" });
    await house.close();
  });

  test("is forgotten 30 days after its end, with its errors", async () => {
    const house = await openTestApi({ engine, ...limitsOff });
    const imports = await openImports(house);
    const { import_id } = await imports.run("email\nnobody\n");
    const space = await house.space();
    house.clock.advance(30 * 24 * 3_600_000);
    await sweep(space, house.clock.now());
    expect(await imports.read(import_id)).toMatchObject({ failed: 1 });
    house.clock.advance(1000);
    await sweep(space, house.clock.now());
    expect((await house.request(`GET /imports/${import_id}`, { key: imports.key })).status).toBe(404);
    expect(await space.read.selectFrom("import_errors").selectAll().execute()).toEqual([]);
    await house.close();
  });
});

describe.runIf(engines.includes("postgres"))("several processes on Postgres", () => {
  /** Another process over the same database. */
  const beside = (house: TestApi) => openTestApi({ ...limitsOff, clock: house.clock, config: house.api.config });

  test("run an import in one of them", async () => {
    const house = await openTestApi({ engine: "postgres", ...limitsOff });
    const other = await beside(house);
    const imports = await openImports(house);
    const second = await openImports(other, imports.key);
    const [one, two] = await Promise.all([imports.upload(peopleCsv(120)), second.upload(peopleCsv(120, "other"))]);
    await imports.until(one.body.data.import_id, isOver);
    await second.until(two.body.data.import_id, isOver);
    const all = await imports.leads();
    expect(new Set(all.map(({ email }) => email)).size).toBe(240);
    expect(all).toHaveLength(240);
    // Not in turns: one was over before the other began.
    expect(new Set(all.slice(0, 120).map(({ email }) => email.split("@")[1])).size).toBe(1);
    await other.close();
    await house.close();
  });

  test("take over from one that died once its lease has run out, and not before", async () => {
    const house = await openTestApi({ engine: "postgres", ...limitsOff });
    const imports = await openImports(house);
    const { import_id: first } = await imports.run(peopleCsv(5, "first"));
    const space = await house.space();
    const set = (id: number, values: object) =>
      space.write(({ db }) => db.updateTable("imports").set(values).where("import_id", "=", id).execute());
    const running = { status: "running", leased_by: "a dead process" };
    const leased_until = timestamp(house.clock.now() + 30_000);
    // While the first is held, the others stay as they are; then the dead process holds the second instead.
    await set(first, { ...running, leased_until });
    const import_id = (await imports.upload(peopleCsv(5))).body.data.import_id;
    const waiting = (await imports.upload(peopleCsv(5, "other"))).body.data.import_id;
    await set(import_id, { ...running, leased_until });
    await set(first, { status: "completed", leased_by: null });
    house.clock.advance(29_000);
    expect(await claimImport(space, "a process beside it", house.clock.now())).toBeNull();
    expect(await imports.read(waiting)).toMatchObject({ status: "queued" });
    house.clock.advance(1000);
    const late = await beside(house);
    expect(await imports.until(import_id, isOver)).toMatchObject({ status: "completed", created: 5 });
    expect(await imports.until(waiting, isOver)).toMatchObject({ status: "completed", created: 5 });
    await late.close();
    await house.close();
  });
});
