import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryBus } from "../api/events/bus.ts";
import type { Space } from "../api/store/space.ts";
import { engines } from "../api/testing/api.ts";
import { signToken } from "../api/testing/identity.ts";
import { openReal, type SignIn } from "./testing/real.ts";
import { record } from "./testing/scenes.ts";
import { ask, next } from "./testing/stage.ts";
import { createVisits } from "./visits.ts";

const hour = 3_600_000;

describe.each(engines)("proved visitors on sockets over %s", (engine) => {
  let real: Awaited<ReturnType<typeof openReal>>;
  let owner: SignIn;
  let key: string;
  let keyId: number;
  let secret: string;
  beforeEach(async () => {
    real = await openReal(engine);
    owner = await real.signIn();
    ({ key, key_id: keyId } = await manage("POST /api-keys", { type: "pk_live", name: "Website" }));
    secret = await makeSecret();
  });
  afterEach(() => real.close());

  async function manage(call: string, body: object) {
    const headers = { Cookie: owner.cookie, "X-CSRF-Token": owner.csrf, Origin: real.test.origin };
    const answer = await real.test.request(call, { body, headers });
    expect(answer.status).toBeLessThan(300);
    return answer.body.data;
  }
  const makeSecret = async (overlap_hours = 24) =>
    (await manage(`POST /api-keys/${keyId}/identity-secret`, { overlap_hours })).secret;
  const exp = () => Math.floor(real.test.clock.now() / 1000) + 300;
  const token = (sub: string, more: object = {}) => signToken(secret, { sub, aud: String(keyId), exp: exp(), ...more });
  /** A browser's session id; with a person's name, a proved one. */
  async function init(sub?: string, held?: string): Promise<string> {
    const body = { session_id: held, ...(sub === undefined ? {} : { identity: { token: token(sub) } }) };
    return (await real.test.request("POST /widget/init", { key, body })).body.session_id;
  }
  let lastId = 0;
  const items = (body: string) => {
    lastId += 1;
    return { items: [{ client_id: `client-${String(lastId).padStart(4, "0")}`, body }] };
  };
  const bodiesOf = async (socket: Parameters<typeof ask>[0]) =>
    ((await ask(socket, "conversation:sync", { after: 0 }))["events"] as { body: string }[]).map(({ body }) => body);

  test("a token is answered with another session id before the connection ends, and all is there under it", async () => {
    const socket = await real.visitor(key, await init());
    const sent = await ask(socket, "message:send", items("anonymous"));
    const ended = next(socket, "disconnect");
    const answer = await ask(socket, "visitor:identify", { identity: { token: token("user-1") } });
    expect(answer).toEqual({ ok: true, trust: "verified", session_id: expect.stringMatching(/^ws_/) });
    expect((await ended)[0]).toBe("io server disconnect");
    const proved = await real.visitor(key, String(answer["session_id"]));
    expect(await bodiesOf(proved)).toContain("anonymous");
    const more = await ask(proved, "message:send", items("proved"));
    expect(more).toMatchObject({ ok: true, conversation_id: sent["conversation_id"] });
    const again = await ask(proved, "visitor:identify", { identity: { token: token("user-1") } });
    expect(again).toEqual({ ok: true, trust: "verified" });
  });

  test("other tabs of the same browser hear nothing more and are told to begin anew", async () => {
    const session = await init();
    const [socket, tab] = [await real.visitor(key, session), await real.visitor(key, session)];
    await ask(socket, "message:send", items("anonymous"));
    await ask(tab, "conversation:sync", { after: 0 });
    const seen = record(tab);
    const ended = next(tab, "disconnect");
    const answer = await ask(socket, "visitor:identify", { identity: { token: token("user-1") } });
    const refused = await ask(tab, "message:send", items("under the old id"));
    expect(refused).toMatchObject({ ok: false, code: "NOT_FOUND" });
    const proved = await real.visitor(key, String(answer["session_id"]));
    await ask(proved, "message:send", items("for the person alone"));
    await ended;
    expect(seen.of("conversation.event")).toEqual([]);
    await expect(real.visitor(key, session)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  });

  test("who goes on as somebody else in one browser is no longer heard there, and stays connected in the others", async () => {
    const [phone, desk] = [await init("ann"), await init("ann")];
    const atPhone = await real.visitor(key, phone);
    const [atDesk, tab] = [await real.visitor(key, desk), await real.visitor(key, desk)];
    await ask(atPhone, "message:send", items("Ann's"));
    await ask(tab, "conversation:sync", { after: 0 });
    const seen = record(tab);
    const ended = next(tab, "disconnect");
    const answer = await ask(atDesk, "visitor:identify", { identity: { token: token("bo") } });
    await ask(atPhone, "message:send", items("Ann's secret"));
    await ended;
    expect(seen.of("conversation.event")).toEqual([]);
    expect(atPhone.connected).toBe(true);
    expect(await bodiesOf(await real.visitor(key, String(answer["session_id"])))).toEqual([]);
  });

  test("a token that proves nothing changes nothing, whatever is wrong with it", async () => {
    const retired = secret;
    secret = await makeSecret(0);
    const socket = await real.visitor(key, await init());
    const claims = { sub: "user-1", aud: String(keyId), exp: exp() };
    const wrong = [
      signToken(retired, claims),
      signToken(secret, claims, { alg: "none" }),
      signToken(secret, claims, { alg: "HS512" }, "sha512"),
      signToken(secret, { ...claims, exp: exp() - 400 }),
      signToken(secret, { ...claims, exp: undefined }),
      signToken(secret, { ...claims, aud: "999" }),
      "",
    ];
    for (const one of wrong) {
      const answer = await ask(socket, "visitor:identify", { identity: { token: one, email: "a@b.example" } });
      expect(answer).toMatchObject({ ok: false, code: "VALIDATION_ERROR" });
    }
    expect(await bodiesOf(socket)).toEqual([]);
    expect(await real.test.events()).toEqual([]);
  });

  test("a guessed id, another key and another website connect to nothing of a proved visitor", async () => {
    const session = await init("user-1");
    await expect(real.visitor(key, `ws_${"a".repeat(32)}`)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    const other = await real.test.key("pk_live");
    await expect(real.visitor(other, session)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    await manage(`PUT /api-keys/${keyId}`, { allowed_origins: ["https://shop.example"] });
    await expect(real.visitor(key, session, "https://evil.example")).rejects.toThrow("websocket error");
    expect((await real.visitor(key, session)).connected).toBe(true);
  });

  test("a proof of 12 hours ago connects to nothing and sends nothing", async () => {
    const session = await init("user-1");
    const socket = await real.visitor(key, session);
    await ask(socket, "message:send", items("in the morning"));
    real.test.clock.advance(12 * hour);
    expect(await ask(socket, "message:send", items("too late"))).toMatchObject({ ok: false, code: "NOT_FOUND" });
    expect(await ask(socket, "conversation:sync", { after: 0 })).toMatchObject({ ok: false, code: "NOT_FOUND" });
    await expect(real.visitor(key, session)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    const proved = await real.visitor(key, await init("user-1", session));
    expect(await bodiesOf(proved)).toContain("in the morning");
  });

  test("where proof is required, who has none is cut off at once and not let in again, and the others come back", async () => {
    const [anonymous, proved] = [await init(), await init("user-1")];
    const sockets = [await real.visitor(key, anonymous), await real.visitor(key, proved)];
    const ended = Promise.all(sockets.map((socket) => next(socket, "disconnect")));
    await manage(`PUT /api-keys/${keyId}`, { identity_required: true });
    await ended;
    await expect(real.visitor(key, anonymous)).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
    const back = await real.visitor(key, proved);
    expect(await ask(back, "message:send", items("hello"))).toMatchObject({ ok: true });
  });

  test("whoever was let in by a secret that is retired at once is cut off", async () => {
    const session = await init("user-1");
    const ended = next(await real.visitor(key, session), "disconnect");
    await makeSecret(0);
    expect((await ended)[0]).toBe("io server disconnect");
    await expect(real.visitor(key, session)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  });
});

test("a conversation that has moved is still its visitor's when the browser's old session is forgotten", async () => {
  const bus = createMemoryBus((error) => expect.unreachable(String(error)));
  const visits = createVisits({ bus } as Space, 0, { see: () => undefined, gone: () => undefined });
  const gone = Promise.withResolvers<void>();
  visits.enter(1, 10);
  visits.enter(2, 10);
  bus.subscribe(() => gone.resolve());
  visits.leave(1);
  await gone.promise;
  expect(visits.sessionOf(10)).toBe(2);
  expect(visits.seen(10)).toMatchObject({ online: true });
  visits.close();
});
