import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { dumpTables, rowsWith } from "../testing/dump.ts";
import { openSignedSite, type SignedSite } from "../testing/identity.ts";
import type { TestVisitor } from "../testing/visitor.ts";

describe.each(engines)("what a page says of its visitor over %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  const say = async (visitor: TestVisitor, attributes: unknown) =>
    await visitor.call("POST /widget/attributes", { attributes });
  const shown = async (visitor: TestVisitor) => (await visitor.conversation()).visitor.attributes;
  /** `a0` to `a<count - 1>`. */
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, i]));

  test("is shown to agents, the newest of each name; null takes one away", async () => {
    const visitor = await site.wander();
    const first = await say(visitor, { plan: "free", seats: 3.5, trial: true, role: "admin" });
    expect(first).toMatchObject({ status: 200, body: { data: { stored: true, count: 4 } } });
    const second = await say(visitor, { plan: "business", role: null, never: null });
    expect(second.body.data).toEqual({ stored: true, count: 3 });
    expect((await say(visitor, { plan: "business" })).body.data).toEqual({ stored: false, count: 3 });
    await visitor.say("hello");
    expect(await shown(visitor)).toEqual({ plan: "business", seats: 3.5, trial: true });
  });

  test("proves nothing and changes nothing of the lead, whatever the names", async () => {
    const visitor = await site.wander();
    const email = `jane-${engine}@globex.example`;
    const { conversation_id } = await visitor.say("hello", { contact: { email, name: "Jane Doe" } });
    const [before] = await site.leads(email);
    const said = { email: "boss@globex.example", name: "The Boss", trust: "verified", status: "converted", score: 100 };
    const events = await site.during(async () => expect((await say(visitor, said)).status).toBe(200));
    expect(events).toEqual([]);
    expect(await site.leads(email)).toEqual([before]);
    const {
      trust,
      contact,
      visitor_name,
      visitor: who,
    } = (await site.ask(`GET /conversations/${conversation_id}`)).data;
    expect({ trust, contact, visitor_name }).toMatchObject({
      ...{ trust: "claimed", visitor_name: "Jane Doe" },
      contact: { email, name: "Jane Doe" },
    });
    expect(who.attributes).toEqual(said);
  });

  test("is at most 20 in all: one more is refused whole, with what to do", async () => {
    const visitor = await site.wander();
    expect((await say(visitor, many(21))).body).toMatchObject({ code: "VALIDATION_ERROR" });
    await say(visitor, many(20));
    const refused = await say(visitor, { a0: "changed", extra: 1 });
    expect(refused).toMatchObject({ status: 400, body: { details: [{ field: "attributes", code: "too_big" }] } });
    expect(refused.body.error).toContain("at most 20");
    expect((await say(visitor, { a0: null, extra: 1 })).body.data).toEqual({ stored: true, count: 20 });
    await visitor.say("hello");
    expect(await shown(visitor)).toEqual({ ...many(20), a0: undefined, extra: 1 });
  });

  describe("hostile input", () => {
    test.each<[string, unknown, string]>([
      ["a name with a blank", { "my plan": 1 }, "attributes.my plan"],
      ["an empty name", { "": 1 }, "attributes."],
      ["a name of 41 characters", { ["x".repeat(41)]: 1 }, `attributes.${"x".repeat(41)}`],
      ["a name with a NUL", { "a\0": 1 }, "attributes.a\0"],
      ["a text of 201 characters", { plan: "x".repeat(201) }, "attributes.plan"],
      ["64 kB", { plan: "x".repeat(65_536) }, "attributes.plan"],
      ["an object within", { plan: { a: { b: 1 } } }, "attributes.plan"],
      ["a list within", { plan: [1] }, "attributes.plan"],
      ["a list instead", ["plan"], "attributes"],
      ["a text instead", "plan", "attributes"],
      ["nothing", undefined, "attributes"],
      ["__proto__", JSON.parse('{"__proto__":{"plan":1}}'), "__proto__"],
    ])("%s is refused, and nothing is stored", async (_, attributes, field) => {
      const visitor = await site.wander();
      const refused = await say(visitor, attributes);
      expect(refused).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR", details: [{ field }] } });
      expect((await say(visitor, {})).body.data).toEqual({ stored: false, count: 0 });
    });

    test("a refusal says what a name and a value may be", async () => {
      const visitor = await site.wander();
      expect((await say(visitor, { "my plan": 1 })).body.error).toContain("A–Z a–z 0–9 _ . -");
      expect((await say(visitor, { plan: [] })).body.error).toContain("a text of up to 200 characters");
    });

    test("text that no engine stores is made storable; names of JavaScript's own are names", async () => {
      const visitor = await site.wander();
      await say(visitor, { a: "x\0y", b: "x\ud800", constructor: "c", toString: 1, hasOwnProperty: false });
      await visitor.say("hello");
      const own = { constructor: "c", toString: 1, hasOwnProperty: false };
      expect(await shown(visitor)).toEqual({ a: "x\uFFFDy", b: "x\uFFFD", ...own });
    });
  });

  test("R9: comes along with a proof, where the person's own stands, and stays what was only said", async () => {
    const sub = site.newPerson();
    const person = await site.arrive(sub);
    await say(person, { plan: "business", seats: 3 });
    const browser = await site.wander();
    await say(browser, { plan: "free", basket: 2 });
    await browser.say("hello");
    const proved = await site.sign(browser, sub);
    expect(await shown(proved)).toEqual({ plan: "business", seats: 3, basket: 2 });
    expect((await say(browser, { late: 1 })).status).toBe(404);
  });

  test("R19: is handed out with the person, found by the email said, and gone with the erasure", async () => {
    const visitor = await site.wander();
    const [word, email] = [`umbra${engine}`, `umbra-${engine}@globex.example`];
    await say(visitor, { nickname: word, email: email.toUpperCase() });
    await visitor.say("hello");
    const { data } = (await site.asOwner(`GET /personal-data?email=${email}`)).body;
    expect(data.sessions).toMatchObject([{ attributes: { nickname: word } }]);
    await site.asOwner("POST /personal-data/erase", { body: { confirm: "erase", email } });
    expect(rowsWith(await dumpTables(await site.space()), [word])).toEqual([]);
  });
});
