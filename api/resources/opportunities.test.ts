import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("opportunities on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let owner: number;

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    const wish = { name: "Ada", email: "ada@example.com", role: "agent", passwordHash: null } as const;
    const live = await house.space();
    owner = (await live.write(({ db }) => createEmployee(db, { ...wish, now: "2026-03-10T14:30:00Z" }))).employee_id;
  });
  afterAll(() => house.close());

  const call = (call: string, body?: unknown, headers = {}) => house.request(call, { key, body, headers });
  const create = async (more: object = {}) => (await call("POST /opportunities", { name: "Deal", ...more })).body.data;

  test("creating one answers 201 with the whole record, its Location and ETag, and fires opportunity.created", async () => {
    const before = (await house.events()).length;
    const body = {
      name: " Acme Corp - Managed Services ",
      stage: "discovery",
      value: 50000,
      expected_close_date: "2026-06-30",
      probability: 30,
      assigned_to: owner,
      tags: ["msp"],
    };
    const answer = await call("POST /opportunities", body);
    expect(answer.status).toBe(201);
    const { data } = answer.body;
    expect(data).toEqual({
      ...body,
      opportunity_id: expect.any(Number),
      name: "Acme Corp - Managed Services",
      ...{ prospect_id: null, contact_id: null, lead_id: null, status: "open", currency: "USD" },
      ...{ weighted_value: 15000, lost_reason: null, custom_fields: {}, closed_at: null },
      created_at: "2026-03-10T14:30:00Z",
      updated_at: "2026-03-10T14:30:00Z",
    });
    expect(answer.headers.get("Location")).toBe(`/admin/api/v1/crm/opportunities/${data.opportunity_id}`);
    expect(answer.headers.get("ETag")).toMatch(/^"1-/);
    expect((await house.events()).slice(before)).toEqual(["opportunity.created"]);
  });

  test("a name is enough: it starts in the first stage, worth nothing yet, in the space's currency", async () => {
    expect(await create()).toMatchObject({ stage: "discovery", status: "open", value: 0, probability: 30 });
    const space = await house.space();
    const setCurrency = async (value: string) =>
      await space.write(({ db }) =>
        db
          .insertInto("settings")
          .values({ key: "currency", value: JSON.stringify(value) })
          .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: JSON.stringify(value) }))
          .execute(),
      );
    await setCurrency("EUR");
    expect((await create()).currency).toBe("EUR");
    expect((await create({ currency: "JPY" })).currency).toBe("JPY");
    await setCurrency("USD");
  });

  test.each([
    ["no name", { name: undefined }, "name"],
    ["an empty name", { name: "  " }, "name"],
    ["an unknown field", { vallue: 3 }, "vallue"],
    ["a negative value", { value: -1 }, "value"],
    ["three decimals", { value: 10.005 }, "value"],
    ["a value of absurd size", { value: 1e13 }, "value"],
    ["a value as text", { value: "50000" }, "value"],
    ["a currency that does not exist", { currency: "ABC" }, "currency"],
    ["a currency in lower case", { currency: "eur" }, "currency"],
    ["a day that does not exist", { expected_close_date: "2026-02-30" }, "expected_close_date"],
    ["a moment for a day", { expected_close_date: "2026-06-30T00:00:00Z" }, "expected_close_date"],
    ["a probability above 100", { probability: 101 }, "probability"],
    ["half a percent", { probability: 0.5 }, "probability"],
    ["a stage that does not exist", { stage: "dreaming" }, "stage"],
    ["an owner who does not exist", { assigned_to: 999 }, "assigned_to"],
    ["a prospect that does not exist", { prospect_id: 999 }, "prospect_id"],
    ["a contact that does not exist", { contact_id: 999 }, "contact_id"],
    ["a lead that does not exist", { lead_id: 999 }, "lead_id"],
    ["a custom field nobody defined", { custom_fields: { size: 3 } }, "custom_fields.size"],
    ["a status against its stage", { stage: "closed_won", status: "lost" }, "status"],
    ["an open status with a closed stage", { stage: "closed_lost", status: "open" }, "status"],
    ["a reason without a loss", { lost_reason: "Price" }, "lost_reason"],
    ["a probability of what is won", { status: "won", probability: 30 }, "probability"],
  ])("%s is refused by name, on create and update, and nothing is stored", async (what, wrong, field) => {
    const { opportunity_id } = await create();
    const before = await house.events();
    const posted = await call("POST /opportunities", { name: "Deal", ...wrong });
    expect(posted.status).toBe(400);
    expect(posted.body.details[0].field).toBe(field);
    if (what !== "no name") {
      const put = await call(`PUT /opportunities/${opportunity_id}`, wrong);
      expect(put.status).toBe(400);
      expect(put.body.details[0].field).toBe(field);
    }
    expect(await house.events()).toEqual(before);
  });

  test.each([
    [0.01, 50, 0.01],
    [0.01, 49, 0],
    [33.33, 50, 16.67],
    [1.1, 5, 0.06],
    [19.99, 33, 6.6],
    [1_234_567_890.12, 37, 456_790_119.34],
    [9_999_999_999_999.99, 99, 9_899_999_999_999.99],
    [9_999_999_999_999.99, 100, 9_999_999_999_999.99],
    [50_000, 0, 0],
  ])(
    "%d at %d percent weighs %d, to the cent, and reads back as it was written",
    async (value, probability, weighed) => {
      const made = await create({ value, probability });
      const { body } = await call(`GET /opportunities/${made.opportunity_id}`);
      expect(body.data).toMatchObject({ value, probability, weighted_value: weighed });
    },
  );

  test("an explicit probability wins over the stage's, also after a move; null returns to the stage's", async () => {
    const { opportunity_id } = await create({ value: 100, probability: 70 });
    const put = async (body: object) => (await call(`PUT /opportunities/${opportunity_id}`, body)).body.data;
    expect(await put({ stage: "proposal" })).toMatchObject({ probability: 70, weighted_value: 70 });
    expect(await put({ probability: null })).toMatchObject({ probability: 60, weighted_value: 60 });
    expect(await put({ stage: "negotiation" })).toMatchObject({ probability: 80, weighted_value: 80 });
    expect(await put({ value: null })).toMatchObject({ value: 0, weighted_value: 0 });
  });

  test("PUT changes only what it names, null clears, and opportunity.updated tells the previous values", async () => {
    const made = await create({ value: 10, expected_close_date: "2026-06-30", tags: ["a"], assigned_to: owner });
    const before = (await house.events()).length;
    const body = { value: 12.5, expected_close_date: null, tags: null, assigned_to: null };
    const { data } = (await call(`PATCH /opportunities/${made.opportunity_id}`, body)).body;
    expect(data).toEqual({ ...made, ...body, tags: [], weighted_value: 3.75 });
    expect((await house.events()).slice(before)).toEqual(["opportunity.updated"]);
    const space = await house.space();
    const event = await space.read.selectFrom("events").select("data").orderBy("event_id", "desc").executeTakeFirst();
    expect(JSON.parse(String(event?.data))).toEqual({
      ...data,
      previous: {
        ...{ value: 10, weighted_value: 3, expected_close_date: "2026-06-30", assigned_to: owner },
        tags: ["a"],
      },
    });
  });

  test("a record sent back as it was read changes nothing and fires nothing", async () => {
    const { opportunity_id: id } = await create({ value: 10 });
    for (const status of ["open", "won"]) {
      const { data } = (await call(`PUT /opportunities/${id}`, { status })).body;
      const {
        opportunity_id: _,
        weighted_value: __,
        closed_at: ___,
        created_at: ____,
        updated_at: _____,
        ...writable
      } = data;
      const before = await house.events();
      expect((await call(`PUT /opportunities/${id}`, writable)).body.data).toEqual(data);
      expect(await house.events()).toEqual(before);
    }
  });

  test("a deleted one is gone from every read, comes back by restore, and purge erases its history too", async () => {
    const { opportunity_id: id } = await create({ name: "Zebulon deal" });
    const found = async () => (await call("GET /opportunities?search=zebul")).body.pagination.total;
    expect(await found()).toBe(1);
    const before = (await house.events()).length;
    const gone = await call(`DELETE /opportunities/${id}`);
    expect(gone.body.data).toEqual({ opportunity_id: id, deleted: true });
    expect((await house.events()).slice(before)).toEqual(["opportunity.deleted"]);
    expect((await call(`GET /opportunities/${id}`)).status).toBe(404);
    expect((await call(`POST /opportunities/${id}/advance-stage`)).status).toBe(404);
    expect((await call("POST /notes", { entity_type: "opportunity", entity_id: id, content: "late" })).status).toBe(
      400,
    );
    expect(await found()).toBe(0);
    expect((await call(`POST /opportunities/${id}/restore`)).status).toBe(200);
    expect(await found()).toBe(1);
    expect((await house.purge(`/opportunities/${id}`)).status).toBe(200);
    const space = await house.space();
    const left = await space.read
      .selectFrom("opportunity_stages")
      .selectAll()
      .where("opportunity_id", "=", id)
      .execute();
    expect(left).toEqual([]);
  });

  test("custom fields are kept, filtered and refused as their definitions say", async () => {
    const space = await house.space();
    const blank = { label: "Seats", required: 0, unique: 0, options: "[]", default: null, position: 0 };
    const at = { created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z", deleted_at: null };
    await space.write(({ db }) =>
      db
        .insertInto("custom_fields")
        .values({ entity_type: "opportunity", key: "seats", type: "number", ...blank, ...at })
        .execute(),
    );
    const { opportunity_id: id } = await create({ custom_fields: { seats: 50 } });
    expect((await call("GET /opportunities?cf.seats=50")).body.data).toMatchObject([{ opportunity_id: id }]);
    expect((await call(`PUT /opportunities/${id}`, { custom_fields: { seats: "many" } })).status).toBe(400);
    await call(`PUT /opportunities/${id}`, { custom_fields: { seats: null } });
    expect((await call("GET /opportunities?cf.seats=50")).body.data).toEqual([]);
  });

  test("the same Idempotency-Key makes one", async () => {
    const headers = { "Idempotency-Key": `deal-${engine}` };
    const [first, second] = [
      await call("POST /opportunities", { name: "Once" }, headers),
      await call("POST /opportunities", { name: "Once" }, headers),
    ];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("Idempotency-Replayed")).toBe("true");
  });
});
