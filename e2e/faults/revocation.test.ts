import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { SignJWT } from "jose";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, ask } from "../support/http.ts";
import {
  command,
  connectAgent,
  connectVisitor,
  type SignedIn,
  signIn,
  startSession,
  type Transport,
} from "../support/socket-people.ts";
import { type Owner, type Stack, startStack } from "../support/stack.ts";
import { sized } from "./form.ts";

/** Sockets of the key that is revoked; a few of them poll. */
const crowd = sized({ short: 60, long: 1_000 });
const cutWithinMs = 1_000;
const transports: readonly Transport[] = ["websocket", "polling"];
const website = "https://shop.example";

let stack: Stack;
let owner: Owner;
let admin: SignedIn;
beforeAll(async () => {
  stack = await startStack({ env: { TRUST_PROXY: "1", LOG_LEVEL: "warn" } });
  owner = await stack.createOwner();
  admin = await signIn(stack, owner);
}, 120_000);
afterAll(() => stack.stop());

async function call(method: string, path: string, body?: unknown): Promise<Answer["body"]> {
  const answer = await ask(stack.api + path, { method, headers: admin.headers, body });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return (answer.body["data"] ?? {}) as Answer["body"];
}

interface MadeKey {
  readonly key: string;
  readonly key_id: number;
}
const makeKey = async (wish: object = {}) =>
  (await call("POST", "/api-keys", { type: "pk_live", name: "Website", ...wish })) as unknown as MadeKey;

/** When a socket is cut, by the same clock as the answer of the call that revokes. */
const cut = (socket: Socket) =>
  new Promise<number>((resolve) => socket.once("disconnect", () => resolve(performance.now())));

/** A request that waits for news of a session, which has none. */
const hold = async (key: string, session: string) => {
  const wish = { key, headers: { "X-Widget-Session": session } };
  const { status } = await ask(`${stack.api}/widget/messages?after_seq=0&wait=25`, wish);
  return { status, at: performance.now() };
};

/** Revokes, and expects that all these sockets and requests are cut by it, within a second of its answer. */
async function expectCut(
  sockets: readonly Socket[],
  revoke: () => Promise<unknown>,
  held: readonly Promise<{ readonly at: number }>[] = [],
): Promise<void> {
  const cuts = Promise.all([...sockets.map(cut), ...held.map(async (request) => (await request).at)]);
  const start = performance.now();
  await revoke();
  const answered = performance.now();
  const times = await cuts;
  expect(Math.min(...times)).toBeGreaterThan(start);
  expect(Math.max(...times) - answered).toBeLessThan(cutWithinMs);
}

let ids = 0;
const item = () => {
  ids += 1;
  return { client_id: `message-${ids}`, body: `Number ${ids}` };
};

/** Talks until the connection ends; answers the client ids that were acknowledged as stored. */
async function talk(socket: Socket): Promise<string[]> {
  const stored: string[] = [];
  while (socket.connected) {
    const items = [item()];
    const answer = await command(socket, "message:send", { items }).catch(() => ({ ok: false }));
    if (answer["ok"] === true) stored.push(items[0]?.client_id ?? "");
    else if (socket.connected) break;
  }
  return stored;
}

test(`a revoked key's ${crowd} sockets are cut within a second, while they talk; its requests are refused`, async () => {
  const { key, key_id } = await makeKey();
  const open = async (_: unknown, number: number) => {
    const address = `10.1.${number >> 8}.${number & 255}`;
    const session = await startSession(stack, key, address);
    const transport = number % 20 === 0 ? "polling" : "websocket";
    return { session, socket: await connectVisitor(stack, { key, session, address, transport }) };
  };
  const visitors: Awaited<ReturnType<typeof open>>[] = [];
  while (visitors.length < crowd) {
    const numbers = Array.from(
      { length: Math.min(20, crowd - visitors.length) },
      (_, index) => visitors.length + index,
    );
    visitors.push(...(await Promise.all(numbers.map((number) => open(undefined, number)))));
  }
  const talking = visitors.slice(0, 30).map(({ socket }) => talk(socket));
  const silent = visitors.at(-1)?.session ?? "";
  await expectCut(
    visitors.map(({ socket }) => socket),
    () => call("DELETE", `/api-keys/${key_id}`),
    [hold(key, silent)],
  );
  expect((await ask(`${stack.api}/widget/init`, { key, body: {} })).status).toBe(401);
  await expect(connectVisitor(stack, { key, session: silent })).rejects.toThrow();
  // Whatever was acknowledged in the meantime is stored.
  const stored = (await Promise.all(talking)).flat();
  expect(stored.length).toBeGreaterThan(0);
  expect(storedIds()).toEqual(expect.arrayContaining(stored));
}, 300_000);

const colleague = { email: "bob@example.com", password: "seventeen green kettles" };
async function employ(): Promise<number> {
  const role = ["--name", "Bob", "--email", colleague.email, "--role", "agent", "--password-stdin", "--json"];
  const { stdout } = await stack.cli(["users", "create", ...role], colleague.password);
  return (JSON.parse(stdout) as { employee_id: number }).employee_id;
}

test("another role, and no access at all, cut a person within a second, in both modes and on every transport", async () => {
  const id = await employ();
  const bob = await signIn(stack, colleague);
  const connectAll = () =>
    Promise.all([
      ...transports.map((transport) => connectAgent(stack, bob, { transport })),
      connectAgent(stack, bob, { mode: "test" }),
    ]);
  const lead = async (mode: string) => {
    const headers = { ...bob.headers, "X-Valethon-Mode": mode };
    return (await ask(`${stack.api}/leads`, { headers, body: { email: "lead@example.com" } })).status;
  };
  expect(await lead("live")).toBe(201);
  await expectCut(await connectAll(), () => call("PUT", `/employees/${id}`, { role: "viewer" }));
  expect([await lead("live"), await lead("test")]).toEqual([403, 403]);
  await expectCut(await connectAll(), () => call("PUT", `/employees/${id}`, { disabled: true }));
  expect((await ask(`${stack.api}/session`, { headers: bob.headers })).status).toBe(401);
  await expect(connectAgent(stack, bob)).rejects.toMatchObject({ data: { code: "AUTH_REQUIRED" } });
}, 60_000);

function storedIds(): string[] {
  const database = new Sqlite(join(stack.dataDir, "spaces", "main_live.db"), { readonly: true });
  const ids = database.prepare("select client_id from conversation_events where client_id is not null").pluck().all();
  database.close();
  return ids as string[];
}

test.each(transports)("a website that a key no longer allows is cut within a second, on %s", async (transport) => {
  const { key, key_id } = await makeKey({ allowed_origins: [website, "https://other.example"] });
  const connect = async (origin: string) => {
    const made = await ask(`${stack.api}/widget/init`, { key, headers: { Origin: origin }, body: {} });
    const session = String(made.body["session_id"]);
    return { session, socket: await connectVisitor(stack, { key, session, origin, transport }) };
  };
  const [gone, allowed] = [await connect(website), await connect("https://other.example")];
  await expectCut([gone.socket], () =>
    call("PUT", `/api-keys/${key_id}`, { allowed_origins: ["https://other.example"] }),
  );
  const again = (session: string, origin: string) => connectVisitor(stack, { key, session, origin, transport });
  await expect(again(gone.session, website)).rejects.toThrow();
  (await again(allowed.session, "https://other.example")).disconnect();
  const refused = await ask(`${stack.api}/widget/init`, { key, headers: { Origin: website }, body: {} });
  expect(refused.status).toBe(403);
});

test.each(transports)("whoever a retired secret proved is cut within a second, on %s", async (transport) => {
  const { key, key_id } = await makeKey();
  const { secret } = await call("POST", `/api-keys/${key_id}/identity-secret`, {});
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(`person-${key_id}`)
    .setAudience(String(key_id))
    .setExpirationTime("5m")
    .sign(new TextEncoder().encode(String(secret)));
  const session = await startSession(stack, key, undefined, { identity: { token } });
  const socket = await connectVisitor(stack, { key, session, transport });
  await expectCut([socket], () => call("DELETE", `/api-keys/${key_id}/identity-secret?which=all`));
  await expect(connectVisitor(stack, { key, session, transport })).rejects.toMatchObject({
    data: { code: "NOT_FOUND" },
  });
});

test.each(transports)(
  "a visitor who is erased is cut within a second, on %s, and so is what waits",
  async (transport) => {
    const { key } = await makeKey();
    const email = `gone-${transport}@example.com`;
    const [session, other] = [await startSession(stack, key, "10.9.0.1"), await startSession(stack, key, "10.9.0.2")];
    const [socket, neighbour] = [
      await connectVisitor(stack, { key, session, transport }),
      await connectVisitor(stack, { key, session: other, transport }),
    ];
    expect(await command(socket, "visitor:identify", { identity: { email }, confirm: true })).toMatchObject({
      ok: true,
    });
    const held = hold(key, session);
    await expectCut([socket], () => call("POST", "/personal-data/erase", { email, confirm: "erase" }));
    const answered = performance.now();
    expect((await held).status).toBe(404);
    expect(performance.now() - answered).toBeLessThan(cutWithinMs);
    expect(await command(neighbour, "conversation:sync", { after: 0 })).toMatchObject({ ok: true });
    neighbour.disconnect();
  },
);

test.each(transports)("signing out cuts that sign-in within a second, in both modes, on %s", async (transport) => {
  const [gone, other] = [await signIn(stack, owner), await signIn(stack, owner)];
  const sockets = [
    await connectAgent(stack, gone, { transport }),
    await connectAgent(stack, gone, { transport, mode: "test" }),
  ];
  const neighbour = await connectAgent(stack, other, { transport });
  await expectCut(sockets, () => ask(`${stack.api}/session`, { method: "DELETE", headers: gone.headers }));
  expect((await ask(`${stack.api}/session`, { headers: gone.headers })).status).toBe(401);
  expect(await command(neighbour, "feed:sync", { after: 0 })).toMatchObject({ ok: true });
  neighbour.disconnect();
});
