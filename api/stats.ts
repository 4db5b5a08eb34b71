import type { KeyStats } from "./access/key-verifier.ts";
import type { Api } from "./api.ts";
import type { RequestStats } from "./request-meter.ts";
import { readSpaceFigures, type SpaceFigures } from "./space-figures.ts";
import type { DatabaseStats } from "./store/database.ts";
import type { Space } from "./store/space.ts";
import type { TryOutcome } from "./webhooks/outcome.ts";

/** What the API did since its start and how it is now, in plain numbers: for whoever watches over the product. */
export interface ApiStats {
  readonly requests: readonly RequestStats[];
  /** How often each kind of limit was found used up. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly keys: KeyStats;
  readonly webhookTries: ReadonlyMap<TryOutcome, number>;
  readonly spaces: readonly SpaceStats[];
}

export interface SpaceStats {
  readonly space: string;
  readonly answers: boolean;
  readonly agents: { readonly online: number; readonly away: number };
  readonly database: DatabaseStats;
  /** Null when the database did not tell in time. */
  readonly figures: SpaceFigures | null;
}

/** Whoever watches asks again soon: what takes longer is left out rather than waited for. */
const patience = 2000;

type Watched = Pick<Api, "requests" | "limiter" | "keys" | "presence" | "clock"> & {
  readonly webhookTries: () => ApiStats["webhookTries"];
};

/** Returns the reading. A space whose last reading is still under way is not asked a second time. */
export function createStats(
  api: Watched,
  { patienceMs = patience } = {},
): (spaces: readonly Space[]) => Promise<ApiStats> {
  const underWay = new Map<Space, Promise<SpaceFigures>>();

  function figuresOf(space: Space): Promise<SpaceFigures> {
    const known = underWay.get(space);
    if (known !== undefined) return known;
    const reading = readSpaceFigures(space, api.clock).finally(() => underWay.delete(space));
    underWay.set(space, reading);
    return reading;
  }

  async function statsOf(space: Space): Promise<SpaceStats> {
    // Before anything is asked: the reading does not count itself.
    const database = space.stats();
    const { employees, agents_online: online } = api.presence.online(space);
    const [answers, figures] = await Promise.all([
      inTime(patienceMs, answersOf(space)),
      inTime(patienceMs, figuresOf(space)),
    ]);
    const agents = { online, away: employees.length - online };
    return { space: space.name, answers: answers ?? false, agents, database, figures };
  }

  return async (spaces) => ({
    requests: api.requests.read(),
    refusals: api.limiter.refusals(),
    keys: api.keys.stats(),
    webhookTries: api.webhookTries(),
    spaces: await Promise.all(spaces.map(statsOf)),
  });
}

async function answersOf(space: Space): Promise<true> {
  await space.ping();
  return true;
}

/** What the work comes to; null when it fails or takes too long. */
async function inTime<T>(patienceMs: number, work: Promise<T>): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), patienceMs);
  try {
    return await Promise.race([work, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
