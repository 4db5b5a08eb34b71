import { type Cast, leavePage, openPage, reload, writers } from "./cast.ts";
import type { Network } from "./network.ts";
import type { Page } from "./people.ts";
import type { Act, What } from "./schedule.ts";
import { good, type Link, type Weather } from "./weather.ts";
import type { World } from "./world.ts";

function write(cast: Cast, page: Page | undefined, count: number, text = ""): void {
  // Nobody writes in a page that is asleep.
  if (page === undefined || page.tab.frozen) return;
  const { world, written, network } = cast;
  network.watch.acted(page.tab.browser);
  page.tab.run(() => {
    for (let more = 0; more < count; more += 1) {
      const body = `${text}m${written.length}`;
      if (!page.write(body)) return;
      world.note(`${page.tab.name} writes ${body}`);
      written.push({ body, tab: page.tab, excused: false });
    }
  });
}

function storm(much: number, { random }: World): Weather {
  const maybe = (chance: number) => (random.chance(0.4) ? random.next() * chance : 0);
  return {
    lost: maybe(0.9),
    doubled: maybe(0.5),
    late: maybe(0.6),
    slow: maybe(0.6),
    busy: maybe(0.9),
    busyCode: random.pick(["UNAVAILABLE", "RATE_LIMITED", "SERVER_ERROR"] as const) ?? "UNAVAILABLE",
    far: random.between(5, much < 0.5 ? 100 : 2_000),
    fails: maybe(0.9),
    hangs: maybe(0.5),
  };
}

/** One thing happens. */
export function play(cast: Cast, { what, which, much }: Act): void {
  const { world, network } = cast;
  const pages = [...cast.pages].filter(({ tab }) => !tab.closed);
  const page = pages[which % pages.length];
  const chats = writers(cast, "chat");
  const chat = chats[which % chats.length];
  const links = [...network.links];
  const link = links[which % links.length];
  cast.happened.add(what);
  if (what === "thaw" && cast.losses > 0) cast.lostAt = world.now;
  world.note(`· ${what} ${page?.tab.name ?? ""} ${much.toFixed(2)}`);
  const acts: Record<What, () => unknown> = {
    write: () => write(cast, chat, 1 + Math.floor(much * much * 8)),
    refused: () =>
      write(cast, chat, 1, `refuse ${much < 0.5 ? "VALIDATION_ERROR" : "DUPLICATE"}${which % 2 ? " unnamed" : ""} `),
    reply: () => write(cast, writers(cast, "desk")[0], 1 + Math.floor(much * much * 4)),
    bot: () => cast.server.say(1 + Math.floor(much * 5)),
    read: () => readSome(cast, chat, writers(cast, "desk")[0]),
    cut: () => cut(much < 0.4 ? links : links.filter((one) => one === link)),
    dead: () => Object.assign(link ?? {}, { dead: true }),
    offline: () => setOnline(cast, false),
    online: () => setOnline(cast, true),
    storm: () => Object.assign(network, { weather: storm(much, world) }),
    calm: () => Object.assign(network, { weather: good }),
    drain: () => drain(cast, much),
    revoke: () => link && revoke(cast, link),
    forget: () => forget(cast, which),
    backup: () => Object.assign(cast, { backup: structuredClone(cast.server.database) }),
    restore: () => restore(cast, much),
    grow: () => restore(cast, much) && cast.server.say(30),
    end: () => end(cast, chat),
    close: () => cast.server.close(),
    openTab: () => chats.length < 4 && openPage(cast),
    closeTab: () => chat && leavePage(cast, chat),
    freeze: () => page?.tab.freeze(),
    thaw: () => page?.tab.thaw(),
    hide: () => page?.tab.show(false),
    show: () => page && showPage(cast, page),
    clock: () => Object.assign(cast.visitors, { skew: cast.visitors.skew + Math.floor((much - 0.5) * 70_000_000) }),
    diskRefuses: () => Object.assign(cast.visitors.disk, { refuses: true }),
    storageRefuses: () => Object.assign(cast.visitors, { storageRefuses: true }),
    chunksFail: () => Object.assign(cast.visitors, { chunksFail: much < 0.6 }),
    reloadConsole: () => writers(cast, "desk").map((one) => reload(cast, one)),
  };
  acts[what]();
}

function cut(links: readonly Link[]): void {
  for (const link of links) link.cut();
}

/** Ends the conversation, as visitors can. */
function end({ network }: Cast, page: Page | undefined): void {
  if (page === undefined || page.tab.frozen) return;
  network.watch.acted(page.tab.browser);
  page.tab.run(() => void page.chat?.end());
}

function readSome(cast: Cast, chat: Page | undefined, desk: Page | undefined): void {
  chat?.tab.run(() => chat.chat?.markRead());
  const open = [...(desk?.desk?.inbox.state.value.rows.values() ?? [])].at(-1);
  if (desk === undefined || open === undefined) return;
  const { conversation_id: id, last_seq: seq } = open;
  cast.seen.push({ tab: desk.tab, id, seq });
  desk.tab.run(() => desk.desk?.markRead(id, seq));
}

function setOnline({ visitors, network, pages }: Cast, online: boolean): void {
  visitors.online = online;
  if (!online) return;
  for (const { tab } of pages) if (tab.browser === visitors && !tab.closed) wake(network, tab);
}

function showPage({ network }: Cast, { tab }: Page): void {
  network.watch.woke(tab);
  tab.show(true);
}

function drain({ world, network }: Cast, much: number): void {
  for (const link of network.links) {
    link.emit("drain", { after_ms: Math.floor(much * 8_000) });
    world.after(1_000, () => link.cut());
  }
}

/** The session ends. The server cuts off whom it has let in, and only for a session that is no longer valid. */
function revoke(cast: Cast, link: Link): void {
  if (link.caller === undefined) return;
  if (typeof link.caller === "string") {
    cast.losses += 1;
    cast.lostAt = cast.world.now;
    cast.server.forget(link.caller);
  }
  link.dismiss();
}

function forget(cast: Cast, which: number): void {
  const sessions = [...cast.server.database.sessions];
  const session = sessions[which % sessions.length];
  if (session === undefined) return;
  cast.losses += 1;
  cast.lostAt = cast.world.now;
  cast.server.forget(session);
}

function restore(cast: Cast, much: number): boolean {
  if (cast.backup === null) return false;
  cast.losses += 1;
  cast.lostAt = cast.world.now;
  cast.server.restore(cast.backup);
  cast.world.note(`the database is ${cast.server.database.epoch} now`);
  // The product starts anew; a proxy may keep its connections a while.
  if (much < 0.7) for (const link of [...cast.network.links]) link.cut();
  return true;
}

function wake(network: Network, tab: Page["tab"]): void {
  network.watch.woke(tab);
  tab.wake();
}
