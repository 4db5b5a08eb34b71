import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import type { Role } from "../access/permissions.ts";
import { createSession } from "../access/sessions.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

interface Stage {
  readonly key: string;
  readonly label: string;
  readonly probability: number;
}

const stage = (key: string, probability: number): Stage => ({ key, label: key, probability });
const won = stage("closed_won", 100);
const lost = stage("closed_lost", 0);

describe.each(engines)("the pipeline on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let asAdmin: Readonly<Record<string, string>>;

  beforeEach(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    asAdmin = await signIn("admin");
  });
  afterEach(() => house.close());

  async function signIn(role: Role) {
    const live = await house.space();
    const now = "2026-03-10T14:30:00Z";
    const { token, csrfToken } = await live.write(async ({ db }) => {
      const wish = { name: role, email: `${role}@example.com`, role, passwordHash: null, now };
      const { employee_id } = await createEmployee(db, wish);
      return await createSession(db, { employeeId: employee_id, address: null, userAgent: null, now });
    });
    return { Cookie: `valethon=${token}`, Origin: house.origin, "X-CSRF-Token": csrfToken };
  }

  const call = async (call: string, body?: unknown) => await house.request(call, { key, body });
  const read = async () => (await call("GET /pipeline")).body.data.stages;
  const change = (stages: readonly object[], headers = asAdmin) =>
    house.request("PUT /pipeline", { body: { stages }, headers });
  const create = async (more: object = {}) =>
    (await call("POST /opportunities", { name: "Deal", value: 100, ...more })).body.data.opportunity_id as number;
  const detail = async (id: number) => (await call(`GET /opportunities/${id}`)).body.data;

  test("ships with the reference's stages", async () => {
    expect(await read()).toEqual([
      { key: "discovery", label: "Discovery", probability: 30, position: 1 },
      { key: "qualification", label: "Qualification", probability: 45, position: 2 },
      { key: "proposal", label: "Proposal", probability: 60, position: 3 },
      { key: "negotiation", label: "Negotiation", probability: 80, position: 4 },
      { key: "closed_won", label: "Closed won", probability: 100, position: 5 },
      { key: "closed_lost", label: "Closed lost", probability: 0, position: 6 },
    ]);
  });

  test("a change of what somebody else has changed meanwhile is 412 and changes nothing", async () => {
    const etag = String((await call("GET /pipeline")).headers.get("ETag"));
    const first = await change([stage("talk", 10), won, lost], { ...asAdmin, "If-Match": etag });
    expect(first.status).toBe(200);
    const stale = await change([stage("offer", 50), won, lost], { ...asAdmin, "If-Match": etag });
    expect(stale).toMatchObject({ status: 412, body: { code: "PRECONDITION_FAILED" } });
    expect((await read())[0].key).toBe("talk");
    const now = String(first.headers.get("ETag"));
    expect((await call("GET /pipeline")).headers.get("ETag")).toBe(now);
    expect((await change([stage("offer", 50), won, lost], { ...asAdmin, "If-Match": now })).status).toBe(200);
  });

  test("is read with opportunities:read and changed by console admins only", async () => {
    const blind = await house.key("crm", { permissions: ["leads:read"] });
    expect((await house.request("GET /pipeline", { key: blind })).status).toBe(403);
    const stages = await read();
    expect((await house.request("PUT /pipeline", { key, body: { stages } })).status).toBe(403);
    expect((await change(stages, await signIn("agent"))).status).toBe(403);
    expect((await change(stages, await signIn("owner"))).status).toBe(200);
  });

  test("takes new stages in their order, and what advances follows it", async () => {
    const id = await create();
    const before = await house.events();
    const answer = await change([stage("demo", 20), { ...stage("discovery", 30), position: 9 }, won, lost]);
    expect(answer.status).toBe(200);
    const expected = [
      { ...stage("demo", 20), position: 1 },
      { ...stage("discovery", 30), position: 2 },
      { ...won, position: 3 },
      { ...lost, position: 4 },
    ];
    expect(answer.body.data.stages).toEqual(expected);
    expect(await read()).toEqual(expected);
    expect(await house.events()).toEqual(before);
    expect((await detail(await create())).stage).toBe("demo");
    expect((await call(`POST /opportunities/${id}/advance-stage`)).body.data.stage).toBe("closed_won");
    expect((await call("GET /opportunities?stage=proposal")).status).toBe(400);
  });

  test.each([
    ["no open stage", [won, lost]],
    ["nothing", []],
    ["a key twice", [stage("a", 1), stage("a", 2), won, lost]],
    ["no closed_won", [stage("a", 1), lost]],
    ["no closed_lost", [stage("a", 1), won]],
    ["closed stages in the wrong order", [stage("a", 1), lost, won]],
    ["an open stage at the end", [won, lost, stage("a", 1)]],
    ["a win that is not certain", [stage("a", 1), { ...won, probability: 90 }, lost]],
    ["a loss with a chance", [stage("a", 1), won, { ...lost, probability: 5 }]],
    ["a key with capitals", [stage("Demo", 1), won, lost]],
    ["a key of 65 characters", [stage("a".repeat(65), 1), won, lost]],
    ["a probability above 100", [stage("a", 101), won, lost]],
    ["a probability below 0", [stage("a", -1), won, lost]],
    ["an empty label", [{ ...stage("a", 1), label: " " }, won, lost]],
    ["an unknown field", [{ ...stage("a", 1), colour: "red" }, won, lost]],
  ])("%s is refused, and nothing changes", async (_, stages) => {
    const before = await read();
    const answer = await change(stages);
    expect(answer.status).toBe(400);
    expect(answer.body.details[0].field).toMatch(/^stages/);
    expect(await read()).toEqual(before);
  });

  test("a stage with opportunities cannot be removed, and the answer counts them; emptied it can", async () => {
    const [one, two] = [await create({ stage: "proposal" }), await create({ stage: "proposal" })];
    await create({ stage: "negotiation" });
    const stages = [stage("discovery", 30), stage("negotiation", 80), won, lost];
    const refused = await change(stages);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: "CONFLICT", details: [{ counts: { proposal: 2 } }] });
    await call(`PUT /opportunities/${one}`, { stage: "discovery" });
    await call(`PUT /opportunities/${two}`, { status: "lost" });
    expect((await change(stages)).status).toBe(200);
    // The stage it would be reopened in is gone: the one before it in its history is not there either.
    expect((await call(`PUT /opportunities/${two}`, { status: "open" })).body.data.stage).toBe("discovery");
  });

  test("what was deleted in a stage that is gone is restored in the first one", async () => {
    const id = await create({ stage: "proposal" });
    await call(`DELETE /opportunities/${id}`);
    expect((await change([stage("discovery", 10), won, lost])).status).toBe(200);
    expect((await call(`POST /opportunities/${id}/restore`)).body.data).toMatchObject({
      ...{ stage: "discovery", probability: 10, weighted_value: 10 },
    });
    expect((await detail(id)).stage_history).toMatchObject([{ stage: "proposal" }, { stage: "discovery" }]);
  });

  test("a stage's new probability is that of its open opportunities without their own, in lists and sorts too", async () => {
    const follows = await create({ name: "follows" });
    const own = await create({ name: "own", probability: 30 });
    const elsewhere = await create({ name: "elsewhere", stage: "proposal" });
    const closed = await create({ name: "closed", status: "won" });
    const before = await house.events();
    const etag = String((await call(`GET /opportunities/${follows}`)).headers.get("ETag"));
    house.clock.advance(1000);

    const stages: Stage[] = await read();
    await change(stages.map((one) => (one.key === "discovery" ? { ...one, probability: 75 } : one)));
    expect(await detail(follows)).toMatchObject({ probability: 75, weighted_value: 75 });
    expect(await detail(own)).toMatchObject({ probability: 30, weighted_value: 30 });
    expect(await detail(elsewhere)).toMatchObject({ probability: 60, weighted_value: 60 });
    expect(await detail(closed)).toMatchObject({ probability: 100 });

    const { body } = await call("GET /opportunities?sort=weighted_value&fields=name,weighted_value");
    expect(body.data.map((row: { name: string }) => row.name)).toEqual(["closed", "follows", "elsewhere", "own"]);
    const since = await call("GET /opportunities?updated_after=2026-03-10T14:30:01Z");
    expect(since.body.data).toMatchObject([{ name: "follows" }]);
    expect(await house.events()).toEqual(before);
    const stale = await house.request(`PUT /opportunities/${follows}`, {
      ...{ key, body: { name: "late" }, headers: { "If-Match": etag } },
    });
    expect(stale.status).toBe(412);
  });

  test("opportunities that move while the pipeline changes end up in stages that there are", async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => create()));
    const small = [stage("discovery", 35), stage("review", 50), won, lost];
    const answers = await Promise.all([
      ...ids.map((id) => call(`POST /opportunities/${id}/advance-stage`)),
      change(small),
      ...Array.from({ length: 4 }, () => call("POST /opportunities", { name: "New", stage: "proposal" })),
    ]);
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    const stages: Stage[] = await read();
    const { body } = await call("GET /opportunities");
    for (const { stage, probability } of body.data) {
      expect(stages.find(({ key }) => key === stage)?.probability).toBe(probability);
    }
  });

  test("a test space has a pipeline of its own", async () => {
    const testKey = await house.key("crm_test");
    await change([stage("demo", 20), won, lost]);
    const { body } = await house.request("GET /pipeline", { key: testKey });
    expect(body.data.stages[0].key).toBe("discovery");
  });

  test("every change is in the audit log", async () => {
    await change(await read());
    const { read: db } = await house.space();
    const rows = await db.selectFrom("audit_log").select(["action", "actor"]).execute();
    expect(rows).toContainEqual({ action: "pipeline.changed", actor: "employee:1" });
  });
});
