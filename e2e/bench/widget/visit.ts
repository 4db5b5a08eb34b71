import type { Browser } from "playwright";
import { until } from "../../support/until.ts";
import type { Contender } from "./contenders.ts";
import { logTraffic, type Traffic, type TrafficLog } from "./traffic.ts";
import { sendVisitor, type Visitor } from "./visitor.ts";
import type { Seen } from "./watch.ts";

/** What one visitor met who came with an empty cache, opened the chat and wrote. Times in milliseconds. */
export interface Visit {
  /** From the navigation until the launcher was painted; null where there is none. */
  readonly launcher: number | null;
  /** Until a message could be written: from the click on the launcher, or from the navigation where there is none. */
  readonly usable: number;
  /** Whether the focus came into the composer by itself. */
  readonly focuses: boolean;
  readonly untilLauncher: Traffic | null;
  readonly untilUsable: Traffic;
  /** Until the answer was shown, and all was quiet. */
  readonly inAll: Traffic;
  readonly toOthers: number;
  /** Lengths of the tasks over 50 ms. */
  readonly longTasks: readonly number[];
  readonly shift: number;
}

const patience = { timeoutMs: 30_000 };
/** For how long a widget may take to put the focus into a composer that is free already. */
const focusPatience = { timeoutMs: 500 };
const question = "A question of the bench";

/** Visits a page with a contender on it. Throws when no message can be sent or no answer is shown. */
export async function visit(browser: Browser, url: string, contender: Contender, slowdown: number): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const visitor = await sendVisitor(context, contender, slowdown);
    const traffic = await logTraffic(visitor.session);
    await visitor.goto(url);
    const opened = await open(visitor, contender);
    await visitor.write(question);
    for (const said of [question, contender.answer]) await visitor.reads(said);
    await traffic.quiet();
    return sum(contender, { opened, seen: await visitor.see(), traffic });
  } finally {
    await context.close();
  }
}

/** Opens the chat and sees to the focus. Resolves to what was seen before the bench itself touched the composer. */
async function open(visitor: Visitor, { launcher: hasLauncher }: Contender): Promise<Seen> {
  if (hasLauncher !== null)
    await visitor.click(await until("the launcher", async () => (await visitor.see()).launcher, patience));
  await until("a composer that is shown and free", async () => (await visitor.see()).composer, patience);
  const focused = async () => (await visitor.see()).focused !== null;
  await until("the focus", focused, focusPatience).catch(() => undefined);
  const seen = await visitor.see();
  if (seen.focused === null) await visitor.focus();
  return seen;
}

interface Parts {
  /** What was seen when the composer was ready, before the bench itself touched it, and what in the end. */
  readonly opened: Seen;
  readonly seen: Seen;
  readonly traffic: TrafficLog;
}

function sum({ launcher: hasLauncher }: Contender, { opened, seen, traffic }: Parts): Visit {
  const { origin } = seen;
  const launcher = seen.launcher?.at ?? null;
  const begin = hasLauncher === null ? 0 : seen.clicked;
  const ready = opened.focused ?? opened.composer?.at ?? null;
  if (begin === null || ready === null) throw new Error("The click or the composer was never seen.");
  return {
    launcher,
    usable: ready - begin,
    focuses: opened.focused !== null,
    untilLauncher: launcher === null ? null : traffic.until(origin + launcher),
    untilUsable: traffic.until(origin + ready),
    inAll: traffic.until(Number.POSITIVE_INFINITY),
    toOthers: traffic.toOthers(),
    longTasks: seen.longTasks,
    shift: seen.shift,
  };
}
