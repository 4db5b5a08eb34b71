import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../testing/api.ts";
import { openSignedSite, type SignedSite, saidBy } from "../../testing/identity.ts";
import { arriveBeforeCommit } from "../../testing/races.ts";
import { moveConversations } from "./move-conversations.ts";
import { forgetCredential } from "./session-credential.ts";
import { resumeSession } from "./widget-session.ts";

const day = 86_400_000;

describe.each(engines)("R9: messages sent again across the move, over %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  test("a message sent again after the move is stored once", async () => {
    const visitor = await site.wander();
    const message = { message: "hello", client_id: "retry-0001" };
    const sent = await visitor.call("POST /widget/message", message);
    const proved = await site.sign(visitor, site.newPerson());
    const again = await proved.call("POST /widget/message", message);
    expect(again.body).toEqual(sent.body);
    const batch = await proved.call("POST /widget/messages", { items: [{ client_id: "retry-0001", body: "hello" }] });
    expect(batch.body.data.items).toEqual([expect.objectContaining({ seq: 1, duplicate: true })]);
    expect(await saidBy(proved)).toEqual(["hello"]);
    const own = (await proved.history()).data.find(({ body }: { body: string }) => body === "hello");
    expect(own.client_id).toBe("retry-0001");
  });

  test("a message that arrives during the move goes nowhere, and is stored once when it is sent again", async () => {
    const sub = site.newPerson();
    const visitor = await site.wander();
    await visitor.say("long ago");
    await visitor.call("POST /widget/end");
    site.clock.advance(31 * day);
    await visitor.say("first");
    const person = await site.arrive(sub);
    const key = { first_key_id: site.keyId };
    const message = { message: "meanwhile", client_id: "retry-0002" };
    const sent = await arriveBeforeCommit(
      site,
      async (context) => {
        const from = await resumeSession(context, key, visitor.session_id);
        const to = await resumeSession(context, key, person.session_id);
        if (from === null || to === null) throw new Error("Both sessions stand.");
        await forgetCredential({ ...context, publish: () => undefined }, visitor.session_id);
        await moveConversations(context, from, to);
      },
      () => visitor.call("POST /widget/message", message),
    );
    expect(sent.status).toBe(404);
    expect((await person.call("POST /widget/message", message)).status).toBe(200);
    expect(await saidBy(person)).toEqual(["first", "meanwhile"]);
  });

  test("client ids that two browsers both used stop no move: the person's first one stays known", async () => {
    const sub = site.newPerson();
    const person = await site.arrive(sub);
    const known = await person.call("POST /widget/message", { message: "mine", client_id: "the-same-1" });
    const hostile = await site.wander();
    await hostile.call("POST /widget/message", { message: "hostile", client_id: "the-same-1" });
    await hostile.call("POST /widget/message", { message: "kept", client_id: "another-1" });
    const proved = await site.sign(hostile, sub);
    expect(await saidBy(proved)).toEqual(["hostile", "kept"]);
    const again = await proved.call("POST /widget/message", { message: "mine", client_id: "the-same-1" });
    expect(again.body.message_id).toBe(known.body.message_id);
    const resent = await proved.call("POST /widget/message", { message: "kept", client_id: "another-1" });
    expect(resent.body.seq).toBe(3);
  });
});
