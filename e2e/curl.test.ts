import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, ask } from "./support/http.ts";
import { type Stack, startStack } from "./support/stack.ts";

// The chat as the API reference writes it, with nothing but HTTP.

const leadFields = [
  "lead_id",
  "first_name",
  "last_name",
  "email",
  "phone",
  "company_name",
  "status",
  "source",
  "score",
  "assigned_to",
  "created_at",
  "updated_at",
];

let stack: Stack;
let publicKey: string;
let secretKey: string;

beforeAll(async () => {
  stack = await startStack();
  publicKey = await stack.createKey("pk_live");
  secretKey = await stack.createKey("crm");
});

afterAll(() => stack.stop());

const visitor = (path: string, body: object) => ask(stack.api + path, { key: publicKey, body });
const crm = (path: string, body?: object) =>
  ask(stack.api + path, { key: secretKey, ...(body === undefined ? {} : { body }) });

async function startSession(more: object = {}): Promise<string> {
  const { body } = await visitor("/widget/init", { page_url: "https://customer-site.com/support", ...more });
  return String(body["session_id"]);
}

function expectEnvelope(answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({
    success: false,
    error: expect.stringMatching(/\S/),
    code,
    details: expect.any(Array),
    request_id: answer.headers.get("x-request-id"),
  });
  expect(answer.headers.get("x-ratelimit-limit")).toMatch(/^\d+$/);
  expect(answer.headers.get("x-ratelimit-remaining")).toMatch(/^\d+$/);
  expect(answer.headers.get("x-ratelimit-reset")).toMatch(/^\d{10}$/);
}

describe("a chat by curl", () => {
  test("init answers the reference's fields at the top level, and ours beside them", async () => {
    const { status, body } = await visitor("/widget/init", {
      visitor_id: "v_abc123",
      page_url: "https://customer-site.com/support",
      referrer: "https://google.com",
    });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(
      "branding conversation epoch greeting session_id settings status success trust visitor_id".split(" "),
    );
    expect(body).toMatchObject({
      success: true,
      session_id: expect.stringMatching(/^ws_\S{22,}$/),
      visitor_id: "v_abc123",
    });
    expect(body["greeting"]).toMatch(/\S/);
    expect(Object.keys(body["branding"] as object).sort()).toEqual(["company_name", "logo_url", "primary_color"]);
  });

  test("a message is answered with a reply and suggested actions", async () => {
    const session_id = await startSession();
    const { status, body } = await visitor("/widget/message", { session_id, message: "I need help with my email" });
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      response: {
        message: expect.stringMatching(/\S/),
        suggested_actions: expect.any(Array),
        message_id: expect.any(Number),
        seq: 2,
      },
      conversation_id: expect.any(Number),
      message_id: expect.any(Number),
      seq: 1,
      conversation: "open",
    });
    expect((body["response"] as { suggested_actions: string[] }).suggested_actions.length).toBeGreaterThan(0);
  });

  test("a message sent twice under one client_id is stored once", async () => {
    const session_id = await startSession();
    const message = { session_id, message: "Is anybody there?", client_id: "once-and-only-once" };
    const first = await visitor("/widget/message", message);
    const again = await visitor("/widget/message", message);
    expect([again.body["message_id"], again.body["seq"]]).toEqual([first.body["message_id"], first.body["seq"]]);
    const read = await ask(`${stack.api}/widget/messages?after_seq=0`, {
      key: publicKey,
      headers: { "X-Widget-Session": session_id },
    });
    const bodies = (read.body["data"] as { body: string }[]).map((event) => event.body);
    expect(bodies.filter((text) => text === message.message)).toHaveLength(1);
  });

  test("an email makes the conversation a lead that GET /leads shows with its page and referrer", async () => {
    const session_id = await startSession({ referrer: "https://google.com/" });
    await visitor("/widget/message", { session_id, message: "Please call me about backups" });
    const identified = await visitor("/widget/identify", { session_id, identity: { email: "Jane@Company.com" } });
    expect(identified.body).toMatchObject({ success: true, data: { session_id, trust: "claimed" } });

    const { status, body } = await crm("/leads?search=jane@company.com");
    expect(status).toBe(200);
    const [lead] = body["data"] as Record<string, unknown>[];
    expect(Object.keys(lead ?? {})).toEqual(expect.arrayContaining(leadFields));
    expect(lead).toMatchObject({ email: "jane@company.com", status: "new", source: "chat_widget", form_type: "chat" });
    expect(lead).toMatchObject({
      attribution: { first: { landing_url: "https://customer-site.com/support", referrer: "https://google.com/" } },
    });
    expect(body["pagination"]).toEqual({ page: 1, per_page: 25, total: 1, total_pages: 1 });
  });

  test("the visitor reads an agent's answer", async () => {
    const session_id = await startSession();
    const { body } = await visitor("/widget/message", { session_id, message: "Hello" });
    const answered = await crm(`/conversations/${body["conversation_id"]}/messages`, { message: "Hello, Olive here" });
    expect(answered.status).toBe(201);
    const read = await ask(`${stack.api}/widget/messages?after_seq=2`, {
      key: publicKey,
      headers: { "X-Widget-Session": session_id },
    });
    expect(read.body["data"]).toContainEqual(expect.objectContaining({ type: "message", body: "Hello, Olive here" }));
  });

  test("the end is final, and ending twice is no error", async () => {
    const session_id = await startSession();
    await visitor("/widget/message", { session_id, message: "Solved, thank you" });
    const first = await visitor("/widget/end", { session_id, rating: 5 });
    const again = await visitor("/widget/end", { session_id });
    for (const { status, body } of [first, again]) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ success: true, data: { session_id, status: "ended" } });
    }
  });

  test("status says who is there", async () => {
    const { status, headers, body } = await ask(`${stack.api}/widget/status`, { key: publicKey });
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("private, max-age=15");
    expect(body["data"]).toMatchObject({ status: expect.stringMatching(/^(online|away|offline)$/), agents_online: 0 });
  });
});

describe("limits and refusals", () => {
  test("request 31 within a minute is refused, and says when to come back", async () => {
    const init = await visitor("/widget/init", {});
    const session_id = String(init.body["session_id"]);
    expect(init.headers.get("x-ratelimit-limit")).toBe("30");
    for (let request = 2; request <= 30; request += 1) {
      const { status, headers } = await visitor("/widget/message", { session_id, message: `Request ${request}` });
      expect([status, headers.get("x-ratelimit-remaining")]).toEqual([200, String(30 - request)]);
    }
    const refused = await visitor("/widget/message", { session_id, message: "Request 31" });
    expectEnvelope(refused, 429, "RATE_LIMITED");
    expect(refused.headers.get("x-ratelimit-limit")).toBe("30");
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
    const now = Date.now() / 1000;
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(Number(refused.headers.get("x-ratelimit-reset"))).toBeGreaterThan(now);
    expect(Number(refused.headers.get("x-ratelimit-reset"))).toBeLessThanOrEqual(now + 61);
  });

  test("one visitor's limit is not another's", async () => {
    const session_id = await startSession();
    const { status, headers } = await visitor("/widget/message", { session_id, message: "A second visitor" });
    expect([status, headers.get("x-ratelimit-remaining")]).toEqual([200, "28"]);
  });

  test.each<[string, () => Promise<Answer>, number, string]>([
    ["no key", () => ask(`${stack.api}/leads`), 401, "AUTH_REQUIRED"],
    ["a made-up key", () => ask(`${stack.api}/leads`, { key: "crm_made_up" }), 401, "AUTH_REQUIRED"],
    ["a public key on the CRM", () => ask(`${stack.api}/leads`, { key: publicKey }), 403, "FORBIDDEN"],
    ["a secret key in the widget", () => crm("/widget/init", {}), 403, "FORBIDDEN"],
    ["an unknown lead", () => crm("/leads/987654321"), 404, "NOT_FOUND"],
    ["an unknown path", () => crm("/lead"), 404, "NOT_FOUND"],
    [
      "an unknown session",
      () => visitor("/widget/message", { session_id: "ws_unknown", message: "x" }),
      404,
      "NOT_FOUND",
    ],
    [
      "an unknown method",
      () => ask(`${stack.api}/leads`, { key: secretKey, method: "PUT", body: {} }),
      405,
      "METHOD_NOT_ALLOWED",
    ],
    ["an unknown status", () => crm("/leads?status=nwe"), 400, "VALIDATION_ERROR"],
    ["an unknown field", () => crm("/leads", { email: "a@example.com", emial: "b" }), 400, "VALIDATION_ERROR"],
  ])("%s is refused in the envelope", async (_what, call, status, code) => {
    expectEnvelope(await call(), status, code);
  });

  test("a second lead with the same email is a duplicate that names the first", async () => {
    const first = await crm("/leads", { email: "twice@example.com" });
    expect(first.status).toBe(201);
    const lead_id = (first.body["data"] as { lead_id: number }).lead_id;
    const second = await crm("/leads", { email: "Twice@Example.com " });
    expectEnvelope(second, 409, "DUPLICATE");
    expect(second.body["details"]).toMatchObject([{ existing: { type: "lead", id: lead_id } }]);
  });

  test("the API describes itself without a key", async () => {
    const { status, body } = await ask(`${stack.api}/openapi.json`);
    expect(status).toBe(200);
    expect(body["openapi"]).toMatch(/^3\.1\./);
  });
});
