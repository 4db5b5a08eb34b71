import { closeIdleConversations, writeDueActivities } from "../../api/conversations/idle-conversations.ts";
import { sweep } from "../../api/scheduler.ts";
import type { Engine } from "../../api/store/space.ts";
import { openTestSite, type TestSite } from "../../api/testing/visitor.ts";
import { checkActivities } from "./activities.ts";
import { compare, compareTotals, readSnapshot } from "./compare.ts";
import { checkEvents } from "./events.ts";
import { createLedger } from "./oracle/ledger.ts";
import { type Rules, rules } from "./oracle/rules.ts";
import { createPerson, knownCompanies } from "./people.ts";
import { provedStories } from "./proved-stories.ts";
import { createRandom } from "./random.ts";
import { createReport, type Report } from "./report.ts";
import { returningStories } from "./returning-stories.ts";
import { type Act, createScript } from "./script.ts";
import { employStaff, type Staff } from "./staff.ts";
import { type Story, visitorStories } from "./stories.ts";
import { teamStories } from "./team-stories.ts";
import { wanderings } from "./wanderings.ts";
import { openWorld, type Tamper, type World } from "./world.ts";

const allStories: readonly Story[] = [
  ...visitorStories,
  ...returningStories,
  ...teamStories,
  ...provedStories,
  ...wanderings,
];

const days = 30;
const dayMinutes = 24 * 60;
/** When a day begins, before anybody is about. */
const morning = 7 * 60;
const start = Date.parse("2026-03-01T00:00:00Z");

export interface MonthOptions {
  readonly engine: Engine;
  readonly people: number;
  readonly seed: number;
  /** Only stories whose names hold this. */
  readonly about?: string;
  /** Rules of the oracle's that are wrong on purpose. */
  readonly wrong?: Partial<Rules>;
  readonly tamper?: Tamper;
}

export interface Month {
  readonly conversations: number;
  readonly leads: number;
  /** Where product and oracle differ, each with the story so far; empty when all is well. */
  readonly mismatches: readonly string[];
}

/** A month on one website: everybody's stories side by side, compared with the oracle at the end of each day. */
export async function simulateMonth({ engine, wrong, tamper, ...crowd }: MonthOptions): Promise<Month> {
  const site = await openTestSite(engine);
  try {
    site.clock.advance(start - site.clock.now());
    const mind = { ledger: createLedger(), rules: { ...rules, ...wrong } };
    const staff = await employStaff(site);
    const world = await openWorld({ site, mind, staff, tamper });
    await openAccounts(world);
    const report = createReport(start);
    await liveThrough({ site, staff, world, report }, writeStories(crowd));
    // On Postgres events get their numbers just after their commit.
    await site.events();
    report.add(await checkEvents(world));
    report.add(await checkActivities(world));
    const { conversations, leads } = mind.ledger;
    return { conversations: conversations.length, leads: leads.length, mismatches: report.texts() };
  } finally {
    await site.close();
  }
}

async function openAccounts({ server, mind }: World): Promise<void> {
  for (const { domain, name } of knownCompanies) {
    await server("POST /prospects", { body: { name, domain } });
    mind.ledger.prospects.set(domain, name);
  }
}

function writeStories({ people, seed, about = "" }: Pick<MonthOptions, "people" | "seed" | "about">): readonly Act[] {
  const stories = allStories.filter(({ name }) => name.includes(about));
  const told = Array.from({ length: people }, (_, index) => writeStory(index, seed + index, stories));
  return told.flat().sort((a, b) => a.minute - b.minute);
}

function writeStory(index: number, seed: number, stories: readonly Story[]): readonly Act[] {
  const random = createRandom(seed);
  const story = random.weighed(stories);
  const person = createPerson(index, random);
  const label = `${person.label} (${story.name})`;
  const { script, acts } = createScript({ ...person, label }, random, random.between(0, days - story.days));
  story.tell(script);
  return acts;
}

interface Stage {
  readonly site: TestSite;
  readonly staff: Staff;
  readonly world: World;
  readonly report: Report;
}

/** Lets the clock run from act to act. What happens in the same minute happens at once. */
async function liveThrough(stage: Stage, acts: readonly Act[]): Promise<void> {
  const { world, report } = stage;
  const byDay = Map.groupBy(acts, ({ minute }) => Math.floor(minute / dayMinutes));
  for (let day = 0; day <= days; day += 1) {
    await keepHouse(stage, day * dayMinutes + morning);
    for (const [minute, ofMinute] of Map.groupBy(byDay.get(day) ?? [], (act) => act.minute)) {
      moveTo(stage, minute);
      await Promise.all(ofMinute.map((act) => perform(world, act, report)));
    }
    report.add(compare(world, await readSnapshot(world, dateOf(day))));
  }
  await keepHouse(stage, (days + 1) * dayMinutes);
  const all = await readSnapshot(world, null);
  report.add(compare(world, all));
  report.add(compareTotals(world, all));
}

const moveTo = ({ site }: Stage, minute: number) => site.clock.advance(start + minute * 60_000 - site.clock.now());

const dateOf = (day: number) => new Date(start + day * dayMinutes * 60_000).toISOString().slice(0, 10);

/** What the product does by itself, and the team's sign-in, which lasts for a working day. */
async function keepHouse(stage: Stage, minute: number): Promise<void> {
  const { site, staff } = stage;
  moveTo(stage, minute);
  const space = await site.space();
  await closeIdleConversations(site.api, space);
  await writeDueActivities(site.api, space);
  await sweep(space, site.clock.now());
  await staff.signIn();
}

/** A story in which something was wrong is not told any further: all else would only follow from it. */
async function perform(world: World, act: Act, report: Report): Promise<void> {
  const { label } = act.person;
  if (report.isBroken(label) || !act.isWanted(world.now())) return;
  report.happened(act);
  try {
    await act.perform(world);
  } catch (error) {
    report.add([{ person: label, error: error instanceof Error ? error : new Error(String(error)) }]);
  }
}
