import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import { timestamp } from "../clock.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

const day = 86_400_000;

describe.each(engines)("merging leads on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let publicKey: string;
  let number = 0;

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    publicKey = await house.key("pk_live");
  });
  afterAll(() => house.close());

  const call = (what: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
    house.request(what, { key, body, headers });
  const widget = (what: string, body: object) => house.request(`POST /widget/${what}`, { key: publicKey, body });

  async function makeLead(fields: object): Promise<number> {
    number += 1;
    const made = await call("POST /leads", { last_name: `Lead ${number}`, company_name: "Acme", ...fields });
    expect(made.status).toBe(201);
    return made.body.data.lead_id;
  }

  const reasons = (lead: { score_breakdown: { reason: string }[] }) => lead.score_breakdown.map(({ reason }) => reason);

  const read = async (id: number) => (await call(`GET /leads/${id}`)).body.data;

  test("fills what is empty, joins tags, moves activities and notes, and keeps what is there", async () => {
    const into = await makeLead({ email: "kept@example.com", tags: ["a"], first_name: null });
    const from = await makeLead({
      ...{
        email: "gone@example.com",
        phone: "+1 415 555 2671",
        first_name: "Ada",
        tags: ["a", "b"],
        assigned_to: null,
      },
      raw_payload: { message: "hello" },
    });
    await call(`POST /leads/${from}/activities`, { type: "call", subject: "First call" });
    await call("POST /notes", { entity_type: "lead", entity_id: from, content: "a note" });

    const merged = await call(`POST /leads/${into}/merge`, { from_lead_id: from });

    expect(merged.status).toBe(200);
    expect(merged.body.data).toMatchObject({
      ...{ lead_id: into, email: "kept@example.com", phone: "+1 415 555 2671", phone_e164: "+14155552671" },
      ...{ tags: ["a", "b"], raw_payload: { message: "hello" } },
    });
    // A name is one thing: a last name that stands takes no other's first name.
    expect(merged.body.data.first_name).toBeNull();
    const detail = await read(into);
    expect(detail.activities).toMatchObject([{ subject: "First call", entity_id: into }]);
    expect(detail.notes).toMatchObject([{ content: "a note", entity_id: into }]);
  });

  test("the other id answers 404 with merged_into, over several merges, in every operation of a lead", async () => {
    const [a, b, c] = [await makeLead({}), await makeLead({}), await makeLead({})];
    await call(`POST /leads/${b}/merge`, { from_lead_id: a });
    await call(`POST /leads/${c}/merge`, { from_lead_id: b });
    for (const what of [`GET /leads/${a}`, `DELETE /leads/${a}`, `GET /leads/${a}/activities`]) {
      const gone = await call(what);
      expect(gone.status).toBe(404);
      expect(gone.body.details[0]).toMatchObject({ merged_into: c });
    }
    expect((await call(`PUT /leads/${a}`, { score: 5 })).body.details[0].merged_into).toBe(c);
    const listed = (await call("GET /leads?per_page=100")).body.data.map((lead: { lead_id: number }) => lead.lead_id);
    expect(listed).not.toContain(a);
  });

  test("the lead that stays takes the other's email and may be found by it", async () => {
    const into = await makeLead({});
    const from = await makeLead({ email: "moves@example.com" });
    const merged = await call(`POST /leads/${into}/merge`, { from_lead_id: from });
    expect(merged.body.data.email).toBe("moves@example.com");
    expect((await call("GET /leads?search=moves@example.com")).body.data).toMatchObject([{ lead_id: into }]);
  });

  test("an email that a third open lead holds stays there, and counts there alone", async () => {
    const from = await makeLead({ email: "third@example.com", status: "unqualified" });
    const holder = await makeLead({ email: "third@example.com" });
    const into = await makeLead({});
    const merged = await call(`POST /leads/${into}/merge`, { from_lead_id: from });
    expect(merged.status).toBe(200);
    expect(merged.body.data).toMatchObject({ email: null, score: 10 });
    expect((await read(holder)).email).toBe("third@example.com");
  });

  test("taken back, both are what they were, and what people changed since stays", async () => {
    const into = await makeLead({ tags: ["a"] });
    const from = await makeLead({ email: "back@example.com", phone: "+1 415 555 2671", tags: ["b"] });
    await call(`POST /leads/${from}/activities`, { type: "call", subject: "Its own" });
    const [intoBefore, fromBefore] = [await read(into), await read(from)];
    await call(`POST /leads/${into}/merge`, { from_lead_id: from });
    await call(`PUT /leads/${into}`, { phone: "+1 415 555 0000" });
    await call(`POST /leads/${into}/activities`, { type: "call", subject: "Made since" });

    const undone = await call(`POST /leads/${from}/unmerge`);

    expect(undone.status).toBe(200);
    const fromAfter = await read(from);
    expect({ ...fromAfter, updated_at: null }).toEqual({ ...fromBefore, updated_at: null });
    const intoAfter = await read(into);
    expect(intoAfter).toMatchObject({ email: null, tags: ["a"], phone: "+1 415 555 0000" });
    expect(intoAfter.score).toBe(intoBefore.score + 10);
    expect(intoAfter.activities).toMatchObject([{ subject: "Made since" }]);
  });

  test("taken back, the score follows from what is known then, whatever made it change since", async () => {
    const into = await makeLead({});
    const from = await makeLead({ email: "ann@initech-works.com" });
    expect((await call(`POST /leads/${into}/merge`, { from_lead_id: from })).body.data.score).toBe(40);
    expect((await call(`PUT /leads/${into}`, { phone: "+1 415 555 2671" })).body.data.score).toBe(50);
    await call(`POST /leads/${from}/unmerge`);
    const undone = await read(into);
    expect([undone.score, reasons(undone)]).toEqual([20, ["phone", "company"]]);
  });

  test("taken back, each lead has the points for what its own visitor did, also for what came since", async () => {
    const chat = async (identity: object, page_url: string) => {
      const { session_id } = (await widget("init", { identity, page_url })).body;
      await widget("message", { session_id, message: "hello" });
    };
    await chat({ email: "bea@example.com" }, "https://a.example/pricing");
    await chat({ phone: "+1 415 555 2672" }, "https://a.example/");
    const from = (await call("GET /leads?email=bea@example.com")).body.data[0].lead_id;
    const into = (await call("GET /leads?search=14155552672")).body.data[0].lead_id;
    const { conversation_id } = (await read(into)).conversations[0];
    await call(`POST /leads/${into}/merge`, { from_lead_id: from });
    await call(`POST /conversations/${conversation_id}/messages`, { message: "How can I help?" });
    expect(reasons(await read(into))).toEqual(expect.arrayContaining(["email", "phone", "key_page", "agent_replied"]));
    await call(`POST /leads/${from}/unmerge`);
    expect(reasons(await read(into))).toEqual(["phone", "agent_replied"]);
    expect(reasons(await read(from))).toContain("key_page");
  });

  test("an assignee that a merge brought goes with it, and lead.assigned says so", async () => {
    const space = await house.space();
    const now = timestamp(house.clock.now());
    const wish = { name: "Ada", email: "ada@team.example", role: "agent", passwordHash: null, now } as const;
    const { employee_id } = await space.write(({ db }) => createEmployee(db, wish));
    const [into, from] = [await makeLead({}), await makeLead({ assigned_to: employee_id })];
    await call(`POST /leads/${into}/merge`, { from_lead_id: from });
    const before = (await house.events()).length;
    await call(`POST /leads/${from}/unmerge`);
    expect(await house.events("live", before)).toEqual(["lead.updated", "lead.assigned", "lead.updated"]);
    const assigned = await space.read
      .selectFrom("events")
      .select("data")
      .where("event", "=", "lead.assigned")
      .orderBy("event_id", "desc")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(assigned.data)).toMatchObject({
      ...{ lead_id: into, assigned_to: null },
      previous: { assigned_to: employee_id },
    });
  });

  test("is refused with the next step: itself, an unknown lead, a second time, restore instead of unmerge", async () => {
    const into = await makeLead({});
    const from = await makeLead({});
    expect((await call(`POST /leads/${into}/merge`, { from_lead_id: into })).status).toBe(400);
    expect((await call("POST /leads/999999/merge", { from_lead_id: 999_998 })).status).toBe(404);
    const unknown = await call(`POST /leads/${into}/merge`, { from_lead_id: 999_999 });
    expect(unknown.body).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "from_lead_id" }] });
    expect((await call("POST /leads/999999/merge", { from_lead_id: from })).status).toBe(404);
    expect((await call(`POST /leads/${into}/unmerge`)).body.code).toBe("CONFLICT");
    await call(`POST /leads/${into}/merge`, { from_lead_id: from });
    expect((await call(`POST /leads/${into}/merge`, { from_lead_id: from })).status).toBe(400);
    const restored = await call(`POST /leads/${from}/restore`);
    expect(restored.body).toMatchObject({ code: "CONFLICT", details: [{ merged_into: into }] });
  });

  test("a stale If-Match changes neither lead", async () => {
    const into = await makeLead({});
    const from = await makeLead({});
    const stale = await call(`POST /leads/${into}/merge`, { from_lead_id: from }, { "If-Match": '"99-x"' });
    expect(stale.status).toBe(412);
    expect((await call(`GET /leads/${from}`)).status).toBe(200);
  });

  test("cannot be taken back where a new open lead has the email, and after 30 days", async () => {
    const into = await makeLead({ email: "stays@example.com" });
    const from = await makeLead({ email: "taken@example.com" });
    await call(`POST /leads/${into}/merge`, { from_lead_id: from });
    const holder = await makeLead({ email: "taken@example.com" });
    const refused = await call(`POST /leads/${from}/unmerge`);
    expect(refused.body).toMatchObject({ code: "DUPLICATE", details: [{ existing: { type: "lead", id: holder } }] });
    await call(`DELETE /leads/${holder}`);
    house.clock.advance(31 * day);
    expect((await call(`POST /leads/${from}/unmerge`)).body.code).toBe("CONFLICT");
  });

  test("two merges of the same pair at once leave one lead", async () => {
    const [a, b] = [await makeLead({}), await makeLead({})];
    const answers = await Promise.all([
      call(`POST /leads/${a}/merge`, { from_lead_id: b }),
      call(`POST /leads/${b}/merge`, { from_lead_id: a }),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    const left = [(await call(`GET /leads/${a}`)).status, (await call(`GET /leads/${b}`)).status];
    expect(left.toSorted()).toEqual([200, 404]);
  });

  test("fires lead.deleted with merged_into, then lead.updated with what changed", async () => {
    const [into, from] = [await makeLead({}), await makeLead({ phone: "+1 415 555 2671" })];
    const before = (await house.events()).length;
    await call(`POST /leads/${into}/merge`, { from_lead_id: from });
    expect(await house.events("live", before)).toEqual(["lead.deleted", "lead.updated"]);
    const space = await house.space();
    const rows = await space.read.selectFrom("events").select("data").orderBy("event_id", "desc").limit(2).execute();
    const [updated, deleted] = rows.map((row) => JSON.parse(row.data));
    expect(deleted).toMatchObject({ lead_id: from, merged_into: into });
    expect(updated).toMatchObject({ lead_id: into, previous: { phone: null } });
  });

  test("an erased lead leaves nothing in the merges it was part of; the other id still tells where it went", async () => {
    const [into, from] = [await makeLead({ first_name: "Ada" }), await makeLead({ phone: "+1 415 555 2671" })];
    await call(`POST /leads/${into}/merge`, { from_lead_id: from });
    const kept = async () => {
      const { read: db } = await house.space();
      const merges = db.selectFrom("lead_merges").select("snapshot").where("into_lead_id", "=", into);
      return (await merges.execute()).map(({ snapshot }) => snapshot).join();
    };
    expect(await kept()).toContain("+14155552671");
    await house.purge(`/leads/${from}`);
    expect(await kept()).not.toContain("555");
    expect((await call(`GET /leads/${from}`)).body.details).toMatchObject([{ merged_into: into }]);
    expect((await call(`POST /leads/${from}/unmerge`)).status).toBe(404);
    await house.purge(`/leads/${into}`);
    expect(await kept()).toBe("");
  });
});
