import { Writable } from "node:stream";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createLog, describeError } from "./log.ts";
import { engines, openTestApi } from "./testing/api.ts";
import { signToken } from "./testing/identity.ts";

function remember() {
  let text = "";
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  return { log: createLog("trace", stream), text: () => text };
}

const breakInserts = {
  sqlite: ["create trigger nope before insert on leads begin select raise(abort, 'nope'); end"],
  // The error of a check holds the whole row in its detail.
  postgres: ["alter table leads add constraint nope check (last_name <> 'Geheim')"],
} as const;

describe.each(engines)("the log on %s", (engine) => {
  test("tells of our own failure by its request id, and holds nothing of what was sent", async () => {
    const { log, text } = remember();
    const house = await openTestApi({ engine, log });
    const key = await house.key("crm");
    const space = await house.space();
    for (const statement of breakInserts[engine]) await space.write(({ db }) => sql.raw(statement).execute(db));
    const answer = await house.request("POST /leads", {
      key,
      body: {
        email: "geheim@person.example",
        last_name: "Geheim",
        phone: "+1 202 555 0123",
        company_name: "Geheim AG",
      },
    });
    expect(answer).toMatchObject({ status: 500, body: { code: "SERVER_ERROR" } });
    expect(answer.body.error).not.toContain("nope");
    const failed = await house.request(`GET /leads?api_key=${key}&email=geheim@person.example`, { key: `${key}x` });
    expect(failed.status).toBe(401);
    await house.close();
    const lines = text().trim().split("\n");
    // One that should not be there is shown whole.
    expect(lines.slice(1)).toEqual([]);
    expect(JSON.parse(String(lines[0]))).toMatchObject({
      request_id: answer.body.request_id,
      method: "POST",
      path: "/leads",
      err: { stack: expect.stringContaining("/api/") },
    });
    expect(text()).not.toMatch(/geheim|person\.example|555/i);
    expect(text()).not.toContain(key.slice(0, 16));
  });
});

test.each([
  ["a key", new Error(`no crm_${"a".repeat(36)} here`), "no crm_… here"],
  ["an identity secret", new Error(`no vis_${"a".repeat(48)} here`), "no vis_… here"],
  ["a webhook's secret", new Error(`no whsec_${"aa+/".repeat(11)}= here`), "no whsec_… here"],
  ["a signed token", new Error(`no ${signToken("secret", { sub: "user-1" })} here`), "no eyJ… here"],
  ["a session", new Error(`no ws_${"a".repeat(32)} here`), "no ws_… here"],
  ["an email", new Error("Key (email)=(jo@x.example) exists"), "Key (email)=(…@…) exists"],
  ["a body", attempt(() => JSON.parse('{"name": "Jo Doe"')), expect.not.stringContaining("Jo Doe")],
  ["a body's part", attempt(() => JSON.parse("Jo Doe")), expect.not.stringContaining("Jo")],
  ["a value", Object.assign(new Error('invalid input "Jo"'), { severity: "ERROR", detail: "Jo" }), 'invalid input "…"'],
])("%s in an error's words does not reach the log", (_, error, message) => {
  const described = describeError(error);
  expect(described.message).toEqual(message);
  expect(JSON.stringify(described)).not.toMatch(/Jo|jo@|aaaa/);
});

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
