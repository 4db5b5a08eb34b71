import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Schema } from "../../docs/document.ts";
import { type AnyOperation, type OperationKey, operation } from "../../kit/operation.ts";
import { openApiDocument } from "../../openapi.ts";
import { printOperations } from "./print-operations.ts";
import { printType } from "./print-type.ts";

const sample = (key: OperationKey, spec: Partial<AnyOperation["spec"]>): AnyOperation =>
  operation(key, { summary: "Do it", permission: "leads:read", returns: z.string(), ...spec }, async () => "");

const print = (...operations: readonly AnyOperation[]) =>
  printOperations(openApiDocument(operations, { basePath: "", serverUrl: "https://example.com" }));

const lead = z.object({ lead_id: z.int(), email: z.string().nullable(), tags: z.array(z.string()).optional() });

describe("an operation's types", () => {
  test("say what is taken, what may be left out, and why", () => {
    const params = z.object({ id: z.int() });
    const query = z.strictObject({ order: z.enum(["asc", "desc"]).default("asc").describe("Which way.") });
    const body = z.strictObject({ email: z.string(), "x-note": z.string().nullish() });
    expect(print(sample("PUT /leads/{id}", { description: "Carefully.", params, query, body }))).toBe(`\
/** Each operation by its name: what it takes and what it gives. */
export interface Operations {
  /**
   * Do it.
   *
   * Carefully.
   *
   * Permission: leads:read.
   */
  "PUT /leads/{id}": {
    input: {
      params: {
        id: number;
      };
      query?: {
        /**
         * Which way.
         *
         * @default "asc"
         */
        order?: "asc" | "desc" | undefined;
      } | undefined;
      body: {
        email: string;
        "x-note"?: string | null | undefined;
      };
    };
    result: string;
  };
}
`);
  });

  test("that takes nothing allow nothing", () => {
    expect(print(sample("GET /leads", {}))).toContain("input: { [name: string]: never };");
  });

  test("name a record once, wherever it stands", () => {
    const page = z.object({ data: z.array(lead), total: z.int() });
    const printed = print(
      sample("GET /leads", { returns: page, envelope: "page" }),
      sample("POST /leads", { returns: lead }),
    );
    expect(printed).toContain("result: {\n      data: Lead[];\n      total: number;\n    };");
    expect(printed).toContain("result: Lead;");
    expect(printed).toContain(
      "export interface Lead {\n  lead_id: number;\n  email: string | null;\n  tags?: string[] | undefined;\n}\n",
    );
    expect(printed.match(/export/g)).toHaveLength(2);
  });

  test("give each of several answers as the client does", () => {
    const returns = z.union([z.object({ data: lead }), z.object({ data: z.null(), retry: z.boolean() })]);
    const printed = print(sample("GET /leads", { returns, envelope: "bare" }));
    expect(printed).not.toContain("success");
    expect(printed).toMatch(/result: \{\s+lead_id: number;[^}]+\} \| \{\s+data: null;\s+retry: boolean;\s+\};/);
  });
});

describe("a type", () => {
  test.each([
    [{ type: "array", items: { type: ["string", "null"] } }, "(string | null)[]"],
    [{ type: "array", items: { enum: ["a", "b"] } }, '("a" | "b")[]'],
    [{ type: "array", prefixItems: [{ type: "number" }, { type: "boolean" }], items: false }, "[number, boolean]"],
    [{ type: "object", additionalProperties: { type: "integer" } }, "{ [name: string]: number }"],
    [{ type: "object" }, "{ [name: string]: unknown }"],
    [{ anyOf: [{ $ref: "#/components/schemas/Lead" }, { type: "null" }] }, "Lead | null"],
    [{ anyOf: [{ type: "null" }, {}] }, "unknown"],
    [{ const: "it's" }, '"it\'s"'],
    [{ allOf: [{ $ref: "#/a/B" }, { anyOf: [{ $ref: "#/a/C" }, { $ref: "#/a/D" }] }] }, "B & (C | D)"],
  ] as const satisfies readonly (readonly [Schema, string])[])("%j is %s", (schema, type) => {
    expect(printType(schema)).toBe(type);
  });

  test("ends no comment by what is described", () => {
    expect(printType({ type: "object", properties: { a: { description: "like /* this */" } } })).toContain(
      "/** like /* this *\\/ */",
    );
  });

  test("that the printer has not learnt is refused", () => {
    expect(() => printType({ type: "decimal" })).toThrow('"decimal"');
  });
});
