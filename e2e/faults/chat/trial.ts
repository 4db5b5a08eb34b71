import type { Random } from "../../simulation/random.ts";
import { until } from "../../support/until.ts";
import { createCount, killAgainAndAgain } from "../kills.ts";
import { tellStory } from "./story.ts";
import { examples, inNumbers, judgeStored, judgeView, together, type Verdict, type Written } from "./verdict.ts";
import type { Threads, World } from "./world.ts";

interface TrialOptions {
  readonly messages: number;
  readonly kills: number;
  readonly random: Random;
  /** After this time nobody waits for people's screens any more. */
  readonly patienceMs: number;
}

export interface Outcome {
  /** The database, held to what people wrote. */
  readonly stored: Verdict;
  /** Everybody's whole threads, held to the database. */
  readonly shown: Verdict;
  readonly contradictions: readonly string[];
  readonly oddities: readonly string[];
  /** From the server's first answer after the last kill until every screen equalled the database; null for never. */
  readonly convergedMs: number | null;
  /** What was the last to differ. */
  readonly awaited: string;
}

/** People come back some seconds after their server: a process that dies before has seen none of them. */
const longestMs = 8000;

/** Lets people write while their server is killed again and again, the last time with messages on their way. */
export async function tryChat(world: World, { messages, kills, random, patienceMs }: TrialOptions): Promise<Outcome> {
  const seen = createCount();
  world.onStored(seen.add);
  const story = tellStory(world, { messages, random });
  const killed = killAgainAndAgain(world, { kills: kills - 1, random, seen, expected: messages, longestMs });
  await Promise.all([story.done, killed]);
  await world.kill();
  for (const person of world.people) person.settle();
  world.launch();
  await world.ready();
  return await judge(world, story.written, patienceMs);
}

/** Waits for every screen to equal the database, then holds everything to everything. */
export async function judge(world: World, written: Written, patienceMs: number): Promise<Outcome> {
  const answered = performance.now();
  let awaited = "nothing";
  const isEqual = async () => {
    const missing = await differences(world);
    awaited = missing[0] ?? awaited;
    return missing.length === 0;
  };
  const isConverged = await until("every screen to equal the database", isEqual, {
    timeoutMs: patienceMs,
    everyMs: 100,
  }).catch(() => false);
  const convergedMs = isConverged ? performance.now() - answered : null;

  const contradictions = await world.contradictions();
  const threads = await world.truth();
  const shown = await Promise.all(
    world.people.map(async (person) =>
      together((await person.readAll(threads)).map((view) => judgeView(person, view, threads))),
    ),
  );
  return {
    stored: judgeStored(written, threads),
    shown: together(shown),
    contradictions,
    oddities: world.oddities,
    convergedMs,
    awaited,
  };
}

/** What still differs from the database, or is not over. */
async function differences(world: World): Promise<readonly string[]> {
  const restless = world.people.filter((person) => !person.isCalm());
  if (restless.length > 0)
    return restless.map(
      (one) => `${one.name} is ${one.isOnline() ? "online" : "offline"}, ${one.pending()} on the way`,
    );
  const threads = await world.truth();
  return [...examples(judgeScreens(world, threads)), ...(await world.contradictions())];
}

/** Some of all that went wrong, for whoever looks for its cause; nothing where nothing did. */
export const faultsIn = ({ stored, shown, contradictions, oddities }: Outcome) => [
  ...examples(stored),
  ...examples(shown),
  ...contradictions.slice(0, 20),
  ...oddities.slice(0, 20),
];

/** The outcome in one line. */
export const tell = ({ stored, shown, contradictions, oddities, convergedMs, awaited }: Outcome) =>
  `stored: ${inNumbers(stored)}; shown: ${inNumbers(shown)}; ${contradictions.length} contradictions, ${oddities.length} oddities; ` +
  `${convergedMs === null ? "never converged" : `converged after ${Math.round(convergedMs)} ms`} (last: ${awaited})`;

/** What people see at this moment. Of a long thread a page shows the end, until somebody asks for more. */
function judgeScreens({ people }: World, threads: Threads): Verdict {
  const verdicts = people.flatMap((person) =>
    person.views().map(({ of, lines }) => {
      const ending = (threads.get(of) ?? []).slice(-Math.max(lines.length, 1));
      return judgeView(person, { of, lines }, new Map([[of, ending]]));
    }),
  );
  return together(verdicts);
}
