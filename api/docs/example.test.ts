import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openApiDocument } from "../openapi.ts";
import { operations } from "../resources/index.ts";
import type { Schema } from "./document.ts";
import { exampleOf } from "./example.ts";
import { toSchema } from "./schemas.ts";

const document = openApiDocument(operations, { basePath: "/crm", serverUrl: "http://localhost" });
const build = (type: z.ZodType, given = {}) => exampleOf(document, toSchema(type, "output"), given);

describe("examples", () => {
  test("fit the schema of every answer", () => {
    for (const { key, spec } of operations) {
      const result = spec.returns.safeParse(exampleOf(document, toSchema(spec.returns, "output") as Schema));
      expect(result.error?.issues ?? [], key).toEqual([]);
    }
  });

  test("use familiar values, and those that were sent before them", () => {
    const person = z.object({
      first_name: z.string(),
      email: z.string().nullable(),
      deleted_at: z.string().nullable(),
    });
    expect(build(person)).toEqual({ first_name: "Jane", email: "jane@company.com", deleted_at: null });
    expect(build(person, { first_name: "Ada" })).toMatchObject({ first_name: "Ada" });
  });

  test("keep to choices and bounds rather than to familiar values", () => {
    expect(build(z.object({ source: z.enum(["chat", "form"]), score: z.int().max(10) }))).toEqual({
      source: "chat",
      score: 1,
    });
  });
});
