import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bus } from "../events/bus.ts";
import { engines } from "../testing/api.ts";
import { openSignedSite, type SignedSite } from "../testing/identity.ts";
import { listenForNews } from "./news.ts";

describe.each(engines)("a long poll whose key loses a right meanwhile, over %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  /** Resolves once a long poll listens to the bus, to which workers and caches begin to listen at times of their own. */
  async function untilListened(bus: Bus): Promise<void> {
    const { subscribe } = bus;
    const { promise, resolve } = Promise.withResolvers<void>();
    bus.subscribe = (listener) => {
      if (new Error().stack?.includes(listenForNews.name)) resolve();
      return subscribe(listener);
    };
    await promise;
    bus.subscribe = subscribe;
  }

  test.each([
    ["it is revoked", "DELETE", undefined, 401],
    ["proof is required from now on", "PUT", { identity_required: true }, 200],
    ["it allows other websites alone", "PUT", { allowed_origins: ["https://other.example"] }, 403],
  ])("ends when %s, and tells nothing of what comes then", async (_name, method, body, next) => {
    const { key, key_id } = await site.desk.make({ type: "pk_live", name: "Shop" });
    await site.makeSecret(24, key_id);
    const visitor = await site.visit({}, key);
    const { conversation_id } = await visitor.say("hello");
    const listened = untilListened((await site.space()).bus);
    const waiting = visitor.call("GET /widget/messages?after_seq=2&wait=20");
    await listened;
    expect((await site.desk.send(`${method} /api-keys/${key_id}`, body)).status).toBe(200);
    await site.speak(await site.employ(`Agent ${key_id}`), conversation_id, "For others alone");
    expect((await waiting).body).toMatchObject({ data: [], conversation: { head: 2 } });
    const after = await site.look(visitor.session_id, key);
    expect([after.status, after.body.data ?? []]).toEqual([next, []]);
  });
});
