import type { AgentThread } from "../../../widget/console/agent-thread.ts";
import type { ConversationRow } from "../../../widget/console/records.ts";
import type { Random } from "../../simulation/random.ts";
import type { Owner } from "../../support/stack.ts";
import { until } from "../../support/until.ts";
import { type ConsoleAddress, closePage, openPage, resume, sitDown } from "./console-page.ts";
import { createDevice } from "./device.ts";
import { isStored, lineOfItem, shownOf } from "./visitor.ts";
import type { Watch } from "./watch.ts";
import type { Person, Threads, View } from "./world.ts";

export interface AgentOptions extends ConsoleAddress {
  readonly name: string;
  readonly credentials: Owner;
  readonly random: Random;
  readonly watch: Watch;
}

export interface Agent extends Person {
  /** The conversations in the list on the screen. */
  rows(): ReadonlyMap<number, ConversationRow>;
}

/** An employee at the console: all that is live there, without its pages. Resolves once signed in. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { name, origin, random, watch } = options;
  const device = createDevice(origin, random);
  let page = openPage(options, device.openTab());
  await page.tab.run(() => page.session.signIn(options.credentials.email, options.credentials.password));
  sitDown(page);

  function reopen(): void {
    if (!page.isClosed) return;
    page = openPage(options, device.openTab());
    void resume(page);
  }

  function comeBack(): void {
    if (page.desk === null || !page.isKept) return;
    closePage(page);
    setTimeout(reopen, random.between(0, 1500));
  }

  function doze(): void {
    const { tab } = page;
    tab.sleep();
    setTimeout(tab.wake, random.between(200, 4000));
  }

  function openThread(id: number): AgentThread | null {
    const { desk, tab } = page;
    if (desk === null) return null;
    const thread = tab.run(() => desk.open(id));
    if (page.thread === thread) return thread;
    const look = watch.follow(`${name} in ${id}`);
    thread.state.subscribe(() => look(thread.state.value.items.map(shownOf)));
    page.thread = thread;
    return thread;
  }

  function turnToAnother(chance: Random): void {
    const rows = [...(page.desk?.inbox.state.value.rows.values() ?? [])].filter(({ status }) => status === "open");
    if (rows.length > 0) openThread(chance.pick(rows).conversation_id);
  }

  function read(): void {
    const { desk, thread, tab } = page;
    if (desk !== null && thread !== null)
      tab.run(() => desk.markRead(thread.conversationId, thread.state.value.lastSeq));
  }

  /** The server may be away: then the page says so, and it stays as it was. */
  function closeConversation(): void {
    const { desk, thread, tab } = page;
    if (desk !== null && thread !== null) void tab.run(() => desk.inbox.close(thread.conversationId).catch(() => {}));
  }

  const views = (): View[] => {
    const { thread } = page;
    if (thread === null) return [];
    return [{ of: String(thread.conversationId), lines: thread.state.value.items.filter(isStored).map(lineOfItem) }];
  };

  return {
    name,
    rows: () => page.desk?.inbox.state.value.rows ?? new Map(),
    canWrite: () => page.thread !== null && !page.isClosed,
    write(text) {
      const { desk, thread, tab } = page;
      if (desk === null || thread === null) throw new Error(`${name} has no conversation open.`);
      tab.run(() => desk.reply(thread.conversationId, text));
    },
    act(chance) {
      const { act } = chance.weighed([
        { weight: 8, act: () => turnToAnother(chance) },
        { weight: 6, act: read },
        { weight: 1, act: closeConversation },
        { weight: 2, act: comeBack },
        { weight: 1, act: doze },
        { weight: 1, act: () => page.tab.wake() },
      ]);
      act();
    },
    settle() {
      reopen();
      page.tab.wake();
    },
    pending: () => page.desk?.replies.entries.length ?? 0,
    isOnline: () => page.desk?.connection.value === "online",
    isCalm: () => page.desk?.connection.value === "online" && page.desk.replies.entries.length === 0,
    views,
    async readAll(threads: Threads) {
      const read: View[] = [];
      for (const [id, lines] of threads) {
        const thread = openThread(Number(id));
        if (thread === null) throw new Error(`${name} is not signed in.`);
        await page.tab.run(() => readWhole(thread, lines.length));
        read.push(...views());
      }
      return read;
    },
    leave: () => closePage(page),
  };
}

/** Resolves once the thread has come to its end and every earlier part is loaded. */
async function readWhole(thread: AgentThread, length: number): Promise<void> {
  await until(
    "the thread to reach its end",
    async () => {
      await thread.check();
      return thread.state.value.lastSeq >= length;
    },
    { everyMs: 1, timeoutMs: 120_000 },
  );
  await until(
    "the thread to reach its beginning",
    async () => {
      await thread.loadEarlier();
      return !thread.state.value.hasEarlier;
    },
    { everyMs: 1, timeoutMs: 120_000 },
  );
}
