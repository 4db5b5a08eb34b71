import { describe, expect, test } from "vitest";
import { permissions } from "../../../../api/access/permissions.ts";
import type { ApiKey } from "../../records.ts";
import { bodyOf, changesOf, draftOf, newDraft, originOf, problemsOf, typeOf } from "./key-draft.ts";
import { everyPermission, permissionsText, turned } from "./permission-groups.ts";

const websiteKey = {
  key_id: 7,
  name: "Website",
  type: "pk_live",
  permissions: ["widget:access"],
  allowed_origins: ["https://www.example.com"],
  allowed_ips: [],
  rate_limit_per_minute: 30,
  site_limit_per_minute: 1200,
  rate_limit_scope: "visitor",
  expires_at: null,
} as unknown as ApiKey;

describe("a key as a form", () => {
  test("a new key is of the console's mode", () => {
    expect([typeOf("public", "live"), typeOf("public", "test")]).toEqual(["pk_live", "pk_test"]);
    expect([typeOf("secret", "live"), typeOf("secret", "test")]).toEqual(["crm", "crm_test"]);
  });

  test("what a kind has no use for is not sent", () => {
    expect(Object.keys(bodyOf({ ...newDraft("secret"), name: "Import" })).sort()).toEqual(
      ["allowed_ips", "expires_at", "name", "permissions", "rate_limit_per_minute"].sort(),
    );
    expect(bodyOf({ ...newDraft("public"), name: " Website " })).toMatchObject({
      name: "Website",
      allowed_origins: [],
    });
  });

  test("only what was changed is sent, and nothing for what returned to what it was", () => {
    const draft = draftOf(websiteKey);
    expect(changesOf(websiteKey, draft)).toEqual({});
    expect(changesOf(websiteKey, { ...draft, perMinute: "60" })).toEqual({ rate_limit_per_minute: 60 });
    expect(changesOf(websiteKey, { ...draft, origins: "https://www.example.com\n\n" })).toEqual({});
  });

  test("an expiry is the end of a day, and null for none", () => {
    const { expires_at } = bodyOf({ ...newDraft("public"), expires: "2030-05-01" });
    expect(expires_at).toMatch(/^2030-0[45]-\d\dT\d\d:\d\d:59Z$/);
    expect(draftOf({ ...websiteKey, expires_at: String(expires_at) }).expires).toBe("2030-05-01");
    expect(bodyOf(newDraft("public")).expires_at).toBeNull();
  });

  test.each([
    ["https://www.example.com", "https://www.example.com"],
    ["https://*.example.com", "https://*.example.com"],
    ["https://www.example.com/shop?x=1", "https://www.example.com"],
    ["example.com", "https://example.com"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["ftp://example.com", null],
    ["example", null],
    ["https://", null],
  ])("%s is understood as the website %s", (line, origin) => {
    expect(originOf(line)).toBe(origin);
  });

  test("what cannot be right is said before the API is asked", () => {
    expect(problemsOf({ ...newDraft("public"), name: "Website" })).toEqual({});
    const wrong = { ...newDraft("secret"), permissions: [], origins: "nowhere", perMinute: "0" };
    expect(Object.keys(problemsOf(wrong))).toEqual(["name", "permissions", "allowed_origins", "rate_limit_per_minute"]);
  });
});

describe("what a secret key may do", () => {
  test("the form offers every permission that a secret key can hold", () => {
    expect([...everyPermission, "widget:access"].sort()).toEqual([...permissions].sort());
  });

  test("one is turned without touching the others", () => {
    expect(turned(["leads:write"], "leads:read", true)).toEqual(["leads:read", "leads:write"]);
    expect(turned(["leads:read", "leads:write"], "leads:read", false)).toEqual(["leads:write"]);
  });

  test("it is said in few words", () => {
    expect(permissionsText(everyPermission)).toBe("Everything");
    expect(permissionsText(["contacts:read", "leads:read", "leads:write", "leads:delete"])).toBe(
      "Leads, People (read)",
    );
  });
});
