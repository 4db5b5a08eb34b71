import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../../scheduler.ts";
import { engines } from "../../testing/api.ts";
import { openSignedSite, type SignedSite, signToken } from "../../testing/identity.ts";

const hour = 3_600_000;

describe.each(engines)("proved visitors over %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  const trustOf = async (session_id: string) => {
    const headers = { "X-Widget-Session": session_id };
    return (await site.request("GET /widget/session", { key: site.siteKey, headers })).body.data?.trust;
  };
  const bodies = (history: { data: { body: string }[] }) => history.data.map(({ body }) => body);

  describe("a token", () => {
    test("given to init opens the session of the person, whatever the browser", async () => {
      const sub = site.newPerson();
      const first = await site.arrive(sub, {}, { email: "Ann@Example.com", name: "Ann Lee" });
      expect(first.init).toMatchObject({ trust: "verified", conversation: null });
      const { conversation_id } = await first.say("hello");
      const second = await site.arrive(sub);
      expect(second.session_id).not.toBe(first.session_id);
      expect(second.init).toMatchObject({ trust: "verified", conversation: { conversation_id } });
      await second.say("from my phone");
      expect(bodies(await first.history())).toEqual(bodies(await second.history()));
      const seen = await first.conversation();
      expect(seen).toMatchObject({ trust: "verified", visitor_name: "Ann Lee", contact: { email: "ann@example.com" } });
      expect(await site.leads("ann@example.com")).toHaveLength(1);
    });

    test("given to identify is answered with a new id, and the one that was sent opens nothing", async () => {
      const visitor = await site.wander();
      const proved = await site.sign(visitor, site.newPerson());
      expect(proved.session_id).not.toBe(visitor.session_id);
      expect(await trustOf(proved.session_id)).toBe("verified");
      expect((await site.look(visitor.session_id)).status).toBe(404);
      expect((await visitor.call("POST /widget/message", { message: "still me?" })).status).toBe(404);
    });

    test("beside a planted session id proves nothing of that id (fixation)", async () => {
      const attacker = await site.wander();
      const victim = await site.arrive(site.newPerson(), { session_id: attacker.session_id });
      await victim.say("my secret");
      expect(victim.session_id).not.toBe(attacker.session_id);
      expect((await site.look(attacker.session_id)).status).toBe(404);
      const again = await site.wander({ session_id: attacker.session_id });
      expect(again.init).toMatchObject({ trust: "claimed", conversation: null });
    });

    test("stands above the claims beside it and after it", async () => {
      const token = site.token(site.newPerson(), { email: "real@example.com", name: "Real Name" });
      const said = { email: "other@example.com", name: "Other", external_id: "admin", phone: "+43 660 1234567" };
      const visitor = await site.visit({ identity: { ...said, token } }, site.siteKey);
      await visitor.say("hello");
      const known = { email: "real@example.com", name: "Real Name", phone: "+43 660 1234567" };
      expect((await visitor.conversation()).contact).toMatchObject(known);
      await visitor.identify({ ...said, phone: "+43 660 7654321", company: "Acme" }, true);
      await visitor.say("again", { contact: { email: "third@example.com", name: "Third" } });
      const contact = { ...known, phone: "+43 660 7654321", company: "Acme" };
      expect(await visitor.conversation()).toMatchObject({ contact, visitor_name: "Real Name" });
      expect(await site.leads("other@example.com")).toEqual([]);
    });

    test("is kept nowhere, not even as what a form held", async () => {
      const sub = site.newPerson();
      const token = site.token(sub, { email: `${sub}@example.com` });
      const visitor = await site.wander();
      await visitor.call("POST /widget/identify", { identity: { token, phone: "+43 660 1112222" }, confirm: true });
      const [lead] = await site.leads(`${sub}@example.com`);
      expect(lead.raw_payload).toEqual({ contact: { phone: "+43 660 1112222" }, form: "prechat" });
    });

    test("of an unknown session is not found by identify, and makes nobody", async () => {
      const body = { session_id: `ws_${"x".repeat(32)}`, identity: { token: site.token("nobody-yet") } };
      const answer = await site.request("POST /widget/identify", { key: site.siteKey, body });
      expect(answer.status).toBe(404);
      const { read } = await site.space();
      const made = await read
        .selectFrom("visitor_identities")
        .selectAll()
        .where("external_id", "=", "nobody-yet")
        .execute();
      expect(made).toEqual([]);
    });

    test("of two browsers at once makes one person with one session", async () => {
      const sub = site.newPerson();
      const [first, ...others] = await Promise.all([0, 1, 2, 3, 4, 5].map(() => site.arrive(sub)));
      const conversation_id = (await first?.say("hello"))?.conversation_id;
      const visitors = first === undefined ? [] : [first, ...others];
      const heads = await Promise.all(visitors.map((visitor) => visitor.history()));
      expect(new Set(heads.map(({ conversation }) => conversation.conversation_id))).toEqual(
        new Set([conversation_id]),
      );
    });
  });

  describe("gets nothing", () => {
    const exp = () => Math.floor(site.clock.now() / 1000) + 300;
    const tokens: Record<string, (sub: string) => Promise<string> | string> = {
      "an expired token": (sub) => site.token(sub, { exp: exp() - 400 }),
      "a token without exp": (sub) => site.token(sub, { exp: undefined }),
      "a token for more than 10 minutes": (sub) => site.token(sub, { exp: exp() + 400 }),
      "a token for another key": (sub) => site.token(sub, { aud: String(site.keyId + 1) }),
      "an unsigned token": (sub) =>
        signToken(site.secret, { sub, aud: String(site.keyId), exp: exp() }, { alg: "none" }),
      "a token with HS512": (sub) =>
        signToken(site.secret, { sub, aud: String(site.keyId), exp: exp() }, { alg: "HS512" }, "sha512"),
      "a token with RS256": (sub) =>
        signToken(site.secret, { sub, aud: String(site.keyId), exp: exp() }, { alg: "RS256" }),
      "a token that somebody else signed": (sub) => site.token(sub, {}, "vis_guessed"),
      "a token with another key's secret": async (sub) => {
        const other = await site.desk.make({ type: "pk_live", name: "Other" });
        return site.token(sub, {}, await site.makeSecret(24, other.key_id));
      },
      "a token with another's payload": (sub) => {
        const [head, , signature] = site.token(`not-${sub}`).split(".");
        return `${head}.${site.token(sub).split(".")[1]}.${signature}`;
      },
    };

    test.each(Object.keys(tokens))("%s: no trust, no history, no lead", async (name) => {
      const sub = site.newPerson();
      const owner = await site.arrive(sub);
      await owner.say("private");
      const thief = await site.wander();
      const email = `${sub}@thief.example`;
      const identity = { token: await tokens[name]?.(sub), email };
      const entered = await site.desk.init(site.siteKey, { identity });
      const identified = await thief.call("POST /widget/identify", { identity, confirm: true });
      for (const { status, body } of [entered, identified]) {
        expect([status, body.code, body.details[0].field]).toEqual([400, "VALIDATION_ERROR", "identity.token"]);
        expect(JSON.stringify(body)).not.toContain("ws_");
      }
      expect(await trustOf(thief.session_id)).toBe("claimed");
      expect((await thief.history()).conversation.conversation_id).toBeNull();
      expect(await site.leads(email)).toEqual([]);
    });

    test("a guessed session id, any visitor id, and a session shown with another key or from elsewhere", async () => {
      const owner = await site.arrive(site.newPerson());
      await owner.say("private");
      expect((await site.look(`ws_${"a".repeat(32)}`)).status).toBe(404);
      const guest = await site.wander({ visitor_id: owner.init.visitor_id });
      expect(guest.init).toMatchObject({ trust: "claimed", conversation: null });
      const other = await site.desk.make({ type: "pk_live", name: "Other" });
      expect((await site.look(owner.session_id, other.key)).status).toBe(404);
      const token = site.token("user-1", { aud: String(other.key_id) }, await site.makeSecret(24, other.key_id));
      const foreign = await site.desk.init(other.key, { session_id: owner.session_id, identity: { token } });
      expect(foreign.body).toMatchObject({ trust: "verified", conversation: null });
      expect((await site.look(owner.session_id)).status).toBe(200);
      await site.desk.send(`PUT /api-keys/${site.keyId}`, { allowed_origins: ["https://shop.example"] });
      expect((await site.look(owner.session_id)).status).toBe(403);
      await site.desk.send(`PUT /api-keys/${site.keyId}`, { allowed_origins: null });
    });

    test("the same id of a person on another key's website", async () => {
      const sub = site.newPerson();
      await (await site.arrive(sub)).say("on the first website");
      const other = await site.desk.make({ type: "pk_live", name: "Other" });
      const token = site.token(sub, { aud: String(other.key_id) }, await site.makeSecret(24, other.key_id));
      expect((await site.visit({ identity: { token } }, other.key)).init.conversation).toBeNull();
    });
  });

  describe("a proof", () => {
    test("is asked for again when a verified session is resumed", async () => {
      const sub = site.newPerson();
      const visitor = await site.arrive(sub);
      const { conversation_id } = await visitor.say("private");
      const { session_id } = visitor;
      const bare = await site.wander({ session_id });
      expect(bare.init).toMatchObject({ trust: "claimed", conversation: null });
      expect(bare.session_id).not.toBe(session_id);
      const claimed = await site.wander({ session_id, identity: { external_id: sub, email: "x@example.com" } });
      expect(claimed.init).toMatchObject({ trust: "claimed", conversation: null });
      const resumed = await site.arrive(sub, { session_id });
      expect(resumed.init).toMatchObject({ session_id, trust: "verified", conversation: { conversation_id } });
    });

    test("holds for 12 hours, and again for 12 after another token", async () => {
      const sub = site.newPerson();
      const visitor = await site.arrive(sub);
      await visitor.say("morning");
      site.clock.advance(12 * hour - 1000);
      expect((await visitor.call("POST /widget/message", { message: "evening" })).status).toBe(200);
      await site.sign(visitor, sub);
      site.clock.advance(12 * hour - 1000);
      expect((await site.look(visitor.session_id)).status).toBe(200);
      site.clock.advance(1000);
      for (const operation of [
        "POST /widget/message",
        "POST /widget/identify",
        "POST /widget/end",
        "GET /widget/session",
      ]) {
        const body = { message: "late", identity: { token: site.token(sub) } };
        const { message, identity } = body;
        const sent = operation.endsWith("message") ? { message } : operation.endsWith("identify") ? { identity } : {};
        const { status, body: answer } = await visitor.call(operation, sent);
        expect([operation, status, answer.error]).toEqual([
          operation,
          404,
          expect.stringContaining("POST /widget/init"),
        ]);
      }
      const back = await site.arrive(sub, { session_id: visitor.session_id });
      expect(bodies(await back.history())).toContain("morning");
    });

    test("that has lapsed is swept away, and the person's conversation stays", async () => {
      const sub = site.newPerson();
      const visitor = await site.arrive(sub);
      await visitor.say("hello");
      const anonymous = await site.wander();
      site.clock.advance(12 * hour);
      const space = await site.space();
      await sweep(space, site.clock.now());
      const proved = await space.read
        .selectFrom("widget_tokens")
        .selectAll()
        .where("verified_at", "is not", null)
        .execute();
      expect(proved).toEqual([]);
      expect((await site.look(anonymous.session_id)).status).toBe(200);
      expect((await (await site.arrive(sub)).history()).data).not.toEqual([]);
    });
  });
});
