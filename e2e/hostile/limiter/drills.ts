import type { Random } from "../../simulation/random.ts";
import type { Key } from "./rules.ts";
import type { createServerActs } from "./server-acts.ts";
import type { createSocketActs } from "./socket-acts.ts";
import type { Act, Caller, createVisitorActs } from "./visitor-acts.ts";
import type { World } from "./world.ts";

export interface Cast {
  readonly by: ReturnType<typeof createVisitorActs>;
  readonly of: ReturnType<typeof createServerActs>;
  readonly over: ReturnType<typeof createSocketActs>;
  readonly sites: readonly Key[];
  readonly servers: readonly Key[];
  readonly addresses: readonly string[];
}

/** One request over and over, from here or there, which fills the window of its name. */
export type Drill = (from: Caller) => Act;

/** For each kind of window, the request that fills it. Chance alone would leave some of them half empty. */
export function createDrills(world: World, random: Random, { by, of, over, sites, servers, addresses }: Cast) {
  const visitor = () => random.pick(world.visitors.filter(({ key }) => key.scope === "visitor"));
  const address = () => random.pick(addresses);

  const drills: Readonly<Record<string, () => Drill>> = {
    session() {
      const one = visitor();
      return (from) => by.say(one, from.address);
    },
    poll() {
      const one = visitor();
      return () => by.pollHistory(one);
    },
    connects() {
      const one = visitor();
      return (from) => over.connect(one, from.address);
    },
    commands() {
      const one = visitor();
      return (from) => over.syncOrConnect(one, from.address);
    },
    stranger() {
      const one = { key: random.pick(sites), address: address() };
      return () => by.readLeads(one);
    },
    shared() {
      const key = random.pick(sites.filter(({ scope }) => scope === "key"));
      return (from) => by.readLeads({ ...from, key });
    },
    site() {
      const key = sites.reduce((smallest, one) => (one.site < smallest.site ? one : smallest));
      return (from) => by.readLeads({ ...from, key });
    },
    address() {
      const one = address();
      return (from) => by.readLeads({ ...from, address: one });
    },
    secret() {
      const key = random.pick(servers);
      return () => of.miss(key);
    },
    "wrong-keys"() {
      const one = address();
      return () => of.wrongKey(one);
    },
    employee: () => () => of.look(1),
    sessions: () => (from) => by.arrive({ ...from, address: addresses[0] ?? from.address }),
  };
  return drills;
}
