import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite, type TestVisitor } from "../testing/visitor.ts";

describe.each(engines)("a visitor's messages over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const types = async (visitor: TestVisitor) =>
    (await visitor.history()).data.map(({ type, sender }: { type: string; sender: { kind: string } }) =>
      type === "message" ? sender.kind : type,
    );

  describe("a message", () => {
    test("is answered as the reference writes", async () => {
      const visitor = await site.visit();
      expect(await visitor.say("I need help with my email")).toEqual({
        success: true,
        response: {
          message: expect.stringContaining("I can help with email issues."),
          suggested_actions: ["Create ticket", "Check service status"],
          message_id: expect.any(Number),
          seq: 2,
        },
        conversation_id: expect.any(Number),
        message_id: expect.any(Number),
        seq: 1,
        conversation: "open",
      });
    });

    test("sent twice is stored once and gets the same answer", async () => {
      const visitor = await site.visit();
      const more = { client_id: "message-one" };
      const first = await visitor.say("my printer", more);
      const events = await site.during(async () => expect(await visitor.say("my printer", more)).toEqual(first));
      expect(events).toEqual([]);
      expect((await visitor.history()).data).toHaveLength(2);
    });

    test("sent twice at once is stored once", async () => {
      const visitor = await site.visit();
      const answers = await Promise.all(
        [1, 2, 3].map(() => visitor.say("my printer", { client_id: "at-the-same-time" })),
      );
      expect(new Set(answers.map((answer) => answer.message_id)).size).toBe(1);
      expect(await types(visitor)).toEqual(["visitor", "bot"]);
    });

    test("resent after the end is not stored in the new conversation", async () => {
      const visitor = await site.visit();
      const first = await visitor.say("bye then", { client_id: "before-the-end" });
      await visitor.call("POST /widget/end");
      const again = await visitor.say("bye then", { client_id: "before-the-end" });
      expect(again).toEqual({ ...first, conversation: "ended" });
    });

    test("with a used client id and another text is 409 DUPLICATE", async () => {
      const visitor = await site.visit();
      await visitor.say("one", { client_id: "same-client-id" });
      const answer = await visitor.call("POST /widget/message", { message: "two", client_id: "same-client-id" });
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ code: "DUPLICATE", details: [{ field: "client_id", item: 0 }] });
    });

    test("the same client id of another visitor is another message", async () => {
      const [one, other] = [await site.visit(), await site.visit()];
      const first = await one.say("mine", { client_id: "shared-id" });
      const second = await other.say("yours", { client_id: "shared-id" });
      expect(second.message_id).not.toBe(first.message_id);
    });

    test.each([
      ["nothing but blanks", { message: "   " }],
      ["more than 4,000 characters", { message: "x".repeat(4001) }],
      ["an unknown field", { message: "hi", mesage: "hi" }],
      ["an ill-formed client id", { message: "hi", client_id: "a b" }],
      ["a form that is none", { message: "hi", form: "survey" }],
    ])("with %s is 400", async (_, body) => {
      const visitor = await site.visit();
      expect((await visitor.call("POST /widget/message", body)).status).toBe(400);
    });

    test("comes back as it was, whatever it holds", async () => {
      const visitor = await site.visit();
      const text = `<b>"quotes"</b> 👩🏽‍💻 \u202e ${"\u0000"} 100% \\ 'or 1=1`;
      await visitor.say(text, { client_id: "strange-text" });
      await visitor.say(text, { client_id: "strange-text" });
      expect((await visitor.history()).data[0].body).toBe(text.replaceAll("\0", "\ufffd"));
    });

    test("many at once get gapless seqs in the order they were stored", async () => {
      const visitor = await site.visit();
      await visitor.say("first");
      await Promise.all(Array.from({ length: 20 }, (_, i) => visitor.say(`number ${i}`)));
      const { data, conversation } = await visitor.history();
      expect(data.map((event: { seq: number }) => event.seq)).toEqual(Array.from({ length: 42 }, (_, i) => i + 1));
      expect(conversation.head).toBe(42);
      const ids = data.map((event: { message_id: number }) => event.message_id);
      expect(ids).toEqual(ids.toSorted((a: number, b: number) => a - b));
    });
  });

  describe("a batch", () => {
    const items = (...bodies: string[]) => bodies.map((body, i) => ({ client_id: `batch-item-${i}`, body }));

    test("is stored in its order with one automatic reply", async () => {
      const visitor = await site.visit();
      const { body } = await visitor.call("POST /widget/messages", { items: items("one", "two", "three") });
      expect(body.data.items.map((item: { seq: number }) => item.seq)).toEqual([1, 2, 3]);
      expect(await types(visitor)).toEqual(["visitor", "visitor", "visitor", "bot"]);
    });

    test("sent again in part stores only what is new", async () => {
      const visitor = await site.visit();
      await visitor.call("POST /widget/messages", { items: items("one", "two") });
      const { body } = await visitor.call("POST /widget/messages", { items: items("one", "two", "three") });
      expect(body.data.items).toMatchObject([{ seq: 1, duplicate: true }, { seq: 2, duplicate: true }, { seq: 4 }]);
      expect(body.data.items[2]).not.toHaveProperty("duplicate");
    });

    test("is stored whole or not at all, and names the item that was refused", async () => {
      const visitor = await site.visit();
      await visitor.say("zero", { client_id: "batch-item-1" });
      const answer = await visitor.call("POST /widget/messages", { items: items("one", "two") });
      expect(answer.status).toBe(409);
      expect(answer.body.details[0]).toMatchObject({ item: 1 });
      expect(await types(visitor)).toEqual(["visitor", "bot"]);
    });

    test("with the same id twice stores it once; with another text it is refused", async () => {
      const visitor = await site.visit();
      const twin = (body: string) => ({ client_id: "twin-item", body });
      const twice = await visitor.call("POST /widget/messages", { items: [twin("a"), twin("a")] });
      expect(twice.body.data.items).toMatchObject([{ seq: 1 }, { seq: 1, duplicate: true }]);
      const other = await site.visit();
      const refused = await other.call("POST /widget/messages", { items: [twin("a"), twin("b")] });
      expect(refused.body).toMatchObject({ code: "DUPLICATE", details: [{ item: 1 }] });
      expect((await other.history()).conversation.conversation_id).toBeNull();
    });

    test("of 21 items is 400", async () => {
      const visitor = await site.visit();
      const many = items(...Array.from({ length: 21 }, (_, i) => `${i}`));
      expect((await visitor.call("POST /widget/messages", { items: many })).status).toBe(400);
    });
  });
});
