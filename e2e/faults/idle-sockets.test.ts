import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../support/http.ts";
import { canMeasureProcesses, processorMs, residentMegabytes } from "../support/process-use.ts";
import { type SignedIn, signIn, startSession } from "../support/socket-people.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { until } from "../support/until.ts";
import { isLong, sized } from "./form.ts";
import { type IdleClient, type IdleCrowd, openCrowd } from "./idle-clients.ts";

const sockets = sized({ short: 250, long: 5_000 });
/** Of them, agents' consoles. */
const consoles = sized({ short: 10, long: 50 });
/** The server pings every 25 s: so many are ten minutes, during which it looks twice at each credential. */
const pings = sized({ short: 2, long: 24 });
const pingMs = 25_000;

/** Of a few sockets, the heap's own steps are a larger part. */
const kilobytesEach = sized({ short: 60, long: 25 });
const shareOfOneCore = 0.08;
const setUpMs = 240_000;

let stack: Stack;
let key: string;
beforeAll(async () => {
  stack = await startStack({ env: { TRUST_PROXY: "1", LOG_LEVEL: "warn" }, hooks: ["memory"] });
  key = await stack.createKey("pk_live");
}, 120_000);
afterAll(() => stack.stop());

test.runIf(canMeasureProcesses)(
  `${sockets} idle sockets for ${pings} pings: none is dropped, each holds at most ${kilobytesEach} KB`,
  async () => {
    const owner = await stack.createOwner();
    const admin = await signIn(stack, owner);
    await allowManyVisitors(admin);
    const visitors = await makeVisitors(sockets - consoles);
    await warmUp(visitors);
    const before = await measure();

    const crowd = await openCrowd([...visitors, ...makeConsoles([admin, await signIn(stack, owner)])]);
    await allConnected(crowd, sockets);
    const share = await idle(crowd);
    const each = growth(before, await measure()) / sockets;
    expect(await crowd.counts()).toMatchObject({ connected: sockets, dropped: 0 });
    expect(each).toBeLessThanOrEqual(kilobytesEach);
    if (isLong) expect(share).toBeLessThanOrEqual(shareOfOneCore);
    await crowd.leave();
  },
  2 * setUpMs + (pings + 4) * pingMs,
);

/** Until each has answered its pings. Answers the share of one core that the server used meanwhile. */
async function idle(crowd: IdleCrowd): Promise<number> {
  const [start, used] = [performance.now(), processorMs(stack.pid)];
  const isOver = async () => {
    const { leastPings, dropped } = await crowd.counts();
    return leastPings >= pings || dropped > 0;
  };
  await until(`${pings} pings`, isOver, { timeoutMs: (pings + 4) * pingMs, everyMs: 1000 });
  return (processorMs(stack.pid) - used) / (performance.now() - start);
}

async function allowManyVisitors({ headers }: SignedIn): Promise<void> {
  const { body } = await ask(`${stack.api}/api-keys`, { headers });
  const made = (body["data"] as { key_id: number; prefix: string }[]).find(({ prefix }) => key.startsWith(prefix));
  const wish = { method: "PUT", headers, body: { site_limit_per_minute: 100_000 } };
  expect((await ask(`${stack.api}/api-keys/${made?.key_id}`, wish)).status).toBe(200);
}

const engine = "/socket.io/?EIO=4&transport=websocket";

/** So many visitors, each from an address and with a session of its own. */
async function makeVisitors(count: number): Promise<IdleClient[]> {
  const url = `${stack.url.replace("http", "ws")}${engine}&key=${key}`;
  const make = async (_: unknown, number: number): Promise<IdleClient> => {
    const address = `10.0.${number >> 8}.${number & 255}`;
    const session = await startSession(stack, key, address);
    return { url, headers: {}, hello: `40/widget,${JSON.stringify({ session_id: session })}` };
  };
  const made: IdleClient[] = [];
  while (made.length < count) {
    const some = Array.from({ length: Math.min(50, count - made.length) }, (_, index) => made.length + index);
    made.push(...(await Promise.all(some.map((number) => make(undefined, number)))));
  }
  return made;
}

/** Consoles of one person, who signed in on so many devices that none connects too often in a minute. */
function makeConsoles(signIns: readonly [SignedIn, SignedIn]): IdleClient[] {
  const url = `${stack.url.replace("http", "ws")}${engine}`;
  return Array.from({ length: consoles }, (_, number): IdleClient => {
    const { headers, csrfToken } = signIns[number % 2 === 0 ? 0 : 1];
    return { url, headers, hello: `40/agent,${JSON.stringify({ csrf_token: csrfToken })}` };
  });
}

/** What is made once, code and caches, is not the sockets'. */
async function warmUp(visitors: readonly IdleClient[]): Promise<void> {
  const some = visitors.slice(0, 200);
  const crowd = await openCrowd(some);
  await allConnected(crowd, some.length);
  await crowd.leave();
}

async function allConnected(crowd: IdleCrowd, count: number): Promise<void> {
  const isOver = async () => {
    const { connected, dropped } = await crowd.counts();
    return connected + dropped >= count;
  };
  await until("all to be connected", isOver, { timeoutMs: setUpMs, everyMs: 250 });
  expect(await crowd.counts()).toMatchObject({ connected: count, dropped: 0 });
}

interface Memory {
  /** Kilobytes in use after all garbage is collected. */
  readonly used: number;
  /** Kilobytes that the system says the process holds, free pages of the heap included. */
  readonly resident: number;
}

async function measure(): Promise<Memory> {
  const bytes = await stack.askHooks({ collect: true });
  return { used: Number(bytes) / 1024, resident: residentMegabytes(stack.pid) * 1024 };
}

/** Pages that were free before may have taken in some of the growth: what is larger counts. */
const growth = (before: Memory, after: Memory) => Math.max(after.used - before.used, after.resident - before.resident);
