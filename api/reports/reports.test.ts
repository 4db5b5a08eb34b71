import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestAnswer } from "../testing/api.ts";
import { dayIn, expectedOf, readTables } from "../testing/report-oracle.ts";
import { makeWorld } from "../testing/report-world.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

const names = ["conversations", "first-replies", "ratings", "leads", "conversion", "team"];
const stretches = [0, 60, 300, 900, 3600, 14_400, 86_400, Number.POSITIVE_INFINITY];

describe.each(engines)("reports on %s", (engine) => {
  let site: TestSite;
  let world: Awaited<ReturnType<typeof readTables>>;
  beforeAll(async () => {
    site = await openTestSite(engine);
    await makeWorld(site, 300);
    world = await readTables(await site.space());
  });
  afterAll(() => site.close());

  const report = async (name: string, query: Record<string, string>): Promise<TestAnswer["body"]> =>
    (await site.ask(`GET /reports/${name}?${new URLSearchParams(query)}`)).data;

  // The night of 29 March has an hour less in Berlin; Kathmandu is ahead by 5 hours and 45 minutes.
  describe.each([
    ["Europe/Berlin", { from: "2026-03-25", to: "2026-04-02", interval: "day" }],
    ["Asia/Kathmandu", { from: "2026-03-04", to: "2026-05-05", interval: "week" }],
    ["America/New_York", { from: "2026-02-20", to: "2026-04-30", interval: "month" }],
  ])("agree with the database in %s", (timezone, query) => {
    const dayOf = dayIn(timezone);
    const whole = () => expectedOf(world, query, dayOf);
    const of = (interval: { from: string; to: string }) => expectedOf(world, interval, dayOf);
    const { interval: _, ...range } = query;
    beforeAll(() => site.asOwner("PUT /settings", { body: { timezone } }));

    test("in intervals that follow each other, from the first day to the last", async () => {
      const { intervals, ...said } = await report("conversations", query);
      expect(said).toMatchObject({ ...range, timezone });
      const days: string[] = intervals.flatMap((one: { from: string; to: string }) => daysOf(one));
      expect(days).toEqual(daysOf(range));
      for (const { from } of intervals.slice(1)) expect(isStart(from, query.interval), from).toBe(true);
    });

    test("in conversations", async () => {
      const { total, intervals } = await report("conversations", query);
      expect(total).toEqual(whole().conversations());
      for (const { from, to, ...counted } of intervals) {
        expect(counted, from).toEqual(of({ from, to }).conversations());
      }
    });

    test("in first replies", async () => {
      const { total, intervals, distribution } = await report("first-replies", query);
      const waits = whole().waits();
      expect(total).toEqual(timesOf(waits));
      expect(distribution.map((one: { answered: number }) => one.answered)).toEqual(
        stretches.slice(1).map((end, i) => waits.filter((wait) => wait >= Number(stretches[i]) && wait < end).length),
      );
      for (const { from, to, ...times } of intervals) expect(times, from).toEqual(timesOf(of({ from, to }).waits()));
    });

    test("in ratings", async () => {
      const { total, scores, agents, intervals } = await report("ratings", query);
      const { begun, ratings } = whole();
      expect(total).toEqual(ratings());
      for (const { score, ratings: given } of scores) {
        expect(given).toBe(begun.filter(({ rating }) => rating === score).length);
      }
      const owners = new Set(begun.filter(({ rating }) => rating !== null).map(({ assigned_to }) => assigned_to));
      expect(agents).toHaveLength(owners.size);
      for (const { employee_id, name, ...figures } of agents) {
        expect(figures, name).toEqual(ratings(begun.filter(({ assigned_to }) => assigned_to === employee_id)));
        expect(name).toBe(world.employees.find((one) => one.employee_id === employee_id)?.name ?? null);
      }
      for (const { from, to, ...figures } of intervals) expect(figures, from).toEqual(of({ from, to }).ratings());
    });

    test("in leads", async () => {
      const { total, sources, pages, intervals } = await report("leads", query);
      const { made, leads } = whole();
      expect(total).toEqual(leads());
      const named = new Set(made.map(({ source }) => source));
      expect(sources).toHaveLength(named.size);
      for (const { source, per_interval, ...counted } of sources) {
        const isOf = (one: { source: string }) => one.source === source;
        expect(counted, source).toEqual(leads(made.filter(isOf)));
        expect(per_interval).toEqual(intervals.map((one: never) => of(one).made.filter(isOf).length));
      }
      const paths = new Set(made.map(pathOf));
      expect(pages).toHaveLength(paths.size);
      for (const { page, ...counted } of pages) {
        expect(counted, page).toEqual(leads(made.filter((one) => pathOf(one) === page)));
      }
      for (const { from, to, ...counted } of intervals) expect(counted, from).toEqual(of({ from, to }).leads());
    });

    test("in what conversations led to", async () => {
      expect(await report("conversion", range)).toEqual({ ...range, timezone, ...whole().conversion() });
    });

    test("in who wrote", async () => {
      expect((await report("team", range)).agents).toEqual(whole().team());
    });
  });

  test("without days a report is of the last thirty, today in the settings' time zone included", async () => {
    await site.asOwner("PUT /settings", { body: { timezone: "Pacific/Kiritimati" } });
    // 2026-03-10T14:30 in UTC is half past four on the next morning there.
    for (const name of names) expect(await report(name, {})).toMatchObject({ from: "2026-02-10", to: "2026-03-11" });
  });

  test("days in which nothing was say so", async () => {
    const query = { from: "2020-01-01", to: "2020-01-03" };
    const empty = async (name: string) => {
      const { timezone: _, from: _from, to: _to, ...said } = await report(name, query);
      return said;
    };
    expect((await empty("conversations")).intervals[2]).toEqual({
      ...{ from: "2020-01-03", to: "2020-01-03" },
      ...{ started: 0, answered: 0, missed: 0, waiting: 0, ended: 0 },
    });
    const none = { answered: 0, median_seconds: null, p90_seconds: null };
    expect(await empty("first-replies")).toMatchObject({ total: none, intervals: [none, none, none] });
    expect(await empty("ratings")).toMatchObject({ total: { ratings: 0, average: null }, agents: [] });
    expect(await empty("leads")).toMatchObject({ total: { leads: 0, converted: 0 }, sources: [], pages: [] });
    expect(await empty("conversion")).toMatchObject({ conversations: 0, leads: 0, money: [] });
    expect(await empty("team")).toEqual({ agents: [] });
  });

  test.each([
    ["from=2026-03-10&to=2026-03-09", "from"],
    ["from=2026-02-30", "from"],
    ["to=tomorrow", "to"],
    ["from=1969-12-31", "from"],
    ["interval=hour", "interval"],
    ["from=2024-01-01&to=2026-03-09", "interval"],
  ])("?%s is refused, and %s named", async (query, field) => {
    const answer = await site.request(`GET /reports/conversations?${query}`, { key: site.secretKey });
    expect(answer).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR", details: [{ field }] } });
  });
});

const daysOf = ({ from, to }: { readonly from: string; readonly to: string }): string[] => {
  const count = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  return Array.from({ length: count }, (_, i) =>
    new Date(Date.parse(from) + i * 86_400_000).toISOString().slice(0, 10),
  );
};

function isStart(day: string, interval: string): boolean {
  if (interval === "week") return new Date(day).getUTCDay() === 1;
  return interval === "day" || day.endsWith("-01");
}

/** The median and the 90th percentile by nearest rank, of waits in their order. */
function timesOf(waits: readonly number[]) {
  const at = (share: number) => waits[Math.ceil(waits.length * share) - 1] ?? null;
  return { answered: waits.length, median_seconds: at(0.5), p90_seconds: at(0.9) };
}

function pathOf({ attribution }: { readonly attribution: string }): string | null {
  const url = JSON.parse(attribution).first?.landing_url;
  return url ? new URL(url).pathname : null;
}
