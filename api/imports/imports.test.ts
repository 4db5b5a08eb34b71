import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { storeChunks } from "./upload.ts";

describe.each(engines)("an import on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const upload = (body: string, query: Record<string, string> = {}, type = "text/csv") =>
    site.request(`POST /leads/import?${new URLSearchParams(query)}`, {
      ...{ key: site.secretKey, body, headers: { "Content-Type": type } },
    });

  /** Asked now and then: asking all the time would keep the machine from the import. */
  const over = async (id: number) =>
    await vi.waitFor(
      async () => {
        const { data } = await site.ask(`GET /imports/${id}`);
        expect(data.status).toMatch(/completed|failed/);
        return data;
      },
      { interval: 20, timeout: 15_000 },
    );

  async function imported(body: string, query?: Record<string, string>) {
    const sent = await upload(body, query);
    expect(sent).toMatchObject({ status: 202, body: { data: { status: "queued", processed: 0 } } });
    return await over(sent.body.data.import_id);
  }

  test("makes a lead of each row and takes the formula's guard off", async () => {
    const done = await imported(`E-mail,Company,Tags,Notes\na@happy.example,'=Sum,"x; y",hi\nb@happy.example,B,,\n`);
    expect(done).toMatchObject({ status: "completed", total_rows: 2, processed: 2, created: 2, failed: 0, errors: [] });
    const found = { company_name: "=Sum", tags: ["x", "y"], source: "import", raw_payload: { Notes: "hi" } };
    expect(await site.leads("a@happy.example")).toMatchObject([found]);
  });

  test("maps columns as it is told, and leaves out what becomes null", async () => {
    const mapping = JSON.stringify({ Wer: "email", Firma: "company_name", Rest: null });
    await imported("Wer;Firma;Rest\na@map.example;Acme;x\n", { mapping, source: "fair" });
    const found = { company_name: "Acme", source: "fair", raw_payload: null };
    expect(await site.leads("a@map.example")).toMatchObject([found]);
  });

  test("lists what is wrong with a row and takes the others", async () => {
    const done = await imported("email,score\nnope,1\na@rows.example,5\nb@rows.example,500\n");
    expect(done).toMatchObject({ processed: 3, created: 1, failed: 2 });
    expect(done.errors).toMatchObject([
      { row: 1, line: 2, field: "email" },
      { row: 3, line: 4, field: "score" },
    ]);
    expect(await site.leads("b@rows.example")).toEqual([]);
  });

  test.each([
    ["error", { failed: 1, updated: 0, ignored: 0 }, "Old"],
    ["update", { failed: 0, updated: 1, ignored: 0 }, "New"],
    ["ignore", { failed: 0, updated: 0, ignored: 1 }, "Old"],
  ])("with on_duplicate=%s does so to a lead that stands", async (on_duplicate, counts, company_name) => {
    const email = `${on_duplicate}@twice.example`;
    await site.ask("POST /leads", { email, company_name: "Old" });
    expect(await imported(`email,company\n${email},New\n`, { on_duplicate })).toMatchObject(counts);
    expect(await site.leads(email)).toMatchObject([{ company_name }]);
  });

  test("that is dry keeps nothing and finds duplicates within the file, however far apart", async () => {
    const rows = Array.from({ length: 201 }, (_, i) => `d${i}@dry.example`);
    const events = await site.during(async () => {
      const done = await imported(["email", ...rows, "d0@dry.example", ""].join("\n"), { dry_run: "true" });
      expect(done).toMatchObject({ dry_run: true, processed: 202, created: 201, failed: 1 });
      expect(done.errors).toMatchObject([{ row: 202, code: "duplicate" }]);
    });
    expect(events).toEqual([]);
    expect(await site.leads("d0@dry.example")).toEqual([]);
  });

  test("that a dead process left goes on where it stood, before the next, and its text goes", async () => {
    const rows = Array.from({ length: 250 }, (_, i) => [i + 2, [`r${i}@resume.example`]] as const);
    const space = await site.space();
    const first = await upload("email\nbefore@resume.example\n");
    const { created_by } = await over(first.body.data.import_id);
    const at = "2020-01-01T00:00:00Z";
    const id = await space.write(async ({ db }) => {
      const { import_id } = await db
        .insertInto("imports")
        .values({
          ...{ status: "running", dry_run: 0, on_duplicate: "error", source: "import", created_by },
          ...{ titles: '["email"]', mapping: '{"email":"email"}', total_rows: 250, processed: 210, created: 210 },
          ...{ leased_by: "dead", leased_until: at, started_at: at, created_at: at, updated_at: at },
        })
        .returning("import_id")
        .executeTakeFirstOrThrow();
      const chunks = [rows.slice(0, 200), rows.slice(200)].map((chunk) => JSON.stringify(chunk));
      await storeChunks(db, import_id, { chunks });
      return import_id;
    });
    await imported("email\nafter@resume.example\n");
    expect(await over(id)).toMatchObject({ status: "completed", processed: 250, created: 250, failed: 0 });
    expect(await site.leads("r209@resume.example")).toEqual([]);
    expect(await site.leads("r210@resume.example")).toHaveLength(1);
    expect(await site.leads("r249@resume.example")).toHaveLength(1);
    expect(await space.read.selectFrom("import_chunks").selectAll().execute()).toEqual([]);
  });

  test.each([
    ["another type", "email\na@b.example\n", {}, "application/json", 415],
    ["more than 16 MiB", "x".repeat(16 * 1024 * 1024 + 1), {}, "text/csv", 413],
    ["no rows", "email\n", {}, "text/csv", 400],
    ["an open quote", 'email\n"a@b.example\n', {}, "text/csv", 400],
    ["no column that makes a lead", "colour\nred\n", {}, "text/csv", 400],
    ["a mapping to no field", "email\na@b.example\n", { mapping: '{"email":"mail"}' }, "text/csv", 400],
    ["a mapping that is no JSON", "email\na@b.example\n", { mapping: "{" }, "text/csv", 400],
  ] as [string, string, Record<string, string>, string, number][])(
    "with %s is refused at once",
    async (_, body, query, type, status) => {
      expect((await upload(body, query, type)).status).toBe(status);
    },
  );
});
