import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("the log of events by types and permissions on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let start = 0;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" }, checksEvents: false });
    key = await house.key("crm");
    await (await house.space()).write(({ emit }) => emit("lead.deleted", { lead_id: 0 }));
    start = (await house.events()).length;
    const { write } = await house.space();
    await write(async ({ emit }) => {
      await emit("lead.created", { lead_id: 1 });
      await emit("lead.updated", { lead_id: 1 });
      await emit("contact.created", { contact_id: 1 });
      await emit("opportunity.won", { opportunity_id: 1 });
      await emit("prospect.created", { prospect_id: 1 });
      await emit("activity.created", { activity_id: 1 });
      await emit("note.created", { entity_type: "contact", note_id: 1 });
      await emit("note.created", { entity_type: "lead", note_id: 2 });
      await emit("conversation.started", { conversation_id: 1 }, 1);
    });
    await house.events();
  });

  afterAll(() => house.close());

  const read = async (query: string) => (await house.request(`GET /events?${query}`, { key })).body;
  const found = async (query: string, as = key) => {
    const { body } = await house.request(`GET /events?after=${start}&${query}`, { key: as });
    return body.data.map(({ event }: { event: string }) => event);
  };

  test.each([
    ["types=lead.created", ["lead.created"]],
    ["types=lead.*", ["lead.created", "lead.updated"]],
    ["types=opportunity.won,lead.*", ["lead.created", "lead.updated", "opportunity.won"]],
    ["types=lead.*,lead.created", ["lead.created", "lead.updated"]],
    ["types=lead.created,%20contact.created", ["lead.created", "contact.created"]],
    ["types=webhook.*", undefined],
    ["types=lead", undefined],
    ["types=*.created", undefined],
    ["types=lead.*,lead.renamed", undefined],
    ["types=", undefined],
  ])("%s", async (query, expected) => {
    if (expected !== undefined) expect(await found(query)).toEqual(expected);
    else expect(await read(query)).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "types" }] });
  });

  test("all of them are asked for by *, or by leaving types out", async () => {
    expect(await found("types=*")).toEqual(await found(""));
    expect(await found("")).toHaveLength(9);
  });

  test.each([
    ["leads:read", ["lead.created", "lead.updated", "note.created"]],
    ["contacts:read", ["contact.created", "note.created"]],
    ["opportunities:read", ["opportunity.won"]],
    ["prospects:read", ["prospect.created"]],
    ["activities:read", ["activity.created"]],
    ["conversations:read", ["conversation.started"]],
    // Changing something is not reading it.
    ["leads:write", []],
  ] as const)("a key with %s hears of nothing else", async (permission, expected) => {
    expect(await found("", await house.key("crm", { permissions: [permission] }))).toEqual(expected);
  });

  test("rows say where they stand in the log, and what happened", async () => {
    const { data } = await read(`after=${start}&types=lead.created`);
    expect(data).toEqual([
      {
        seq: start + 1,
        event_id: expect.any(Number),
        event: "lead.created",
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        conversation_id: null,
        data: { lead_id: 1 },
      },
    ]);
  });

  test.each(["after=-1", "after=abc", "after=1.5", "after=", "limit=0", "limit=201"])(
    "%s is refused",
    async (query) => {
      const { status, body } = await house.request(`GET /events?${query}`, { key });
      expect([status, body.details[0].field]).toEqual([400, query.split("=")[0]]);
    },
  );

  test("a position beyond the end waits there", async () => {
    const { head } = await read("limit=1");
    expect(await read(`after=${head + 10}`)).toMatchObject({ data: [], next_after: head + 10, more: false });
  });
});
