import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type AnyOperation, type OperationKey, operation } from "./kit/operation.ts";
import { createRouteTable, parseQuery } from "./routes.ts";

const sample = (key: OperationKey): AnyOperation =>
  operation(key, { summary: key, permission: "leads:read", returns: z.object({}) }, async () => ({}));

const table = createRouteTable(
  (
    [
      "GET /leads",
      "POST /leads",
      "GET /leads/{id}",
      "PUT /leads/{id}",
      "GET /leads/export",
      "POST /leads/{id}/restore",
    ] as const
  ).map(sample),
);

describe("the table of addresses", () => {
  test.each([
    ["GET", "/leads", "GET /leads", {}],
    ["HEAD", "/leads", "GET /leads", {}],
    ["GET", "/leads/42", "GET /leads/{id}", { id: "42" }],
    ["PATCH", "/leads/42", "PUT /leads/{id}", { id: "42" }],
    ["GET", "/leads/a%2Fb", "GET /leads/{id}", { id: "a/b" }],
    ["GET", "/leads/export", "GET /leads/export", {}],
    ["POST", "/leads/7/restore", "POST /leads/{id}/restore", { id: "7" }],
  ])("leads %s %s to %s", (method, path, key, params) => {
    const found = table.resolve(method, path);
    expect({ key: found.operation.key, params: found.params }).toEqual({ key, params });
  });

  test.each([
    ["GET", "/", "NOT_FOUND"],
    ["GET", "", "NOT_FOUND"],
    ["GET", "/leads/", "NOT_FOUND"],
    ["GET", "//leads", "NOT_FOUND"],
    ["GET", "/Leads", "NOT_FOUND"],
    ["GET", "/%6ceads", "NOT_FOUND"],
    ["GET", "/leads//restore", "NOT_FOUND"],
    ["GET", "/leads/7/restore/more", "NOT_FOUND"],
    ["DELETE", "/leads", "METHOD_NOT_ALLOWED"],
    ["TRACE", "/leads/7", "METHOD_NOT_ALLOWED"],
    ["GET", "/leads/%zz", "VALIDATION_ERROR"],
  ])("refuses %s %s with %s", (method, path, code) => {
    expect(() => table.resolve(method, path)).toThrow(expect.objectContaining({ code }));
  });

  test("says which methods a path takes", () => {
    expect(table.allowedAt("/leads")).toBe("GET, POST, HEAD, OPTIONS");
    expect(table.allowedAt("/leads/7")).toBe("GET, PUT, PATCH, HEAD, OPTIONS");
    expect(table.allowedAt("/nothing")).toBeNull();
    expect(() => table.resolve("DELETE", "/leads/7")).toThrow(
      expect.objectContaining({ headers: { Allow: "GET, PUT, PATCH, HEAD, OPTIONS" } }),
    );
  });

  test("reads a query string flat, a name given twice as a list", () => {
    expect({ ...(parseQuery("a=1&b[c]=2&a=%20x+y") as object) }).toEqual({ a: ["1", " x y"], "b[c]": "2" });
  });
});
