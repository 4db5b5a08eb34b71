import { play } from "./acts.ts";
import { type Cast, openDesk, openPage, writers } from "./cast.ts";
import { judge } from "./judge.ts";
import { look } from "./look.ts";
import { createNetwork, type Network } from "./network.ts";
import type { Schedule } from "./schedule.ts";
import { createServer } from "./server.ts";
import { createBrowser } from "./tab.ts";
import { good } from "./weather.ts";
import { createWorld, type World } from "./world.ts";

export interface Told {
  readonly faults: readonly string[];
  readonly log: readonly string[];
}

/** Within this time of a good network everything has settled. */
const settlesWithin = 15_000;
const office = { locks: true, channels: true, storage: true, disk: true };

/** Tells a story to its end: what happens, then a good network, then all pages end. */
export async function tell(schedule: Schedule, settle: () => Promise<void>, host: Host): Promise<Told> {
  const world = createWorld(schedule.seed, settle);
  const server = createServer(world);
  const network = createNetwork(world, server);
  const cast: Cast = {
    world,
    server,
    network,
    visitors: createBrowser(world, "visitor", schedule.has),
    office: createBrowser(world, "agent", office),
    pages: new Set(),
    written: [],
    seen: [],
    happened: new Set(),
    losses: 0,
    lostAt: Number.NEGATIVE_INFINITY,
    backup: null,
  };
  host.enter(world, network);
  network.watch.acted(cast.office);
  world.after(0, () => openPage(cast));
  world.after(5, () => openDesk(cast));
  for (const act of schedule.acts) world.after(act.at + 10, () => play(cast, act));
  const end = 1_000 + Math.max(0, ...schedule.acts.map(({ at }) => at));
  await world.pass(end, () => look(cast));
  world.after(0, () => heal(cast));
  await world.pass(end + settlesWithin, () => look(cast));
  if (world.faults.length === 0) judge(cast);
  if (world.faults.length === 0) await finish(cast);
  host.leave();
  return { faults: world.faults, log: world.log };
}

/** Puts the story's own in the place of what a browser gives its pages. */
export interface Host {
  enter(world: World, network: Network): void;
  leave(): void;
}

async function finish({ world, network, pages }: Cast): Promise<void> {
  world.after(0, () => {
    for (const page of pages) world.after(0, () => page.tab.run(page.stop));
  });
  await world.pass(world.now + 20_000, () => {});
  for (const { tab } of pages)
    if (!tab.closed && tab.timers.size > 0) world.fault(`${tab.name} keeps ${tab.timers.size} timers`);
  if (network.links.size > 0) world.fault(`${network.links.size} connections stay open`);
}

/** All is well from now on; the visitor looks at a fresh page too. */
function heal(cast: Cast): void {
  const { network, visitors, world } = cast;
  world.note("the network is good");
  if (cast.losses > 0) cast.lostAt = world.now;
  network.weather = good;
  network.breakHanging();
  visitors.online = true;
  visitors.chunksFail = false;
  openPage(cast);
  for (const page of cast.pages) {
    const { tab, chat } = page;
    if (tab.closed) continue;
    tab.thaw();
    world.after(1, () => {
      network.watch.woke(tab);
      tab.show(true);
      tab.wake();
      if (cast.written.some((one) => one.tab.browser === visitors)) tab.run(() => void chat?.start());
    });
  }
  if (writers(cast, "desk").length === 0) openDesk(cast);
}
