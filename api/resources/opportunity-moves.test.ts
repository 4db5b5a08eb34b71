import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import { createSession } from "../access/sessions.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("an opportunity's way through the pipeline on %s", (engine) => {
  let house: TestApi;
  let key: string;

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const call = (call: string, body?: unknown, headers = {}) => house.request(call, { key, body, headers });
  const create = async (more: object = {}): Promise<number> =>
    (await call("POST /opportunities", { name: "Deal", value: 100, ...more })).body.data.opportunity_id;
  const put = async (id: number, body: object) => (await call(`PUT /opportunities/${id}`, body)).body.data;
  const advance = (id: number, body?: object) => call(`POST /opportunities/${id}/advance-stage`, body);
  const detail = async (id: number) => (await call(`GET /opportunities/${id}`)).body.data;
  const stagesOf = async (id: number) =>
    (await detail(id)).stage_history.map(({ stage }: { stage: string }) => stage) as string[];
  /** What the work fires, with the data of the last event. */
  async function eventsOf(work: () => Promise<unknown>) {
    const before = (await house.events()).length;
    await work();
    return (await house.events()).slice(before);
  }
  async function lastEvents(count: number) {
    const { read } = await house.space();
    const rows = await read
      .selectFrom("events")
      .select(["event", "data"])
      .orderBy("event_id", "desc")
      .limit(count)
      .execute();
    return rows.toReversed().map(({ event, data }) => ({ event, data: JSON.parse(data) }));
  }

  test("advance-stage goes from stage to stage until it is won, and each answer says where it stands", async () => {
    const id = await create();
    const answers = [];
    for (let step = 0; step < 4; step += 1) answers.push((await advance(id)).body.data);
    const step = (previous_stage: string, stage: string, status: string, probability: number) => ({
      ...{ opportunity_id: id, previous_stage, stage, status, probability },
    });
    expect(answers).toEqual([
      step("discovery", "qualification", "open", 45),
      step("qualification", "proposal", "open", 60),
      step("proposal", "negotiation", "open", 80),
      step("negotiation", "closed_won", "won", 100),
    ]);
    expect(await detail(id)).toMatchObject({ status: "won", weighted_value: 100, closed_at: "2026-03-10T14:30:00Z" });
    const after = await advance(id);
    expect(after.status).toBe(409);
    expect(after.body).toMatchObject({ code: "CONFLICT", details: [{ stage: "closed_won", status: "won" }] });
    expect(await stagesOf(id)).toEqual(["discovery", "qualification", "proposal", "negotiation", "closed_won"]);
  });

  test("a move fires stage_changed alone, with what it changed; the last one opportunity.won too", async () => {
    const id = await create({ stage: "proposal" });
    expect(await eventsOf(() => advance(id))).toEqual(["opportunity.stage_changed"]);
    const [moved] = await lastEvents(1);
    expect(moved?.data).toMatchObject({ opportunity_id: id, stage: "negotiation", probability: 80 });
    expect(moved?.data.previous).toEqual({ stage: "proposal", probability: 60, weighted_value: 60 });
    expect(await eventsOf(() => advance(id))).toEqual(["opportunity.stage_changed", "opportunity.won"]);
    const [, won] = await lastEvents(2);
    expect(won?.data).toMatchObject({ opportunity_id: id, status: "won", probability: 100 });
  });

  test("a body's stage jumps forwards, back, or closes; to where it stands is no move", async () => {
    const id = await create();
    expect((await advance(id, { stage: "negotiation" })).body.data).toMatchObject({ previous_stage: "discovery" });
    expect((await advance(id, { stage: "qualification" })).body.data.probability).toBe(45);
    expect(await eventsOf(() => advance(id, { stage: "qualification" }))).toEqual([]);
    expect(await eventsOf(() => advance(id, { stage: "closed_lost" }))).toEqual([
      "opportunity.stage_changed",
      "opportunity.lost",
    ]);
    expect(await detail(id)).toMatchObject({ status: "lost", probability: 0, weighted_value: 0, lost_reason: null });
    expect(await stagesOf(id)).toEqual(["discovery", "negotiation", "qualification", "closed_lost"]);
  });

  test.each([
    [{ stage: "dreaming" }, "stage"],
    [{ stage: "Closed Won" }, "stage"],
    [{ stage: null }, "stage"],
    [{ stages: "proposal" }, "stages"],
  ])("advancing with %j is refused by name", async (body, field) => {
    const answer = await advance(await create(), body);
    expect(answer.status).toBe(400);
    expect(answer.body.details[0].field).toBe(field);
  });

  test("PUT status lost closes with its reason, won wins, and open reopens in the last open stage", async () => {
    const id = await create({ stage: "proposal", probability: 70 });
    house.clock.advance(3_600_000);
    const lose = () => put(id, { status: "lost", lost_reason: "Price" });
    expect(await eventsOf(lose)).toEqual(["opportunity.stage_changed", "opportunity.lost"]);
    expect(await eventsOf(lose)).toEqual([]);
    expect(await detail(id)).toMatchObject({ stage: "closed_lost", lost_reason: "Price", probability: 0 });
    expect((await detail(id)).closed_at).toBe((await detail(id)).updated_at);

    expect(await put(id, { lost_reason: "Timing" })).toMatchObject({ status: "lost", lost_reason: "Timing" });
    expect(await eventsOf(() => put(id, { status: "open" }))).toEqual(["opportunity.stage_changed"]);
    expect(await detail(id)).toMatchObject({
      ...{ stage: "proposal", status: "open", probability: 70, weighted_value: 70, lost_reason: null, closed_at: null },
    });
    expect(await put(id, { status: "won" })).toMatchObject({ stage: "closed_won", status: "won", probability: 100 });
    // What is won may turn out lost, and the other way round.
    expect(await put(id, { status: "lost" })).toMatchObject({ stage: "closed_lost", lost_reason: null });
    expect(await stagesOf(id)).toEqual(["proposal", "closed_lost", "proposal", "closed_won", "closed_lost"]);
  });

  test("PUT stage moves as advance-stage does; other fields are told first, and nothing is told twice", async () => {
    const id = await create();
    const events = await eventsOf(() => put(id, { name: "Renamed", stage: "closed_won", value: 200 }));
    expect(events).toEqual(["opportunity.updated", "opportunity.stage_changed", "opportunity.won"]);
    const [updated, moved] = await lastEvents(3);
    expect(updated?.data).toMatchObject({ name: "Renamed", stage: "closed_won" });
    expect(updated?.data.previous).toEqual({ name: "Deal", value: 100 });
    expect(moved?.data.previous).toEqual({
      ...{ stage: "discovery", status: "open", probability: 30, weighted_value: 30, closed_at: null },
    });
    // To an open stage it reopens.
    expect(await put(id, { stage: "negotiation" })).toMatchObject({ status: "open", closed_at: null });
  });

  test("one that begins closed is created and won; reopened it starts at the beginning", async () => {
    let id = 0;
    const events = await eventsOf(async () => {
      id = await create({ status: "won" });
    });
    expect(events).toEqual(["opportunity.created", "opportunity.won"]);
    expect(await stagesOf(id)).toEqual(["closed_won"]);
    expect(await put(id, { status: "open" })).toMatchObject({ stage: "discovery", probability: 30 });
    const lost = await eventsOf(() => create({ stage: "closed_lost", lost_reason: "Price" }));
    expect(lost).toEqual(["opportunity.created", "opportunity.lost"]);
  });

  test("the history says when, and which employee moved it", async () => {
    const id = await create();
    house.clock.advance(60_000);
    const live = await house.space();
    const now = "2026-03-10T14:30:00Z";
    const { session, employee_id } = await live.write(async ({ db }) => {
      const wish = { name: "Ada", email: "ada@example.com", role: "admin", passwordHash: null, now } as const;
      const { employee_id } = await createEmployee(db, wish);
      const facts = { employeeId: employee_id, address: null, userAgent: null };
      return { employee_id, session: await createSession(db, { ...facts, now }) };
    });
    await house.request(`POST /opportunities/${id}/advance-stage`, {
      headers: { Cookie: `valethon=${session.token}`, Origin: house.origin, "X-CSRF-Token": session.csrfToken },
    });
    const { created_at, updated_at, stage_history } = await detail(id);
    expect(stage_history).toEqual([
      { stage: "discovery", at: created_at, by: null },
      { stage: "qualification", at: updated_at, by: employee_id },
    ]);
  });

  test("two who advance at once advance two stages, one after the other", async () => {
    const id = await create();
    const answers = await Promise.all([advance(id), advance(id), advance(id)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body.data.previous_stage).sort()).toEqual([
      ...["discovery", "proposal", "qualification"],
    ]);
    expect(await stagesOf(id)).toEqual(["discovery", "qualification", "proposal", "negotiation"]);
  });

  test("of two who advance what they saw by If-Match, one does and the other hears 412", async () => {
    const id = await create();
    const etag = String((await call(`GET /opportunities/${id}`)).headers.get("ETag"));
    const path = `POST /opportunities/${id}/advance-stage`;
    const answers = await Promise.all([1, 2].map(() => call(path, undefined, { "If-Match": etag })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await stagesOf(id)).toEqual(["discovery", "qualification"]);
  });

  test("an advance that is repeated under its Idempotency-Key is one advance", async () => {
    const id = await create();
    const headers = { "Idempotency-Key": `advance-${engine}` };
    const path = `POST /opportunities/${id}/advance-stage`;
    const [first, second] = [await call(path, {}, headers), await call(path, {}, headers)];
    expect(second.body).toEqual(first.body);
    expect(await stagesOf(id)).toEqual(["discovery", "qualification"]);
  });
});
