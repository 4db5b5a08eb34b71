import { describe, expect, test } from "vitest";
import { z } from "zod";
import { exampleOf } from "./example.ts";
import { toSchema } from "./schemas.ts";

const build = (type: z.ZodType, given = {}) => exampleOf(toSchema(type, "output"), given);

describe("an example of a schema", () => {
  test("uses familiar values, and those that were sent before them", () => {
    const person = z.object({
      first_name: z.string(),
      email: z.string().nullable(),
      deleted_at: z.string().nullable(),
    });
    expect(build(person)).toEqual({ first_name: "Jane", email: "jane@company.com", deleted_at: null });
    expect(build(person, { first_name: "Ada", email: null })).toMatchObject({ first_name: "Ada", email: null });
  });

  test("keeps to choices and bounds rather than to familiar values", () => {
    expect(build(z.object({ source: z.enum(["chat", "form"]), score: z.int().max(10) }))).toEqual({
      source: "chat",
      score: 1,
    });
  });

  test("knows a value by the record it stands in, and what a record embeds by that record", () => {
    const activity = z.object({ activity_id: z.int(), entity_type: z.string(), entity_id: z.int() });
    expect(build(z.object({ prospect_id: z.int(), name: z.string(), activities: z.array(activity) }))).toEqual({
      prospect_id: 55,
      name: "Globex Corp",
      activities: [{ activity_id: 96, entity_type: "prospect", entity_id: 55 }],
    });
  });

  test("takes over what was sent as long as it fits; of records in a list, only the fields that come back", () => {
    const answer = z.object({
      tags: z.array(z.string()),
      raw: z.json(),
      items: z.array(z.object({ client_id: z.string(), seq: z.int() })),
    });
    const items = ["c_1", "c_2"].map((client_id) => ({ client_id, seq: "none", body: "hi" }));
    const sent = { tags: [1], raw: { a: [1] }, items };
    expect(build(answer, sent)).toEqual({
      tags: ["msp"],
      raw: { a: [1] },
      items: [
        { client_id: "c_1", seq: 3 },
        { client_id: "c_2", seq: 4 },
      ],
    });
  });
});
