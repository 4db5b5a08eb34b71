import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migration } from "../store/migrations/0022-personal-data.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { blankEvents } from "./record.ts";

describe.each(engines)("events by record on %s", (engine) => {
  let house: TestApi;
  beforeAll(async () => {
    house = await openTestApi({ engine, checksEvents: false });
    const { write } = await house.space();
    await write(async ({ emit }) => {
      await emit("lead.created", { lead_id: 7, contact_id: 1, raw_payload: "nul \0, half \ud83d, said \\u0000" });
      await emit("lead.converted", { lead_id: 7, contact_id: 2 });
      await emit("lead.created", { lead_id: 77 });
      await emit("contact.created", { contact_id: 7 });
      await emit("conversation.message", { conversation_id: 7, lead_id: 7, message_id: 1 }, 7);
      await emit("note.created", { entity_type: "lead" });
    });
    await house.events();
  });
  afterAll(() => house.close());

  const stored = async () => {
    const { read } = await house.space();
    return await read.selectFrom("events").selectAll().orderBy("seq").execute();
  };
  const records = [
    ["lead", 7],
    ["lead", 7],
    ["lead", 77],
    ["contact", 7],
    ["conversation", 7],
    ["note", null],
  ];
  const recordsStored = async () => (await stored()).map(({ entity, entity_id }) => [entity, entity_id]);

  test("each is stored with the record it tells of", async () => {
    expect(await recordsStored()).toEqual(records);
  });

  test("those of a log from before are found too", async () => {
    const { write } = await house.space();
    const words = { id: "", text: "text", int: "bigint", number: "", strict: "" };
    const fill = migration({ engine, ...words }).find((statement) => statement.includes("update events"));
    await write(async ({ db }) => {
      await db.updateTable("events").set({ entity: null, entity_id: null }).execute();
      await sql.raw(String(fill)).execute(db);
    });
    expect(await recordsStored()).toEqual(records);
  });

  test("blanked ones keep their place and say whom they told of, and no others change", async () => {
    const before = await stored();
    const { write } = await house.space();
    expect(await write(({ db }) => blankEvents(db, "lead", [7], 1))).toBe(1);
    expect(await write(({ db }) => blankEvents(db, "lead", [7]))).toBe(1);
    expect(await write(({ db }) => blankEvents(db, "lead", [7]))).toBe(0);
    const data = '{"lead_id":7,"erased":true}';
    expect(await stored()).toEqual(
      before.map((row) => (row.entity === "lead" && row.entity_id === 7 ? { ...row, data } : row)),
    );
  });
});
