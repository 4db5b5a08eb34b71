import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../scheduler.ts";
import { engines } from "../testing/api.ts";
import { openSignedSite, type SignedSite, signToken } from "../testing/identity.ts";

const hour = 3_600_000;

/** What every token begins with; shorter, a hash might hold it by chance. */
const tokenHead = Buffer.from('{"alg":').toString("base64url").slice(0, 9);

describe.each(engines)("identity secrets on %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  /** A key of its own with one secret, and what a token of it gets. */
  async function aKey() {
    const { key, key_id } = await site.desk.make({ type: "pk_live", name: "Shop" });
    const path = `/api-keys/${key_id}/identity-secret`;
    const make = async (overlap_hours?: number) =>
      (await site.desk.send(`POST ${path}`, overlap_hours === undefined ? {} : { overlap_hours })).body.data;
    const enter = async (secret: string, at = key_id, shown = key) => {
      const exp = Math.floor(site.clock.now() / 1000) + 300;
      const token = signToken(secret, { sub: "user-1", aud: String(at), exp });
      return await site.desk.init(shown, { identity: { token } });
    };
    const tryWith = async (secret: string) => {
      const { status, body } = await enter(secret);
      return status === 200 ? body.trust : body.details[0].code;
    };
    return { key, key_id, path, make, enter, tryWith, first: await make() };
  }

  test("a secret is shown once, and the key's record tells only that it is there", async () => {
    const { key_id, first } = await aKey();
    expect(first).toEqual({
      key_id,
      secret: expect.stringMatching(/^vis_[A-Za-z0-9_-]{48}$/),
      last4: first.secret.slice(-4),
      retires_at: null,
    });
    const { identity } = await site.desk.read(key_id);
    expect(identity).toEqual({
      required: false,
      secrets: [{ last4: first.last4, created_at: expect.any(String), retires_at: null }],
    });
    const listed = await site.desk.send("GET /api-keys?per_page=100");
    expect(listed.body.data.find((row: { key_id: number }) => row.key_id === key_id).identity).toEqual(identity);
  });

  test("both secrets work in the overlap of a rotation, the old one stops at its end", async () => {
    const { key_id, first, make, tryWith } = await aKey();
    const second = await make(2);
    const retires_at = `${new Date(site.clock.now() + 2 * hour).toISOString().slice(0, 19)}Z`;
    expect(second.retires_at).toBe(retires_at);
    expect((await site.desk.read(key_id)).identity.secrets).toMatchObject([
      { last4: second.last4, retires_at: null },
      { last4: first.last4, retires_at },
    ]);
    site.clock.advance(2 * hour - 1000);
    expect([await tryWith(first.secret), await tryWith(second.secret)]).toEqual(["verified", "verified"]);
    site.clock.advance(1000);
    expect([await tryWith(first.secret), await tryWith(second.secret)]).toEqual(["invalid_token", "verified"]);
    await sweep(await site.space(), site.clock.now());
    expect((await site.desk.read(key_id)).identity.secrets).toHaveLength(1);
  });

  test("a third secret ends the first at once: two work at most", async () => {
    const { first, make, tryWith } = await aKey();
    const [second, third] = [await make(), await make()];
    const outcomes = await Promise.all([first, second, third].map(({ secret }) => tryWith(secret)));
    expect(outcomes).toEqual(["invalid_token", "verified", "verified"]);
  });

  test("an overlap of 0 ends the secret before at once, and everything that it proved", async () => {
    const { key, first, make, enter, tryWith } = await aKey();
    const { session_id } = (await enter(first.secret)).body;
    const heard: unknown[] = [];
    const stop = (await site.space()).bus.subscribe((fact) => heard.push(fact));
    const second = await make(0);
    stop();
    expect(heard).toContainEqual(expect.objectContaining({ kind: "revoked", what: "key" }));
    expect([await tryWith(first.secret), await tryWith(second.secret)]).toEqual(["invalid_token", "verified"]);
    expect((await site.look(session_id, key)).status).toBe(404);
  });

  test("retiring takes the replaced secret or all of them, at once, and once", async () => {
    const { path, first, make, tryWith } = await aKey();
    const second = await make();
    const retire = async (which: string) => (await site.desk.send(`DELETE ${path}?which=${which}`)).body.data.retired;
    expect([await retire("previous"), await retire("previous")]).toEqual([1, 0]);
    expect([await tryWith(first.secret), await tryWith(second.secret)]).toEqual(["invalid_token", "verified"]);
    expect([await retire("all"), await retire("all")]).toEqual([1, 0]);
    expect(await tryWith(second.secret)).toBe("not_configured");
  });

  test("signed identity that is required keeps a secret: the refusal says how to go on", async () => {
    const { key_id, path } = await aKey();
    expect((await site.desk.send(`PUT /api-keys/${key_id}`, { identity_required: true })).status).toBe(200);
    const refused = await site.desk.send(`DELETE ${path}?which=all`);
    expect(refused).toMatchObject({ status: 409, body: { error: expect.stringContaining("identity_required") } });
    await site.desk.send(`PUT /api-keys/${key_id}`, { identity_required: null });
    expect((await site.desk.read(key_id)).identity.required).toBe(false);
    expect((await site.desk.send(`DELETE ${path}?which=all`)).status).toBe(200);
  });

  test("a rolled key takes the secrets and the requirement along, and tokens for either id are taken", async () => {
    const old = await aKey();
    await site.desk.send(`PUT /api-keys/${old.key_id}`, { identity_required: true });
    const next = (await site.desk.send(`POST /api-keys/${old.key_id}/roll`, {})).body.data;
    expect(next.identity).toEqual((await site.desk.read(old.key_id)).identity);
    const before = await old.enter(old.first.secret);
    const after = await old.enter(old.first.secret, old.key_id, next.key);
    const renamed = await old.enter(old.first.secret, next.key_id, next.key);
    expect([before, after, renamed].map(({ body }) => body.trust)).toEqual(["verified", "verified", "verified"]);
    await site.desk.send(`PUT /api-keys/${next.key_id}`, { identity_required: false });
    expect((await site.desk.read(old.key_id)).identity.required).toBe(false);
  });

  test("a requirement is told as a right that is gone, on every key of the line; a new secret as a change", async () => {
    const { key_id, make } = await aKey();
    const next = (await site.desk.send(`POST /api-keys/${key_id}/roll`, {})).body.data;
    const heard: object[] = [];
    const stop = (await site.space()).bus.subscribe((fact) => heard.push(fact));
    await make();
    await site.desk.send(`PUT /api-keys/${next.key_id}`, { identity_required: true });
    stop();
    const facts = [key_id, next.key_id].flatMap((id) => [
      { kind: "key.changed", id },
      { kind: "revoked", what: "key", id },
    ]);
    expect(heard).toHaveLength(facts.length);
    expect(heard).toEqual(expect.arrayContaining(facts));
  });

  test("a sealed secret copied to another key opens nothing there", async () => {
    const [one, other] = [await aKey(), await aKey()];
    const space = await site.space();
    const sealedOf = async (id: number) =>
      (await space.read.selectFrom("identity_secrets").select("sealed").where("key_id", "=", id).executeTakeFirst())
        ?.sealed ?? "";
    const sealed = await sealedOf(one.key_id);
    expect(sealed).not.toContain(one.first.secret);
    await space.write(({ db }) =>
      db.updateTable("identity_secrets").set({ sealed }).where("key_id", "=", other.key_id).execute(),
    );
    expect(await other.tryWith(one.first.secret)).toBe("not_configured");
    expect(await one.tryWith(one.first.secret)).toBe("verified");
  });

  test("neither secrets nor tokens stand in the database or in the log of events", async () => {
    const { first, enter, key_id } = await aKey();
    const { session_id } = (await enter(first.secret)).body;
    const { read } = await site.space();
    const kept = JSON.stringify([
      await read.selectFrom("identity_secrets").selectAll().execute(),
      await read.selectFrom("widget_tokens").selectAll().execute(),
      await read.selectFrom("visitor_identities").selectAll().execute(),
      await read.selectFrom("audit_log").selectAll().execute(),
      await read.selectFrom("events").selectAll().execute(),
    ]);
    for (const secret of [first.secret, session_id, tokenHead]) expect(kept).not.toContain(secret);
    expect(await site.desk.deeds(key_id)).toEqual(["key.created", "key.identity_secret_made"]);
  });

  test("If-Match refuses to make or retire secrets of a key that somebody else changed", async () => {
    const { key_id, path, make } = await aKey();
    const seen = (await site.desk.send(`GET /api-keys/${key_id}`)).headers.get("ETag") ?? "";
    await make();
    const late = { headers: { "If-Match": seen } };
    expect((await site.desk.send(`POST ${path}`, {}, late)).status).toBe(412);
    expect((await site.desk.send(`DELETE ${path}`, undefined, late)).status).toBe(412);
  });
});
