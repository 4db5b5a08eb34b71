import type { Random } from "../../simulation/random.ts";
import { createDrills, type Drill } from "./drills.ts";
import type { Key, Visitor } from "./rules.ts";
import { createServerActs } from "./server-acts.ts";
import { createSocketActs } from "./socket-acts.ts";
import { type Act, createVisitorActs } from "./visitor-acts.ts";
import type { Line, World } from "./world.ts";

const addresses = [
  ...["203.0.113.1", "203.0.113.2", "198.51.100.9"],
  ...["2001:db8:1:1:0:0:0:1", "2001:db8:1:1:abcd:0:0:2", "2001:db8:1:2:0:0:0:1"],
];

/** Any traffic, forever: of everything something, often at once, and for a while mostly what fills one window. */
export function createTraffic(world: World, random: Random, keys: readonly Key[]) {
  const sites = keys.filter(({ text }) => text.startsWith("pk_"));
  const servers = keys.filter(({ text }) => text.startsWith("crm"));
  const by = createVisitorActs(world, random);
  const of = createServerActs(world, random);
  const over = createSocketActs(world);
  const address = () => random.pick(addresses);
  const drills = createDrills(world, random, { by, of, over, sites, servers, addresses });
  const kinds = Object.keys(drills);
  let round = -1;
  let drill: Drill = anything;
  let enough = 0;
  let left = 0;

  const newcomer = () => ({ key: random.pick(sites), address: address() });

  function byNewcomer(): Act {
    const caller = newcomer();
    const other = world.visitors.find(({ key }) => key !== caller.key);
    if (other !== undefined && random.chance(0.2)) return by.sayWithAnothersSession(caller, other);
    return random.pick([by.arrive, by.pollStatus, by.sayWithNobodysSession, by.readLeads])(caller);
  }

  function byVisitor(one: Visitor): Act {
    const ways: (() => Act)[] = [
      ...[() => by.say(one, address()), () => by.sayMany(one, random.between(1, Math.min(4, one.key.own)))],
      ...[() => by.resume(one, address()), () => by.sayWrong(one), () => by.end(one), () => by.identify(one)],
      ...[() => by.pollHistory(one), () => by.pollPage(one)],
      ...(one.sent.length === 0 ? [] : [() => by.sayAgain(one), () => by.sayOtherwise(one)]),
    ];
    return random.pick(ways)();
  }

  function overSocket(one: Visitor): Act {
    if (random.chance(0.05)) return over.connectAsNobody(one.key, address());
    const line = over.lineOf(one.name);
    if (line === undefined || random.chance(0.1)) return over.connect(one, address());
    return over.hasRoom(line, world.at()) ? onLine(one, line) : byVisitor(one);
  }

  function onLine(one: Visitor, line: Line): Act {
    const { conversation } = one;
    const ways: (() => Act)[] = [
      ...[() => over.say(one, line, random.between(1, Math.min(3, one.key.own))), () => over.sync(one, line)],
      ...[() => over.end(one, line), () => over.identify(one, line)],
      ...(conversation === null ? [] : [() => over.read(one, line, conversation)]),
      ...(one.sent.length === 0 ? [] : [() => over.sayAgain(one, line)]),
    ];
    return random.pick(ways)();
  }

  function byEmployee(): Act {
    const index = random.pick([0, 1] as const);
    const line = over.lineOf(`agent ${index}`);
    if (line === undefined || random.chance(0.05)) return over.connectAgent(index);
    if (random.chance(0.5) || !over.hasRoom(line, world.at())) return random.pick([of.look, of.forge])(index);
    const talking = world.visitors.find((one) => one.key.mode === "live" && one.conversation !== null);
    return talking?.conversation ? over.open(index, line, talking.conversation) : over.feed(index, line);
  }

  function byServer(): Act {
    return random.pick([of.list, of.miss, of.err, of.trespass, of.batch])(random.pick(servers));
  }

  function byNobody(): Act {
    return random.pick([of.nothing, of.madeUp, of.nowhere, of.wrongKey, of.options])(address());
  }

  function anything(): Act {
    if (random.chance(0.01)) return of.edit(random.pick(keys), random.pick([5, 12, 20, 30, 45, 90]));
    const visitor = world.visitors.at(-random.between(1, 6));
    const ways = [byNewcomer, byServer, byEmployee, byNobody];
    const more = visitor === undefined ? [] : [() => byVisitor(visitor), () => overSocket(visitor)];
    return random.pick([...ways, ...more, ...more])();
  }

  /** One window after another is filled, until it has refused a few, or for so many requests. */
  function refocus(): void {
    const kind = kinds[round % kinds.length] ?? "";
    if (left > 0 && (world.books.refusals().get(kind) ?? 0) < enough) return;
    round += 1;
    const next = kinds[round % kinds.length] ?? "";
    drill = drills[next]?.() ?? anything;
    enough = (world.books.refusals().get(next) ?? 0) + random.between(5, 40);
    left = 700;
  }

  return {
    /** First every key is seen, so that none has to be checked while its address may show no more wrong ones. */
    start: (): readonly Act[] => [
      ...sites.map((key) => by.arrive({ key, address: "192.0.2.1" })),
      ...servers.map((key) => of.miss(key)),
    ],
    /** What happens next at one moment: mostly one request, sometimes many of one kind. */
    next(): readonly Act[] {
      refocus();
      const size = random.chance(0.15) ? random.between(2, 40) : 1;
      const from = newcomer();
      const acts = random.chance(0.6) ? Array.from({ length: size }, () => drill(from)) : [anything()];
      left -= acts.length;
      return acts;
    },
    /** Milliseconds until then: often none, sometimes to the very edge of a window. */
    pause(): number {
      if (random.chance(0.004)) return random.pick([1000, 9_999, 10_000, 30_000, 59_999, 60_000, 61_000]);
      return random.chance(0.3) ? 0 : random.between(1, 60);
    },
  };
}
