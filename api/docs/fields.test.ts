import { describe, expect, test } from "vitest";
import { openApiDocument } from "../openapi.ts";
import { schemaFields } from "./fields.ts";

const document = openApiDocument([], { basePath: "/crm", serverUrl: "http://localhost" });

const limitsOf = (value: unknown) => {
  const schema = { type: "object", properties: { a: { type: "string", default: value } } };
  const look = { openBelow: false, marksRequired: false, depth: 0 };
  return /<span class="type">(.*?)<\/span>/.exec(schemaFields(document, schema, look)?.text ?? "")?.[1];
};

describe("a field's default", () => {
  test("is shown while it is short", () => {
    expect(limitsOf("desc")).toBe("string, default desc");
    expect(limitsOf(null)).toBe("string, default null");
    expect(limitsOf([])).toBe("string, default []");
  });

  test("is left to openapi.json where it would fill the page", () => {
    expect(limitsOf({ rules: [{ any_of: ["price", "cost", "quote"] }] })).toBe("string, default see openapi.json");
  });
});
