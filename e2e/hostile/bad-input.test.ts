import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../support/http.ts";
import { canMeasureProcesses, residentMegabytes } from "../support/process-use.ts";
import { openSocket } from "../support/raw-socket.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { until } from "../support/until.ts";

let stack: Stack;
let publicKey: string;
let secretKey: string;
let pid: number | null;

beforeAll(async () => {
  stack = await startStack();
  publicKey = await stack.createKey("pk_live");
  secretKey = await stack.createKey("crm");
  pid = stack.pid;
});

afterAll(() => stack.stop());

afterEach(async () => {
  expect((await fetch(`${stack.url}/livez`)).status).toBe(200);
  expect(stack.pid).toBe(pid);
});

const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
const lead = (body: unknown) => ask(`${stack.api}/leads`, { key: secretKey, body });

describe("bad requests are answered, not suffered", () => {
  test.each<[string, unknown, number, string]>([
    ["malformed JSON", '{"email": "a@example.com"', 400, "VALIDATION_ERROR"],
    ["no JSON at all", "\u0000\u0001\u0002", 400, "VALIDATION_ERROR"],
    ["a list in place of an object", [], 400, "VALIDATION_ERROR"],
    ["null", null, 400, "VALIDATION_ERROR"],
    ["wrong types", { email: 7, first_name: { a: 1 }, score: "many" }, 400, "VALIDATION_ERROR"],
    ["unknown fields", { email: "a@example.com", is_admin: true }, 400, "VALIDATION_ERROR"],
    ["a prototype", '{"email": "a@example.com", "__proto__": {"is_admin": true}}', 400, "VALIDATION_ERROR"],
    ["300 KB", { email: "a@example.com", raw_payload: "x".repeat(300_000) }, 413, "PAYLOAD_TOO_LARGE"],
    ["JSON nested 20,000 deep", deep, 400, "VALIDATION_ERROR"],
    ["nesting in a free field", `{"email": "a@example.com", "raw_payload": ${deep}}`, 400, "VALIDATION_ERROR"],
  ])("%s", async (_what, body, status, code) => {
    const answer = await lead(body);
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
    expect(answer.body["error"]).not.toMatch(/\bat .*:\d+|node_modules|SyntaxError/);
  });

  test("a body that is not JSON by its own word", async () => {
    const answer = await ask(`${stack.api}/leads`, {
      key: secretKey,
      body: "<lead/>",
      headers: { "Content-Type": "text/xml" },
    });
    expect([answer.status, answer.body["code"]]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  test.each([
    "/leads/NaN",
    "/leads/1e99",
    "/leads/-1",
    "/leads/%00",
    "/leads/99999999999999999999",
    "/leads?page=0",
    "/leads?per_page=101",
  ])("GET %s", async (path) => {
    const answer = await ask(stack.api + path, { key: secretKey });
    expect([400, 404]).toContain(answer.status);
    expect(answer.body["success"]).toBe(false);
  });
});

describe("bad packets on a socket", () => {
  const packets = [
    '42/widget,["message:send"]',
    '42/widget,["message:send",null]',
    '42/widget,1["message:send"]',
    '42/widget,2["message:send",{"items":"x"}]',
    '42/widget,3["conversation:sync",{"after":-1}]',
    '42/widget,4["no:such:command",{}]',
    '42/widget,5["__proto__",{}]',
    '42/widget,["typing"]',
    '42/widget,["typing",{"typing":"yes"}]',
    '43/widget,9["an answer to nothing"]',
  ];

  async function connect() {
    const init = await ask(`${stack.api}/widget/init`, { key: publicKey, body: {} });
    const socket = await openSocket(stack.url, publicKey);
    socket.send(`40/widget,${JSON.stringify({ session_id: init.body["session_id"] })}`);
    await socket.next("40/widget,");
    return socket;
  }

  test("a command with a bad payload is refused by its acknowledgement", async () => {
    const socket = await connect();
    for (const packet of packets) socket.send(packet);
    for (const acknowledgement of [1, 2, 3]) {
      const answer = await socket.next(`43/widget,${acknowledgement}[`);
      const [refusal] = JSON.parse(answer.slice(answer.indexOf("["))) as [Record<string, unknown>];
      expect(refusal).toMatchObject({ ok: false, code: "VALIDATION_ERROR", message: expect.stringMatching(/\S/) });
    }
    socket.close();
  });

  test.each([
    "nonsense",
    "4",
    "42",
    "42/widget,",
    '42/widget,["message:send"',
    "451-/widget,[]",
    '42/no-such,["x"]',
    '42/widget,["disconnect"]',
    "\u0000",
  ])("the packet %j harms nobody else", async (packet) => {
    const [hostile, neighbour] = await Promise.all([connect(), connect()]);
    hostile.send(packet);
    neighbour.send('42/widget,7["conversation:sync",{"after":0}]');
    expect(await neighbour.next("43/widget,7[")).toContain('"ok":true');
    hostile.close();
    neighbour.close();
  });

  test("a frame over 64 KiB closes that socket alone", async () => {
    const socket = await connect();
    socket.send(`42/widget,1["message:send",{"items":[{"client_id":"too-large-1","body":"${"x".repeat(70_000)}"}]}]`);
    await socket.closed;
  });

  test.runIf(canMeasureProcesses)("thousands of them leave no memory behind", async () => {
    const flood = async () => {
      const socket = await connect();
      for (let round = 0; round < 200; round += 1) for (const packet of packets) socket.send(packet);
      await Promise.race([socket.closed, socket.next("43/widget,3[")]);
      socket.close();
      await socket.closed;
    };
    await flood();
    const before = residentMegabytes(pid);
    for (let round = 0; round < 5; round += 1) await flood();
    await until("memory to come back", () => residentMegabytes(pid) < before + 48);
  });
});
