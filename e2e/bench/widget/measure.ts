import { cpus, loadavg } from "node:os";
import { type Browser, chromium } from "playwright";
import { chromiumFlags, findBrowser } from "../../support/browsers.ts";
import { startStack } from "../../support/stack.ts";
import { arrival } from "./arrival.ts";
import { type Contender, contenders } from "./contenders.ts";
import { installPeers } from "./install.ts";
import { type Site, startSite } from "./site.ts";
import { type Visit, visit } from "./visit.ts";

/** A machine as it is, and one four times slower, which stands for a phone. */
export const slowdowns = [1, 4] as const;
export type Slowdown = (typeof slowdowns)[number];

/** What was measured of one widget. */
export interface Result {
  readonly name: string;
  /** Null for ours: this checkout. */
  readonly version: string | null;
  readonly visits: Readonly<Record<Slowdown, readonly Visit[]>>;
  /** Milliseconds from the script's arrival on a painted page to the launcher, where that is measured. */
  readonly arrivals: Readonly<Record<Slowdown, readonly number[]>>;
  /** Why it could not be measured; null when it could. */
  readonly failure: string | null;
}

export interface Measurement {
  /** The day, `2026-11-30`. */
  readonly date: string;
  readonly machine: string;
  readonly browser: string;
  readonly rounds: number;
  /** How many processes wanted a processor in its last five minutes, on average. */
  readonly load: number;
  readonly results: readonly Result[];
}

/** All other addresses do not exist, so that a widget that asks for them waits for nobody and is the same everywhere. */
const onlyThisMachine = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1";

/** Visits each widget in turn, so often on each speed, each time with an empty cache. */
export async function measure(rounds: number, print: (line: string) => void): Promise<Measurement> {
  const { folder, versions } = installPeers(print);
  const stack = await startStack({ env: { RATE_LIMITS: "off", LOG_LEVEL: "warn" } });
  const site = await startSite(folder);
  const browser = await launch();
  try {
    const publicKey = await stack.createKey("pk_live");
    const all = contenders({ packages: site.packages, backends: site.backends, product: stack.url, publicKey });
    const courses = all.map((contender) => startCourse(contender, site));
    // The first round warms up the servers.
    for (let round = 0; round <= rounds; round += 1) {
      print(round === 0 ? "A round to warm up …" : `Round ${round} of ${rounds} …`);
      await runRound(browser, courses, round > 0);
    }
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "an unknown processor"}`,
      browser: `Chromium ${browser.version()}`,
      rounds,
      load: loadavg()[1] ?? 0,
      results: courses.map((course) => resultOf(course, versions)),
    };
  } finally {
    await browser.close();
    await site.close();
    await stack.stop();
  }
}

async function launch(): Promise<Browser> {
  const path = findBrowser("chromium")?.path ?? null;
  const args = [...chromiumFlags, onlyThisMachine];
  return await chromium.launch({ args, ...(path === null ? {} : { executablePath: path }) });
}

async function runRound(browser: Browser, courses: readonly Course[], isCounted: boolean): Promise<void> {
  for (const slowdown of slowdowns) for (const course of courses) await course.run(browser, slowdown, isCounted);
}

type Course = ReturnType<typeof startCourse>;

function resultOf(
  { contender, visits, arrivals, failure }: Course,
  versions: Readonly<Record<string, string>>,
): Result {
  const { name, package: installed } = contender;
  const version = installed === null ? null : (versions[installed] ?? null);
  return { name, version, visits, arrivals, failure: failure() };
}

/** The visits to one widget. One that fails twice in a row is not visited again. */
function startCourse(contender: Contender, site: Pick<Site, "put">) {
  const { name, markup, late } = contender;
  const url = site.put(name, markup);
  const lateUrl = late === null ? null : site.put(`${name}-late`, late);
  const visits: Record<Slowdown, Visit[]> = { 1: [], 4: [] };
  const arrivals: Record<Slowdown, number[]> = { 1: [], 4: [] };
  let failure: string | null = null;

  async function once(browser: Browser, slowdown: Slowdown) {
    const go = () => visit(browser, url, contender, slowdown);
    const made = await go().catch(go);
    return { made, arrived: lateUrl === null ? [] : [await arrival(browser, lateUrl, contender, slowdown)] };
  }

  return {
    contender,
    visits,
    arrivals,
    failure: () => failure,
    async run(browser: Browser, slowdown: Slowdown, isCounted: boolean): Promise<void> {
      if (failure !== null) return;
      try {
        const { made, arrived } = await once(browser, slowdown);
        if (!isCounted) return;
        visits[slowdown].push(made);
        arrivals[slowdown].push(...arrived);
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
    },
  };
}
