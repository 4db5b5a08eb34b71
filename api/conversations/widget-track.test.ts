import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import { sweep } from "../scheduler.ts";
import { engines } from "../testing/api.ts";
import { dumpTables, rowsWith } from "../testing/dump.ts";
import { openSignedSite, type SignedSite } from "../testing/identity.ts";
import type { TestVisitor } from "../testing/visitor.ts";

const day = 86_400_000;

describe.each(engines)("what a page saw its visitor do over %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  const track = async (visitor: TestVisitor, event: unknown, data?: unknown) =>
    await visitor.call("POST /widget/track", { event, ...(data === undefined ? {} : { data }) });
  const shown = async (visitor: TestVisitor) => (await visitor.conversation()).visitor.happenings;
  const kept = async (word: string) => rowsWith(await dumpTables(await site.space()), [word]);

  /** Tells something, a second after what was told before. */
  async function tell(visitor: TestVisitor, event: string, data?: object): Promise<void> {
    site.clock.advance(1000);
    expect((await track(visitor, event, data)).body.data).toEqual({ stored: true });
  }

  /** The same so many times, each a second after the one before: `<event> 1`, `<event> 2` … The visitor must have written. */
  async function fill(visitor: TestVisitor, event: string, count: number): Promise<void> {
    const { conversation_id } = await visitor.conversation();
    await (await site.space()).write(async ({ db }) => {
      const { widget_session_id } = await db
        .selectFrom("conversations")
        .select("widget_session_id")
        .where("conversation_id", "=", conversation_id)
        .executeTakeFirstOrThrow();
      const rows = Array.from({ length: count }, (_, i) => {
        site.clock.advance(1000);
        const at = timestamp(site.clock.now());
        return { widget_session_id, event: `${event} ${i + 1}`, data: "{}", page_url: null, at };
      });
      await db.insertInto("visitor_happenings").values(rows).execute();
    });
  }

  test("is shown to agents in its order, each with the page it happened on", async () => {
    const visitor = await site.wander({ page_url: "https://shop.example/routers?token=abc" });
    await tell(visitor, "Added to cart", { product: "Router X1", quantity: 2, gift: false });
    site.clock.advance(2000);
    await visitor.call("POST /widget/page", { page_url: "https://shop.example/checkout" });
    await tell(visitor, "checkout:begun");
    await visitor.say("hello");
    const at = expect.stringMatching(/Z$/);
    expect(await shown(visitor)).toEqual([
      {
        event: "Added to cart",
        data: { product: "Router X1", quantity: 2, gift: false },
        page_url: "https://shop.example/routers",
        at,
      },
      { event: "checkout:begun", data: {}, page_url: "https://shop.example/checkout", at },
    ]);
  });

  test("has no page where none was told", async () => {
    const visitor = await site.wander();
    await tell(visitor, "Signed in");
    await visitor.say("hello");
    expect(await shown(visitor)).toMatchObject([{ event: "Signed in", page_url: null }]);
  });

  test("is passed over within the same second, however many come at once", async () => {
    const visitor = await site.wander();
    const answers = await Promise.all([1, 2, 3].map((n) => track(visitor, `event ${n}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.filter(({ body }) => body.data.stored)).toHaveLength(1);
    await visitor.say("hello");
    expect(await shown(visitor)).toHaveLength(1);
  });

  test("is the newest 50, of the last 30 days; what is older is swept", async () => {
    const visitor = await site.wander();
    const old = `old ${engine}`;
    await visitor.say("hello");
    await fill(visitor, old, 50);
    await tell(visitor, `${old} 51`);
    const events = (await shown(visitor)).map(({ event }: { event: string }) => event);
    expect([events.length, events[0], events.at(-1)]).toEqual([50, `${old} 2`, `${old} 51`]);
    expect(await kept(`${old} 1"`)).toEqual([]);
    site.clock.advance(30 * day - 5000);
    expect(await shown(visitor)).toHaveLength(6);
    await sweep(await site.space(), site.clock.now());
    expect(await kept(old)).toHaveLength(6);
  });

  test("keeps no secret: neither by its name nor by what it says, as in addresses (R11)", async () => {
    const visitor = await site.wander();
    await tell(visitor, "Signed up", {
      ...{ token: "s3cret", apiKey: "s3cret", "reset-password": "s3cret", session_id: 7_412_589, code: 7_412_589 },
      ...{ email: "jo@hidden.example", who: "jo@hidden.example", next: "https://shop.example/reset?token=s3cret" },
      ...{ keyword: "printer", plan: "business" },
    });
    await visitor.say("hello");
    expect((await shown(visitor))[0].data).toEqual({ keyword: "printer", plan: "business" });
    for (const secret of ["s3cret", "7412589", "jo@hidden.example"]) expect(await kept(secret)).toEqual([]);
  });

  describe("hostile input", () => {
    test.each<[string, unknown, unknown, string]>([
      ["no event", undefined, {}, "event"],
      ["an empty event", "", {}, "event"],
      ["an event of blanks", "   ", {}, "event"],
      ["an event of 65 characters", "x".repeat(65), {}, "event"],
      ["an event of 64 kB", "x".repeat(65_536), {}, "event"],
      ["an event with a NUL", "a\0b", {}, "event"],
      ["an event with a lone surrogate", "a\ud800", {}, "event"],
      ["an event with a line break", "a\nb", {}, "event"],
      ["an event of markup", "<b>", {}, "event"],
      ["an event that is no text", 5, {}, "event"],
      ["eleven details", "e", Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`d${i}`, i])), "data"],
      ["a name with a blank", "e", { "a b": 1 }, "data.a b"],
      ["a text of 201 characters", "e", { a: "x".repeat(201) }, "data.a"],
      ["null", "e", { a: null }, "data.a"],
      ["an object within", "e", { a: { b: 1 } }, "data.a"],
      ["a list instead", "e", [1], "data"],
      ["__proto__", "e", JSON.parse('{"__proto__":{"a":1}}'), "__proto__"],
    ])("%s is refused, and nothing is stored", async (_, event, data, field) => {
      const visitor = await site.wander();
      const refused = await track(visitor, event, data);
      expect(refused).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR", details: [{ field }] } });
      expect((await track(visitor, "the first")).body.data).toEqual({ stored: true });
    });

    test("a refusal says what is right", async () => {
      const visitor = await site.wander();
      expect((await track(visitor, "<b>")).body.error).toContain(
        "1 to 64 characters of A–Z a–z 0–9 _ . : - and blanks",
      );
      expect((await track(visitor, "e", { "a b": 1 })).body.error).toContain("A–Z a–z 0–9 _ . -");
      expect((await track(visitor, "e", { a: null })).body.error).toContain("a text of up to 200 characters, a number");
    });

    test("text that no engine stores is made storable", async () => {
      const visitor = await site.wander();
      await tell(visitor, "Searched", { a: "x\0y", b: "x\ud800", constructor: "c" });
      await visitor.say("hello");
      expect((await shown(visitor))[0].data).toEqual({ a: "x\uFFFDy", b: "x\uFFFD", constructor: "c" });
    });
  });

  test("R9: comes along with a proof, in the order of time, and the newest 50 stay", async () => {
    const sub = site.newPerson();
    const browser = await site.wander();
    await browser.say("hello");
    await tell(browser, "first");
    const person = await site.arrive(sub);
    await tell(person, "second");
    await tell(browser, "third");
    const proved = await site.sign(browser, sub);
    expect((await shown(proved)).map(({ event }: { event: string }) => event)).toEqual(["first", "second", "third"]);
    await fill(proved, "later", 48);
    const other = await site.wander();
    await tell(other, "elsewhere");
    await other.say("hello");
    const events = (await shown(await site.sign(other, sub))).map(({ event }: { event: string }) => event);
    expect([events.length, events[0], events.at(-1)]).toEqual([50, "third", "elsewhere"]);
  });

  test("goes with a session that nobody used", async () => {
    const visitor = await site.wander();
    const word = `unused${engine}`;
    await tell(visitor, word);
    site.clock.advance(day + 1000);
    await sweep(await site.space(), site.clock.now());
    expect(await kept(word)).toEqual([]);
  });

  test("R19: is handed out with the person and gone with the erasure", async () => {
    const visitor = await site.wander();
    const [word, email] = [`penumbra${engine}`, `penumbra-${engine}@globex.example`];
    await tell(visitor, `Searched ${word}`, { term: word });
    await visitor.say("hello", { contact: { email } });
    const { data } = (await site.asOwner(`GET /personal-data?email=${email}`)).body;
    expect(data.sessions).toMatchObject([{ happenings: [{ event: `Searched ${word}`, data: { term: word } }] }]);
    await site.asOwner("POST /personal-data/erase", { body: { confirm: "erase", email } });
    expect(await kept(word)).toEqual([]);
  });
});
