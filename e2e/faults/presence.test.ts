import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../support/http.ts";
import {
  command,
  connectAgent,
  connectVisitor,
  type SignedIn,
  signIn,
  startSession,
} from "../support/socket-people.ts";
import { type Owner, type Stack, startStack } from "../support/stack.ts";
import { until } from "../support/until.ts";

const toldWithinMs = 2_000;
const graceMs = 30_000;

let stack: Stack;
let owner: Owner;
let ada: SignedIn;
let bob: SignedIn;
let key: string;
beforeAll(async () => {
  stack = await startStack({ env: { LOG_LEVEL: "warn" } });
  owner = await stack.createOwner();
  const colleague = { email: "bob@example.com", password: "seventeen green kettles" };
  const role = ["--name", "Bob", "--email", colleague.email, "--role", "agent"];
  await stack.cli(["users", "create", ...role, "--password-stdin"], colleague.password);
  [ada, bob] = [await signIn(stack, owner), await signIn(stack, colleague)];
  key = await stack.createKey("pk_live");
}, 120_000);
afterAll(() => stack.stop());

interface Heard {
  readonly at: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever fields it is about.
  readonly what: any;
}

/** Everything of this name that a socket hears from now on. */
function listen(socket: Socket, name: string): readonly Heard[] {
  const heard: Heard[] = [];
  socket.on(name, (what) => heard.push({ at: performance.now(), what }));
  return heard;
}

const visit = async () => connectVisitor(stack, { key, session: await startSession(stack, key) });

/** Milliseconds from now until something fitting is heard that was not before. */
async function hears(heard: readonly Heard[], fits: (what: Heard["what"]) => boolean, timeoutMs = 10_000) {
  const [start, before] = [performance.now(), heard.length];
  const isNews = () => heard.slice(before).find(({ what }) => fits(what));
  const found = await until("the news", isNews, { timeoutMs, everyMs: 5 });
  return found.at - start;
}

test("a widget hears within 2 s that an agent came, went away, came back, and that hours or an incident began", async () => {
  const visitor = await visit();
  const told = listen(visitor, "availability.changed");
  const change = async (fits: Parameters<typeof hears>[1], act: () => Promise<unknown> | unknown) => {
    const heard = hears(told, fits);
    await act();
    expect(await heard).toBeLessThan(toldWithinMs);
  };
  let agent: Socket | undefined;
  await change(
    ({ agents_online }) => agents_online === 1,
    async () => {
      agent = await connectAgent(stack, ada);
    },
  );
  for (const status of ["away", "online", "away"] as const) {
    await change(
      (what) => what.status === status,
      () => agent?.emit("presence", { status }),
    );
  }
  const set = (body: object) => ask(`${stack.api}/settings`, { method: "PUT", headers: ada.headers, body });
  await change(
    ({ business_hours }) => !business_hours.open,
    () => set({ business_hours: {} }),
  );
  await change(
    ({ incident }) => incident === "Mail is slow",
    () => set({ incident: "Mail is slow", business_hours: null }),
  );
  for (const socket of [visitor, agent]) socket?.disconnect();
}, 60_000);

test("typing reaches the other side, once in two seconds and no more, and nobody is told what was dropped", async () => {
  const visitor = await visit();
  const agent = await connectAgent(stack, ada);
  const sent = await command(visitor, "message:send", { items: [{ client_id: "typing-0001", body: "Hello" }] });
  const conversation_id = sent["conversation_id"];
  await command(agent, "conversation:sync", { conversation_id, after: 0 });
  const [atVisitor, atAgent] = [listen(visitor, "typing"), listen(agent, "typing")];
  const errors = listen(visitor, "connect_error");
  for (let key = 0; key < 30; key += 1) {
    visitor.emit("typing", { typing: true });
    agent.emit("typing", { conversation_id, typing: true });
  }
  // Whatever is answered after them was handled after them.
  await command(visitor, "conversation:sync", { after: 0 });
  await command(agent, "conversation:sync", { conversation_id, after: 0 });
  await until("both to hear of it", () => atVisitor.length > 0 && atAgent.length > 0);
  expect([atVisitor.length, atAgent.length, errors.length]).toEqual([1, 1, 0]);
  await until("typing to pass again", () => {
    visitor.emit("typing", { typing: true });
    return atAgent.length > 1;
  });
  const [first, second] = atAgent;
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(1_900);
  for (const socket of [visitor, agent]) socket.disconnect();
}, 60_000);

test("two agents on one conversation see each other within 2 s, until one looks away or is gone", async () => {
  const visitor = await visit();
  const { conversation_id } = await command(visitor, "message:send", {
    items: [{ client_id: "viewing-0001", body: "Hello" }],
  });
  const [one, two] = [await connectAgent(stack, ada), await connectAgent(stack, bob)];
  const seen = listen(two, "viewing");
  const names = () =>
    seen
      .at(-1)
      ?.what.employees.map(({ name }: { name: string }) => name)
      .sort();
  one.emit("viewing", { conversation_id });
  two.emit("viewing", { conversation_id });
  const quickly = { timeoutMs: toldWithinMs };
  await until("both to be seen", () => names()?.join() === "Bob,Olive Owner", quickly);
  one.disconnect();
  await until("one to be gone", () => names()?.join() === "Bob", quickly);
  for (const socket of [visitor, two]) socket.disconnect();
}, 60_000);

test("an agent is offline 30 s after the last socket, and a reload or another tab shows to nobody", async () => {
  const visitor = await visit();
  const [bobs, told] = [await connectAgent(stack, bob), listen(visitor, "availability.changed")];
  const presence = listen(bobs, "presence");
  const [tab, other] = [await connectAgent(stack, ada), await connectAgent(stack, ada)];
  const status = async () => (await ask(`${stack.api}/widget/status`, { key })).body["data"];
  await until("both to be there", async () => ((await status()) as { agents_online: number }).agents_online === 2);
  const before = [presence.length, told.length];
  tab.disconnect();
  other.disconnect();
  const reloaded = await connectAgent(stack, ada);
  const goneAt = performance.now();
  const offline = hears(presence, ({ status }) => status === "offline", graceMs + 10_000);
  reloaded.disconnect();
  await offline;
  expect([presence.length, told.length]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1]);
  for (const heard of [presence.at(-1), told.at(-1)]) {
    const after = (heard?.at ?? 0) - goneAt;
    expect(after).toBeGreaterThan(graceMs - 200);
    expect(after).toBeLessThan(graceMs + toldWithinMs);
  }
  expect(told.at(-1)?.what).toMatchObject({ agents_online: 1, status: "online" });
  for (const socket of [visitor, bobs]) socket.disconnect();
}, 90_000);
