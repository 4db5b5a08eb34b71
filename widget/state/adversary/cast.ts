import type { Network } from "./network.ts";
import { openChat, openConsole, type Page, type Written } from "./people.ts";
import type { What } from "./schedule.ts";
import type { SimServer } from "./server.ts";
import type { Database } from "./server-state.ts";
import type { SimBrowser, SimTab } from "./tab.ts";
import type { World } from "./world.ts";

/** All who take part. */
export interface Cast {
  readonly world: World;
  readonly server: SimServer;
  readonly network: Network;
  readonly visitors: SimBrowser;
  readonly office: SimBrowser;
  readonly pages: Set<Page>;
  readonly written: Written[];
  /** How far agents have read in which conversations. */
  readonly seen: { readonly tab: SimTab; readonly id: number; readonly seq: number }[];
  readonly happened: Set<What>;
  /** How often a visitor's session was forgotten, or a backup brought back. */
  losses: number;
  /** When that was last. */
  lostAt: number;
  backup: Database | null;
}

export function openPage({ world, network, visitors, pages }: Cast): Page {
  const page = openChat(world, network, visitors, `tab ${pages.size + 1}`);
  pages.add(page);
  world.note(`${page.tab.name} opens`);
  return page;
}

export function openDesk(cast: Cast): void {
  const { world, network, office: browser, pages, server } = cast;
  const page: Page = openConsole({
    world,
    network,
    browser,
    name: `console ${world.log.length}`,
    restored: () => world.after(200, () => reload(cast, page)),
    conversation: () => server.database.conversations.findLast(({ status }) => status !== "ended")?.id,
  });
  pages.add(page);
}

export function reload(cast: Cast, page: Page): void {
  if (page.tab.closed) return;
  cast.world.note(`${page.tab.name} loads anew`);
  leavePage(cast, page);
  openDesk(cast);
}

/** Is gone without a word, as tabs are. */
export function leavePage({ world, network, written }: Cast, page: Page): void {
  const { tab } = page;
  const { disk, stored } = tab.browser;
  const kept = [...stored.values()].join();
  const rows = JSON.stringify([...disk.databases.values()].map((one) => [...one.values()]));
  for (const one of written) {
    if (one.tab !== tab) continue;
    const inRows = rows.includes(`"${one.body}"`) || (!disk.refuses && disk.willHold(one.body));
    if (!inRows && !kept.includes(`"${one.body}"`) && !canKeep(tab.browser)) one.excused = true;
  }
  tab.close();
  network.watch.closed(tab);
  for (const link of [...network.links]) {
    if (link.tab !== tab) continue;
    world.after(100, () => link.cut());
  }
}

function canKeep(browser: SimBrowser): boolean {
  return browser.has.storage && !browser.storageRefuses;
}

/** Open pages of visitors, or of the team. */
export function writers({ pages }: Cast, kind: "chat" | "desk"): Page[] {
  return [...pages].filter((page) => !page.tab.closed && page[kind] !== null);
}
