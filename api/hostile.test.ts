import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmployee } from "./access/employees.ts";
import { createSession } from "./access/sessions.ts";
import { engines } from "./testing/api.ts";
import { type HostileRequest, hostileRequests, type Known } from "./testing/hostile.ts";
import { openTestSite, type TestSite } from "./testing/visitor.ts";

/** On each engine; 10,000 in all. */
const requests = 5000;
/** What the heap may have grown by after the second half: noise, and nowhere near a leak of each request's bytes. */
const growth = 24 * 1024 * 1024;
const atOnce = 8;
/** 1, 2, 3 … */
const oneTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const now = "2026-03-10T14:30:00Z";

/** Bytes that are really held: everything else is collected first. */
function heapInUse(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

/** They would only take the rest's rights away. */
const disarming: readonly string[] = [
  "DELETE /session",
  "DELETE /profile/sessions/{id}",
  "DELETE /employees/{id}/sessions",
  "DELETE /api-keys/{id}",
  "POST /api-keys/{id}/roll",
];
/** As long as it takes: each request is one more chance for a fault. */
const patienceMs = 90_000;

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

describe.each(engines)("hostile requests on %s", (engine) => {
  let site: TestSite;
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(async () => {
    agent.destroy();
    await site.close();
  });

  /** Sends exactly these bytes: fetch would mend what is broken. */
  function send({ method, path, headers, body }: HostileRequest): Promise<Reply> {
    const { hostname, port, pathname } = new URL(site.url);
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest({ agent, hostname, port, method, path: pathname + path, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => {
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(chunks).toString(),
          });
        });
      });
      outgoing.on("error", (error) => reject(new Error(`${method} ${path.slice(0, 300)} was cut`, { cause: error })));
      if (body !== null) outgoing.setHeader("Content-Length", Buffer.byteLength(body));
      outgoing.end(body ?? undefined);
    });
  }

  async function known(): Promise<Known> {
    const visitor = await site.visit({ page_url: "https://customer.example/" });
    await visitor.say("hello", { client_id: "client-id-0001" });
    const space = await site.space();
    const signedIn = await space.write(async ({ db }) => {
      const wish = { name: "Ada", email: "ada@team.example", role: "owner", passwordHash: null, now } as const;
      const { employee_id: employeeId } = await createEmployee(db, wish);
      return await createSession(db, { employeeId, address: null, userAgent: null, now });
    });
    for (const n of oneTo(10)) {
      await site.ask("POST /leads", { email: `p${n}@company.example`, last_name: "Smith", tags: ["vip"] });
      await site.ask(`POST /leads/${n}/activities`, { type: "call", subject: "First call" });
      await site.ask("POST /notes", { entity_type: "lead", entity_id: n, content: "A note" });
    }
    for (const url of ["https://one.example/", "https://two.example/"]) {
      await site.ask("POST /webhooks", { url, events: ["lead.*"] });
    }
    const cookie = { Cookie: `valethon=${signedIn.token}`, "X-CSRF-Token": signedIn.csrfToken, Origin: site.origin };
    const secret = { "X-API-Key": site.secretKey };
    const visitors = { "X-API-Key": site.publicKey };
    return {
      callers: [secret, visitors, cookie, {}, { "X-API-Key": "junk" }],
      callerOf: ({ path, spec }) => {
        if (path.startsWith("/widget")) return visitors;
        return spec.permission === "console" || spec.permission === "anyone" ? cookie : secret;
      },
      values: {
        id: oneTo(12),
        session_id: [visitor.session_id],
        conversation_id: [1],
        entity_type: ["lead"],
        entity_id: oneTo(12),
        assigned_to: [1, null],
        client_id: ["client-id-0001", "client-id-0002"],
        items: [[{ client_id: "client-id-0003", body: "again\0" }]],
        include: ["activities,notes", "linked", "conversations"],
        page: [1, 2, 1_000_000],
        cursor: [""],
        wait: [0],
        email: [null, "p1@company.example", ...oneTo(20).map((n) => `new${n}@company.example`)],
        url: [
          "https://three.example/hook",
          "http://127.0.0.1:1/",
          "https://[::1]/",
          "https://user:secret@four.example/",
        ],
        events: [["*"], ["lead.created", "note.*"], ["lead.vanished"]],
        event_id: oneTo(6),
        since: ["2026-03-10T14:30:00Z", "2026-03-10"],
        secret: ["a secret of the fuzzer", `whsec_${"QUJD".repeat(8)}`, null],
        enabled: [true, false],
        identity: [{ email: "p1@company.example", company: "a\0b", phone: "+1 202 555 0123\0" }],
        contact: [{ email: "p2@company.example", name: "a\0b \ud800", company: "\0", phone: "\0" }],
      },
    };
  }

  /** A list that was asked for as a file is one; its errors are not. */
  const isCsv = (status: number, headers: Reply["headers"]) =>
    status === 200 && headers["content-type"] === "text/csv; charset=utf-8";

  function judge(request: HostileRequest, { status, headers, text }: Reply): string[] {
    const faults = [
      ...(status >= 500 || status === 0 ? [`status ${status}`] : []),
      ...["x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "cache-control"]
        .filter((name) => headers[name] === undefined)
        .map((name) => `no ${name}`),
      ...(isCsv(status, headers) || isEnvelope(request, status, text) ? [] : ["no envelope"]),
    ];
    if (faults.length === 0) return [];
    const sent = request.body === null ? "" : ` ${request.body.slice(0, 300)}`;
    const names = JSON.stringify(request.headers).slice(0, 200);
    return [
      `${faults.join(", ")}: ${request.method} ${request.path.slice(0, 300)}${sent} ${names} → ${text.slice(0, 200)}`,
    ];
  }

  function isEnvelope({ method }: HostileRequest, status: number, text: string): boolean {
    if (method === "HEAD" || status === 204 || status === 304) return text === "";
    try {
      const body = JSON.parse(text);
      if (status < 400) return body.success === true;
      const whole = [body.error, body.code, body.request_id].every((part) => typeof part === "string" && part !== "");
      return body.success === false && whole && Array.isArray(body.details);
    } catch {
      return false;
    }
  }

  test(
    "are all answered: never by 5xx, always in the envelope with every promised header",
    async () => {
      const operations = site.api.operations.filter(({ key }) => !disarming.includes(key));
      const next = hostileRequests(operations, await known(), 20260310);
      const faults: string[] = [];
      const sendMany = async (count: number) => {
        let left = count;
        const worker = async () => {
          for (; left > 0; left -= 1) {
            const request = next();
            faults.push(...judge(request, await send(request)));
          }
        };
        await Promise.all(Array.from({ length: atOnce }, worker));
      };
      await sendMany(requests / 2);
      const halfway = heapInUse();
      await sendMany(requests / 2);
      expect(faults).toEqual([]);
      expect(heapInUse() - halfway).toBeLessThan(growth);
      expect((await site.request("GET /leads", { key: site.secretKey })).status).toBe(200);
    },
    patienceMs,
  );
});
