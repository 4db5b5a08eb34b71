import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi } from "../testing/api.ts";
import { createKeyDesk } from "../testing/key-desk.ts";
import { openStage, type Stage } from "../testing/stage.ts";

const shop = "https://shop.example";

describe.each(engines)("where a key was seen, on %s", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(engine);
  });
  afterAll(() => stage.close());

  const { send, make, read } = createKeyDesk(() => stage);
  const at = (milliseconds: number) => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
  const now = () => at(stage.clock.now());
  const seen = async (id: number) => (await read(id)).seen_on;

  /** A visitor's first act on a page of this origin. */
  async function begin(key: string, origin: string | null, page_url?: string) {
    const headers = origin === null ? {} : { Origin: origin };
    const body = page_url === undefined ? {} : { page_url };
    return await stage.request("POST /widget/init", { key, body, headers });
  }

  test("tells origin, page and times of the chats that began, the latest website first", async () => {
    const { key, key_id } = await make({ type: "pk_live" });
    expect(await seen(key_id)).toEqual([]);
    const first = now();
    await begin(key, shop, `${shop}/plans?email=jane@example.com#top`);
    stage.clock.advance(61_000);
    await begin(key, "http://localhost:3000");
    const local = { origin: "http://localhost:3000", path: null, first_seen_at: now(), last_seen_at: now() };
    const once = { origin: shop, path: "/plans", first_seen_at: first, last_seen_at: first };
    expect(await seen(key_id)).toEqual([local, once]);
    stage.clock.advance(1000);
    await begin(key, shop, `${shop}/contact`);
    const twice = { ...once, path: "/contact", last_seen_at: now() };
    expect(await seen(key_id)).toEqual([twice, local]);
    const { body } = await send("GET /api-keys?per_page=100");
    const listed = body.data.find((row: { key_id: number }) => row.key_id === key_id);
    expect(listed.seen_on).toEqual([twice, local]);
  });

  test("is written at most once a minute for an origin, whichever process a visitor comes to", async () => {
    const { key, key_id } = await make({ type: "pk_live" });
    const began = now();
    await begin(key, shop, `${shop}/one`);
    stage.clock.advance(59_000);
    await begin(key, shop, `${shop}/two`);
    const other = await openTestApi({ engine, config: stage.api.config, clock: stage.clock, checksEvents: false });
    try {
      const headers = { Origin: shop };
      const answer = await other.request("POST /widget/init", { key, headers, body: { page_url: `${shop}/three` } });
      expect(answer.status).toBe(200);
      expect(await seen(key_id)).toEqual([{ origin: shop, path: "/one", first_seen_at: began, last_seen_at: began }]);
      stage.clock.advance(1000);
      await begin(key, shop, `${shop}/four`);
      expect(await seen(key_id)).toEqual([{ origin: shop, path: "/four", first_seen_at: began, last_seen_at: now() }]);
    } finally {
      await other.close();
    }
  });

  test("knows only websites that the key allows", async () => {
    const { key, key_id } = await make({ type: "pk_live", allowed_origins: [shop] });
    expect((await begin(key, "https://evil.example")).status).toBe(403);
    expect(await seen(key_id)).toEqual([]);
    expect((await begin(key, shop)).status).toBe(200);
    expect(await seen(key_id)).toMatchObject([{ origin: shop }]);
  });

  test.each([null, "null", "file://", "chrome-extension://abc", "not an origin", `https://${"x".repeat(300)}.example`])(
    "a chat from %s begins as ever and is no website",
    async (origin) => {
      const { key, key_id } = await make({ type: "pk_live" });
      expect((await begin(key, origin, "https://shop.example/")).status).toBe(200);
      expect(await seen(key_id)).toEqual([]);
    },
  );

  test.each([
    ["/reset/jane@example.com/now", "/reset/…/now"],
    ["/invite/a8f5f167f44f4964e6c998dee827110c", "/invite/…"],
    ["/orders/123e4567-e89b-12d3-a456-426614174000", "/orders/…"],
    ["/blog/how-to-fix-a-printer-in-2026", "/blog/how-to-fix-a-printer-in-2026"],
    [`/${"long-".repeat(100)}`, `/${"long-".repeat(100)}`.slice(0, 300)],
  ])("of the page %s it keeps %s", async (path, kept) => {
    const { key, key_id } = await make({ type: "pk_live" });
    await begin(key, shop, shop + path);
    expect(await seen(key_id)).toMatchObject([{ path: kept }]);
  });

  test("a page of another website is not taken for this one's", async () => {
    const { key, key_id } = await make({ type: "pk_live" });
    await begin(key, shop, "https://bank.example/accounts");
    expect(await seen(key_id)).toMatchObject([{ origin: shop, path: null }]);
  });

  test("at most 50 websites are kept, and the one seen longest ago goes", async () => {
    const { key, key_id } = await make({ type: "pk_live" });
    for (let site = 0; site < 52; site += 1) {
      await begin(key, `https://site-${site}.example`);
      stage.clock.advance(1000);
      if (site === 49) {
        stage.clock.advance(60_000);
        await begin(key, "https://site-0.example");
      }
    }
    const origins = (await seen(key_id)).map(({ origin }: { origin: string }) => origin);
    expect(origins).toHaveLength(50);
    expect(origins.slice(0, 3)).toEqual([
      "https://site-51.example",
      "https://site-50.example",
      "https://site-0.example",
    ]);
    expect(origins).not.toContain("https://site-1.example");
    expect(origins).not.toContain("https://site-2.example");
    expect(origins).toContain("https://site-3.example");
  });

  test("belongs to the key and those it was rolled from, and to no other", async () => {
    const [old, other] = [await make({ type: "pk_live" }), await make({ type: "pk_live" })];
    await begin(old.key, shop);
    const next = (await send(`POST /api-keys/${old.key_id}/roll`, {})).body.data;
    await begin(next.key, "https://new.example");
    const both = [{ origin: "https://new.example" }, { origin: shop }];
    expect(await seen(next.key_id)).toMatchObject(both);
    expect(await seen(old.key_id)).toMatchObject(both);
    expect(await seen(other.key_id)).toEqual([]);
  });

  test("visitors who begin at the same moment all do, and the website stands once", async () => {
    const { key, key_id } = await make({ type: "pk_live" });
    const origins = [shop, "https://two.example", "https://three.example"];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, visitor) => begin(key, origins[visitor % 3] ?? shop)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await seen(key_id)).map(({ origin }: { origin: string }) => origin).sort()).toEqual([...origins].sort());
  });

  test("goes with the key", async () => {
    const { key, key_id } = await make({ type: "pk_live" });
    await begin(key, shop);
    const space = await stage.space();
    await space.write(async ({ db }) => {
      await db.deleteFrom("widget_tokens").execute();
      await db.deleteFrom("widget_sessions").where("key_id", "=", key_id).execute();
      await db.deleteFrom("api_keys").where("key_id", "=", key_id).execute();
    });
    expect(await space.read.selectFrom("seen_origins").where("key_id", "=", key_id).selectAll().execute()).toEqual([]);
  });
});
