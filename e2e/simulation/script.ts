import { type Browser, createBrowser } from "./browser.ts";
import type { Person } from "./people.ts";
import type { Random } from "./random.ts";
import { createTeam, type Team } from "./team.ts";
import type { World } from "./world.ts";

/** Something that happens in a story: a call of the product, and what the oracle makes of it. */
export interface Act {
  /** Minutes since the month began. */
  readonly minute: number;
  readonly person: Person;
  readonly label: string;
  /** Asked just before: whether it happens, as things stand then. */
  isWanted(now: number): boolean;
  perform(world: World): Promise<void>;
}

export type AddAct = (label: string, perform: Act["perform"]) => void;

/** A story being written down: what one person does, and what the team does about it. */
export interface Script {
  readonly person: Person;
  readonly random: Random;
  readonly team: Team;
  browser(): Browser;
  /** Goes on at some business hour so many days later. */
  wait(days: number): void;
  /** What `tell` says happens only where it is true just before. */
  when(isWanted: Act["isWanted"], tell: () => void): void;
  /** What `tell` says happens in one moment, in no order. */
  atOnce(tell: () => void): void;
}

const [opens, closes] = [8, 17];

/** A new story of a person that begins on `day` (0 is the first); its acts come in the order they were told. */
export function createScript(person: Person, random: Random, day: number): { script: Script; acts: readonly Act[] } {
  const acts: Act[] = [];
  let minute = businessHour(day, random);
  let isOneMoment = false;
  let isWanted: Act["isWanted"] = () => true;

  const add: AddAct = (label, perform) => {
    acts.push({ minute, person, label, isWanted, perform });
    if (!isOneMoment) minute += 1;
  };

  const script: Script = {
    person,
    random,
    team: createTeam(add, person, random),
    browser: () => createBrowser(add, person, random),
    wait(days) {
      minute = businessHour(Math.floor(minute / (24 * 60)) + days, random);
    },
    when(condition, tell) {
      const before = isWanted;
      isWanted = (now) => before(now) && condition(now);
      tell();
      isWanted = before;
    },
    atOnce(tell) {
      isOneMoment = true;
      tell();
      isOneMoment = false;
      minute += 1;
    },
  };
  return { script, acts };
}

/** Visits begin on the hour, so that many of them go on side by side. */
const businessHour = (day: number, random: Random) => (day * 24 + random.between(opens, closes)) * 60;
