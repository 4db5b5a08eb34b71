import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { OperationObject, Parameter, ResponseObject } from "./docs/document.ts";
import { resolve } from "./docs/document.ts";
import { type AnyOperation, type OperationKey, operation } from "./kit/operation.ts";
import { openApiDocument } from "./openapi.ts";
import { operations } from "./resources/index.ts";

const options = { basePath: "/admin/api/v1/crm", serverUrl: "https://{tenant}.valethon.com" };
const document = openApiDocument(operations, options);

const asked = (list: readonly AnyOperation[], path: string, method: string): OperationObject => {
  const found = openApiDocument(list, options).paths[path]?.[method];
  if (found === undefined) throw new Error(`${method} ${path} is not in the document.`);
  return found;
};

const sample = (key: OperationKey, spec: Partial<AnyOperation["spec"]> = {}): AnyOperation =>
  operation(
    key,
    { summary: "Sample", permission: "leads:read", returns: z.object({ lead_id: z.int() }), ...spec },
    async () => ({
      lead_id: 1,
    }),
  );

describe("the document of all operations", () => {
  test("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document) as unknown as Record<string, unknown>)).toEqual({
      valid: true,
    });
    expect(validator.version).toBe("3.1");
  });

  test("has every operation, under its path and method", () => {
    for (const { path, method, spec } of operations as readonly AnyOperation[]) {
      expect(document.paths[path]?.[method.toLowerCase()]?.summary).toBe(spec.summary);
    }
  });

  test("gives each operation an id of its own", () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    );
    expect(new Set(ids).size).toBe(operations.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
  });

  test("refers only to components that exist", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) =>
      String(reference),
    );
    expect(references.length).toBeGreaterThan(100);
    for (const $ref of new Set(references)) expect(() => resolve(document, { $ref })).not.toThrow();
  });

  test("is the same for the same operations", () => {
    expect(JSON.stringify(openApiDocument(operations, options))).toBe(JSON.stringify(document));
  });

  test("allows colours as the operations do, in capitals too", () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":("\^#[^"]+")/g)].map(
      ([, pattern]) => new RegExp(JSON.parse(String(pattern)) as string, "u"),
    );
    expect(patterns.length).toBeGreaterThan(1);
    for (const pattern of patterns) expect("#1FB6FF").toMatch(pattern);
  });

  test("names leads and messages as components", () => {
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(["Error", "Lead", "Message"]));
  });

  test("is what is committed as openapi.json", () => {
    const committed: unknown = JSON.parse(readFileSync(new URL("./openapi.json", import.meta.url), "utf8"));
    expect(committed, "run: node api/write-openapi.ts").toEqual(JSON.parse(JSON.stringify(document)));
  });
});

describe("one operation", () => {
  test.each([
    ["GET /leads", "getLeads"],
    ["GET /leads/{id}", "getLead"],
    ["POST /leads", "createLead"],
    ["PUT /leads/{id}", "updateLead"],
    ["DELETE /leads/{id}", "deleteLead"],
    ["POST /leads/{id}/restore", "restoreLead"],
    ["POST /leads/{id}/activities", "createLeadActivity"],
    ["POST /opportunities/{id}/advance-stage", "advanceOpportunityStage"],
    ["GET /people/{id}", "getPerson"],
    ["POST /widget/init", "widgetInit"],
    ["GET /widget/status", "getWidgetStatus"],
  ] as const)("%s is called %s", (key, id) => {
    const [method = "", path = ""] = key.split(" ");
    expect(asked([sample(key)], path, method.toLowerCase()).operationId).toBe(id);
  });

  test("that answers a list is called so", () => {
    const list = sample("GET /leads", { returns: z.object({ data: z.array(z.string()) }), envelope: "page" });
    expect(asked([list], "/leads", "get").operationId).toBe("listLeads");
  });

  test("two that would share an id are refused", () => {
    expect(() => openApiDocument([sample("POST /lead"), sample("POST /leads")], options)).toThrow(
      /both are createLead/,
    );
  });

  test("shows defaults, choices and descriptions of its parameters", () => {
    const query = z.strictObject({
      order: z.enum(["asc", "desc"]).default("desc").describe("Which way."),
      q: z.string().min(2),
    });
    const [order, q] = asked([sample("GET /leads", { query })], "/leads", "get").parameters as Parameter[];
    expect(order).toEqual({
      name: "order",
      in: "query",
      description: "Which way.",
      schema: { type: "string", enum: ["asc", "desc"], default: "desc" },
    });
    expect(q).toMatchObject({ name: "q", required: true, schema: { minLength: 2 } });
  });

  test.each([
    ["data", ["success", "data"]],
    ["bare", ["success", "lead_id"]],
  ] as const)("puts its answer into the envelope %s", (envelope, names) => {
    const { responses } = asked([sample("GET /leads/{id}", { envelope })], "/leads/{id}", "get");
    const schema = (responses["200"] as ResponseObject).content?.["application/json"]?.schema;
    expect(Object.keys(schema?.properties ?? {})).toEqual(names);
    expect(schema?.required).toEqual(names);
  });

  test("says which errors it may answer, its own beside the general ones", () => {
    const spec = { params: z.object({ id: z.int() }), body: z.object({}), errors: { DUPLICATE: "It is there." } };
    const found = asked([sample("POST /leads/{id}/copy", spec)], "/leads/{id}/copy", "post");
    expect(Object.keys(found.responses)).toEqual([
      "200",
      "400",
      "401",
      "403",
      "404",
      "409",
      "413",
      "415",
      "429",
      "500",
      "503",
    ]);
    expect(found.responses["409"]).toMatchObject({ description: expect.stringContaining("`DUPLICATE`: It is there.") });
    expect(found["x-errors"].filter(({ status }) => status === 409).map(({ code }) => code)).toEqual([
      "CONFLICT",
      "DUPLICATE",
    ]);
  });

  test("that only reads, without input, needs neither a body's errors nor 404", () => {
    const { responses } = asked([sample("GET /leads")], "/leads", "get");
    expect(Object.keys(responses)).toEqual(["200", "401", "403", "429", "500"]);
  });

  test.each([
    ["leads:read", [{ secretKey: [] }, { secretKeyAsBearer: [] }, { consoleSession: [], csrfToken: [] }]],
    ["widget:access", [{ publicKey: [] }, { publicKeyInQuery: [] }]],
    ["console_admin", [{ consoleSession: [], csrfToken: [] }]],
    ["anyone", []],
  ] as const)("with the permission %s names the ways in", (permission, security) => {
    const found = asked([sample("POST /leads", { permission })], "/leads", "post");
    expect(found.security).toEqual(security);
    expect(found["x-permission"]).toBe(permission);
  });

  test("whose answer may grow leaves it open, whose body may not closes it", () => {
    const spec = { body: z.strictObject({ a: z.string() }), returns: z.strictObject({ b: z.json() }) };
    const { requestBody, responses } = asked([sample("POST /leads", spec)], "/leads", "post");
    expect(requestBody?.content["application/json"]?.schema.additionalProperties).toBe(false);
    const answer = (responses["200"] as ResponseObject).content?.["application/json"]?.schema.properties?.["data"];
    expect(answer).toEqual({ type: "object", properties: { b: {} }, required: ["b"] });
  });

  test("that answers what stood already names both statuses; only what was made has a Location", () => {
    const { responses } = asked(
      [sample("POST /leads", { status: 201, alsoAnswers: { 200: "It stood." } })],
      "/leads",
      "post",
    );
    const [stood, made] = [responses["200"], responses["201"]] as ResponseObject[];
    expect(stood).toMatchObject({ description: "It stood.", content: made?.content });
    expect(Object.keys(made?.headers ?? {})).toContain("Location");
    expect(Object.keys(stood?.headers ?? {})).not.toContain("Location");
    for (const path of ["/leads", "/people"]) {
      expect(document.paths[path]?.["post"]?.responses).toHaveProperty("200");
    }
  });

  test("that can be had as CSV says so", () => {
    for (const { path, method, spec } of operations as readonly AnyOperation[]) {
      const answer = document.paths[path]?.[method.toLowerCase()]?.responses[
        String(spec.status ?? 200)
      ] as ResponseObject;
      expect("text/csv" in (answer.content ?? {}), path).toBe(spec.csv === true);
    }
    expect(document.paths["/leads"]?.["get"]?.responses["200"]).toHaveProperty(["content", "text/csv", "schema"]);
  });

  test("that takes a text says which, and that it must be there", () => {
    const spec = { body: z.string().describe("A file."), media: "text/csv", maxBody: 16 * 1024 * 1024 } as const;
    const found = asked([sample("POST /leads/import", spec)], "/leads/import", "post");
    expect(found.requestBody).toEqual({
      required: true,
      content: { "text/csv": { schema: { type: "string", description: "A file." } } },
    });
    expect(found.responses["413"]).toMatchObject({ description: expect.stringContaining("16 MiB") });
    expect(found.responses["415"]).toMatchObject({ description: expect.stringContaining("text/csv") });
  });

  test("whose answer holds a secret takes no Idempotency-Key", () => {
    const names = (sensitive: boolean) =>
      (asked([sample("POST /leads", { sensitive })], "/leads", "post").parameters ?? []).map(
        (one) => (one as Parameter).name,
      );
    expect(names(false)).toContain("Idempotency-Key");
    expect(names(true)).toEqual([]);
  });
});
