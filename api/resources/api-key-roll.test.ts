import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { createKeyDesk, type MadeKey } from "../testing/key-desk.ts";
import { openStage, type Stage } from "../testing/stage.ts";

describe.each(engines)("rolling API keys on %s", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(engine);
  });
  afterAll(() => stage.close());

  const { send, make, read, use, init, deeds } = createKeyDesk(() => stage);
  const roll = async (id: number, overlap_hours?: number): Promise<MadeKey> => {
    const answer = await send(`POST /api-keys/${id}/roll`, overlap_hours === undefined ? {} : { overlap_hours });
    expect(answer.status).toBe(201);
    return answer.body.data;
  };

  test("a key that was rolled works until the overlap ends, a day unless told", async () => {
    const old = await make({ type: "crm", permissions: ["leads:read"], allowed_ips: ["127.0.0.1"] });
    const next = await roll(old.key_id);
    expect(await read(next.key_id)).toMatchObject({
      permissions: ["leads:read"],
      allowed_ips: ["127.0.0.1/32"],
      expires_at: null,
    });
    stage.clock.advance(24 * 3_600_000 - 1000);
    expect([await use(old.key), await use(next.key)]).toEqual([200, 200]);
    stage.clock.advance(1000);
    expect([await use(old.key), await use(next.key)]).toEqual([401, 200]);
    expect(await read(old.key_id)).toMatchObject({ rolled_to: next.key_id, revoked_at: null });
    expect([await deeds(old.key_id), await deeds(next.key_id)]).toEqual([
      ["key.created", "key.rolled"],
      ["key.created"],
    ]);
  });

  test("an overlap does not prolong a key, and its successor keeps the expiry", async () => {
    const end = stage.clock.now() + 3_600_000;
    const old = await make({ type: "crm", expires_at: new Date(end).toISOString() });
    const next = await roll(old.key_id, 24);
    const expires_at = `${new Date(end).toISOString().slice(0, 19)}Z`;
    expect(await read(old.key_id)).toMatchObject({ expires_at });
    expect(await read(next.key_id)).toMatchObject({ expires_at });
  });

  test("a key is rolled once, also by two people at a time; who comes second hears of the new one", async () => {
    const old = await make({ type: "crm" });
    const answers = await Promise.all([0, 1].map(() => send(`POST /api-keys/${old.key_id}/roll`, {})));
    const [won, lost] = answers.sort((one, other) => one.status - other.status);
    expect([won?.status, lost?.status]).toEqual([201, 409]);
    expect(lost?.body.details[0].rolled_to).toBe(won?.body.data.key_id);
  });

  test("a visitor's conversation goes on under the new key, and under the one after that", async () => {
    const old = await make({ type: "pk_live" });
    const visitor = await stage.visit({}, old.key);
    const { conversation_id } = await visitor.say("hello");
    const next = await roll(old.key_id, 0);
    const { session_id } = visitor;
    const say = async (key: string) =>
      await stage.request("POST /widget/message", { key, body: { session_id, message: "still here" } });
    expect((await say(next.key)).body).toMatchObject({ success: true, conversation_id });
    const last = await roll(next.key_id, 0);
    expect((await say(last.key)).body).toMatchObject({ success: true, conversation_id });
    const resumed = await init(last.key, { session_id });
    expect(resumed.body).toMatchObject({ session_id, conversation: { conversation_id } });
    expect((await say(stage.publicKey)).status).toBe(404);
  });
});
