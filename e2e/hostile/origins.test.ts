import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SignIn, signIn, signInAsOwner } from "../support/admin.ts";
import { ask } from "../support/http.ts";
import { openRawWebSocket } from "../support/raw-connection.ts";
import { type Stack, startStack } from "../support/stack.ts";

const transports = ["websocket", "polling"] as const;
type Transport = (typeof transports)[number];

/** Where a handshake may say that it comes from; null: it does not say. */
const foreign: readonly (string | null)[] = [
  ...["https://evil.example", "https://a.com.evil.com", "https://evil-a.com", "https://xa.com", "http://a.com"],
  ...["https://a.com:8443", "https://user@a.com", "https://a.com@evil.example", "https://a.com, https://evil.example"],
  ...["https://evil.example#https://a.com", "https://a.com.", "https://a.com\\.evil.example", "file://", "https://"],
  ...["https://b.example", "https://b.example.evil.com", "https://xb.example", "http://shop.b.example", "null"],
  null,
];
const listed = [
  "https://a.com",
  "https://A.COM",
  "https://a.com:443",
  "https://shop.b.example",
  "https://x.y.b.example",
];

let stack: Stack;
let keys: Readonly<Record<"open" | "limited" | "revoked" | "test", string>>;
let agent: SignIn;

beforeAll(async () => {
  stack = await startStack();
  const owner = await stack.createOwner();
  keys = {
    open: await stack.createKey("pk_live", "open"),
    limited: await stack.createKey("pk_live", "limited", ["https://a.com", "https://*.b.example"]),
    revoked: await stack.createKey("pk_live", "revoked"),
    test: await stack.createKey("pk_test", "test"),
  };
  const admin = await signInAsOwner({ stack, owner });
  const { data } = await admin.call("GET", "/api-keys?per_page=100");
  const revoked = (data as { key_id: number; name: string }[]).find(({ name }) => name === "revoked");
  await admin.call("DELETE", `/api-keys/${revoked?.key_id}`);
  agent = await signIn(stack, owner);
});
afterAll(() => stack.stop());

interface Wish {
  readonly transport: Transport;
  readonly key: string | null;
  readonly origin: string | null;
  readonly cookie?: string;
}

/** True when Engine.IO greets. Throws when a refusal gives away more than that it is one. */
async function isGreeted({ transport, key, origin, cookie }: Wish): Promise<boolean> {
  const query = key === null ? "" : `&key=${key}`;
  const headers = {
    ...(origin === null ? {} : { Origin: origin }),
    ...(cookie === undefined ? {} : { Cookie: cookie }),
  };
  if (transport === "websocket") {
    const socket = await openRawWebSocket(stack.url, { query, headers }).catch((error: Error) => error.message);
    if (typeof socket === "string") return refusedBy(socket.includes("HTTP/1.1 400"), socket);
    socket.close();
    return true;
  }
  const answer = await fetch(`${stack.url}/socket.io/?EIO=4&transport=polling${query}`, { headers });
  const text = await answer.text();
  return answer.status === 200 ? text.includes('"sid"') : refusedBy(answer.status === 403, text);
}

function refusedBy(properly: boolean, text: string): false {
  if (!properly || text.includes("sid")) throw new Error(`Refused by: ${text}`);
  return false;
}

/** What the namespace answers a WebSocket from there: the start of a packet. */
async function connect(key: string | null, namespace: string, auth: object, headers: Readonly<Record<string, string>>) {
  const socket = await openRawWebSocket(stack.url, { query: key === null ? "" : `&key=${key}`, headers });
  socket.send(`40${namespace},${JSON.stringify(auth)}`);
  const answer = await Promise.race([socket.next(`40${namespace},`), socket.next(`44${namespace},`)]);
  socket.close();
  return answer.startsWith("40")
    ? "let in"
    : (JSON.parse(answer.slice(answer.indexOf("{"))) as { data: { code: string } }).data.code;
}

const newSession = async (key: string, origin: string) =>
  (await ask(`${stack.api}/widget/init`, { key, body: {}, headers: { Origin: origin } })).body["session_id"] as string;

describe.each(transports)("a handshake over %s", (transport) => {
  const greeted = async (key: string | null, origins: readonly (string | null)[], cookie?: string) => {
    const found: (string | null)[] = [];
    for (const origin of origins) {
      const wish = { transport, key, origin, ...(cookie === undefined ? {} : { cookie }) };
      if (await isGreeted(wish)) found.push(origin);
    }
    return found;
  };

  test("with a key that names its websites comes from one of them", async () => {
    expect(await greeted(keys.limited, [...foreign, ...listed, stack.url])).toEqual(listed);
  });

  test("with a key that names none may come from anywhere", async () => {
    const all = [...foreign, ...listed];
    expect(await greeted(keys.open, all)).toEqual(all);
  });

  test("with a revoked, a made-up, a doubled or a secret key is refused wherever it comes from", async () => {
    const secret = await stack.createKey("crm");
    const doubled = `${keys.open}&key=${keys.limited}`;
    for (const key of [keys.revoked, `${keys.open.slice(0, -1)}_`, doubled, secret, ""]) {
      expect(await greeted(key, ["https://evil.example", "https://a.com", null])).toEqual([]);
    }
  });

  test("without a key comes from the console itself, whoever's cookie it carries", async () => {
    const { port } = new URL(stack.url);
    const own = [stack.url, `http://127.0.0.1:${port}`];
    const near = [
      `https://localhost:${port}`,
      "http://localhost",
      `http://localhost:${port}.evil.com`,
      `http://LOCALHOST.:${port}`,
    ];
    expect(await greeted(null, [...foreign, ...listed, ...near, ...own], agent.cookie)).toEqual(own);
  });
});

describe("a namespace judges once more", () => {
  test("a session is let in with its own key alone", async () => {
    const session_id = await newSession(keys.open, "https://a.com");
    const from = { Origin: "https://a.com" };
    expect(await connect(keys.open, "/widget", { session_id }, from)).toBe("let in");
    for (const key of [keys.limited, keys.test]) {
      expect(await connect(key, "/widget", { session_id }, from)).toBe("NOT_FOUND");
    }
    for (const guess of ["x", "ws_guess", session_id.slice(0, -1), `${session_id}x`, "__proto__"]) {
      expect(await connect(keys.open, "/widget", { session_id: guess }, from)).toBe("NOT_FOUND");
    }
  });

  test("a visitor's handshake opens no console, with whatever cookie and token", async () => {
    const auth = { csrf_token: agent.csrf };
    const headers = { Origin: "https://a.com", Cookie: agent.cookie };
    expect(await connect(keys.open, "/agent", auth, headers)).toBe("FORBIDDEN");
    expect(await connect(null, "/agent", auth, { Origin: stack.url, Cookie: agent.cookie })).toBe("let in");
  });

  test("the console's own page needs the cookie and the token of one sign-in", async () => {
    const headers = { Origin: stack.url, Cookie: agent.cookie };
    expect(await connect(null, "/agent", { csrf_token: "other" }, headers)).toBe("FORBIDDEN");
    expect(await connect(null, "/agent", {}, headers)).toBe("AUTH_REQUIRED");
    expect(await connect(null, "/agent", { csrf_token: agent.csrf }, { Origin: stack.url })).toBe("AUTH_REQUIRED");
    expect(await connect(null, "/widget", { session_id: "x" }, headers)).toBe("AUTH_REQUIRED");
  });
});
