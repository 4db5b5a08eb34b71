import type { SimBrowser, SimTab } from "./tab.ts";
import type { Link } from "./weather.ts";
import type { World } from "./world.ts";

/** Looks at all that the product sends, for what it may never do. */
export interface Watch {
  /** The visitor has acted: from now on this browser may ask. */
  acted(browser: SimBrowser): void;
  /** There is nothing to wait for any more: whatever was to be waited for. */
  woke(tab: SimTab): void;
  asked(tab: SimTab, what: "socket" | "request" | "command"): void;
  sent(tab: SimTab, id: number, link: Link, packet: readonly [string, { readonly items?: readonly unknown[] }]): void;
  answered(tab: SimTab, id: number, link: Link, name: string, answer: object): void;
  ended(link: Link): void;
  closed(tab: SimTab): void;
}

interface Flight {
  readonly tab: SimTab;
  readonly id: number;
  readonly link: Link;
  readonly at: number;
}

/** A command that has no answer by then is over for the one who asked. */
const acknowledgeWithin = 5_000;
/** What a person's 40 acts and the worst network may cause in a minute; a loop without backoff makes thousands. */
const mostPerMinute = { socket: 60, request: 90, command: 240 };

export function createWatch(world: World): Watch {
  const mayAsk = new Set<SimBrowser>();
  const asked = new Map<SimTab, Record<keyof typeof mostPerMinute, number[]>>();
  const remaining = new Map<SimTab, number>();
  const notBefore = new Map<SimTab, number>();
  let flights: Flight[] = [];

  function ask(tab: SimTab, what: keyof typeof mostPerMinute): void {
    if (!mayAsk.has(tab.browser)) world.fault(`${tab.name} asked before anybody acted`);
    const all = asked.get(tab) ?? { socket: [], request: [], command: [] };
    asked.set(tab, all);
    const recent = all[what].filter((at) => at > world.now - 60_000);
    all[what] = [...recent, world.now];
    if (recent.length > mostPerMinute[what])
      world.fault(`${tab.name} makes more than ${recent.length} ${what}s a minute`);
  }

  function sendsMessages(tab: SimTab, count: number): void {
    const others = flights.filter((one) => one.tab.browser === tab.browser && world.now - one.at < acknowledgeWithin);
    if (tab.browser.has.locks && others.length > 0) world.fault(`${tab.name} sends while a batch is in flight`);
    const most = Math.max(1, remaining.get(tab) ?? 20);
    if (count > most) world.fault(`${tab.name} sends ${count} messages where ${most} remained`);
    if (world.now < (notBefore.get(tab) ?? 0)) world.fault(`${tab.name} does not wait as long as the server said`);
  }

  return {
    acted: (browser) => void mayAsk.add(browser),
    woke: (tab) => void remaining.delete(tab),
    asked: ask,
    sent(tab, id, link, [name, input]) {
      ask(tab, "command");
      if (name !== "message:send") return;
      sendsMessages(tab, input.items?.length ?? 0);
      flights.push({ tab, id, link, at: world.now });
    },
    answered(tab, id, link, name, answer) {
      if (name !== "message:send") return;
      const flight = flights.find((one) => one.link === link && one.id === id);
      const { limit, retry_after } = answer as { limit?: { remaining: number }; retry_after?: number };
      flights = flights.filter((one) => one !== flight);
      if (flight === undefined || world.now - flight.at >= acknowledgeWithin) return;
      if (limit !== undefined) remaining.set(tab, limit.remaining);
      if (retry_after !== undefined) notBefore.set(tab, world.now + retry_after * 1_000);
    },
    closed(tab) {
      flights = flights.filter((one) => one.tab !== tab);
    },
    ended(link) {
      flights = flights.filter((one) => one.link !== link);
    },
  };
}
