import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStatic } from "./static.ts";

let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "valethon-static-"));
  const files = {
    "secret.js": "outside",
    "dist/chat.js": "plain",
    "dist/chat.js.br": brotliCompressSync("brotli"),
    "dist/chunk-AB12CD34.js": "chunk",
    "dist/chat-0123456789ab.js": "pinned",
    "dist/.fingerprint": "hidden",
    "dist/manifest.json": JSON.stringify({ console: { entry: "console/main-AB12CD34.js" } }),
    "dist/console/main-AB12CD34.js": "console",
  };
  await mkdir(join(folder, "dist/console"), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const config = {
    publicUrl: new URL("https://acme.example"),
    publicOrigins: ["https://acme.example"],
    baseDomain: null,
    trustProxy: 0,
  };
  const serve = createStatic({
    api: { config, log: { warn: () => undefined } },
    launcherSettings: async () => null,
    folder: join(folder, "dist"),
  });
  server = createServer((request, response) => {
    serve(request, response)
      .then((handled) => handled || response.writeHead(418).end())
      .catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await rm(folder, { recursive: true });
});

describe("the widget's files", () => {
  test("load on any website, compressed as the browser takes them, chat.js for five minutes", async () => {
    const response = await fetch(`${url}/widget/chat.js?key=pk_live_1`, { headers: { "accept-encoding": "gzip, br" } });
    expect(await response.text()).toBe("brotli");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
      "cache-control": "public, max-age=300",
      "content-type": "text/javascript; charset=utf-8",
      "content-encoding": "br",
      vary: "Accept-Encoding",
    });
    const plain = await fetch(`${url}/widget/chat.js`, { headers: { "accept-encoding": "br;q=0, identity" } });
    expect(await plain.text()).toBe("plain");
    expect(plain.headers.get("etag")).not.toBe(response.headers.get("etag"));
  });

  test("are not sent again to a browser that has them", async () => {
    const first = await fetch(`${url}/widget/chat.js`);
    await first.text();
    const again = await fetch(`${url}/widget/chat.js`, {
      headers: { "if-none-match": first.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
  });

  test("with a content hash in their name are kept for ever", async () => {
    for (const name of ["chunk-AB12CD34.js", "chat-0123456789ab.js"]) {
      const response = await fetch(`${url}/widget/${name}`);
      expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    }
  });

  test("answer HEAD without a body and refuse everything but reading", async () => {
    const head = await fetch(`${url}/widget/chat.js`, { method: "HEAD", headers: { "accept-encoding": "identity" } });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "5", ""]);
    const post = await fetch(`${url}/widget/chat.js`, { method: "POST" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});

test.each([
  ["/widget/../secret.js", 418],
  ["/widget/..%2fsecret.js", 404],
  ["/widget/%2e%2e%2fsecret.js", 404],
  ["/widget/..%5csecret.js", 418],
  ["/widget//etc/passwd", 404],
  ["/widget/.fingerprint", 404],
  ["/widget/console/main-AB12CD34.js", 404],
  ["/widget/chat.js.br", 404],
  ["/widget/chat.js%00.js", 418],
  ["/widget/%", 418],
  ["/widget/", 404],
  ["/widgets/chat.js", 418],
  ["/crm/assets/..%2fmanifest.json", 404],
  ["/crmx", 418],
])("%s gives nothing away (%i)", async (path, status) => {
  const answer = await raw(path);
  expect(answer).not.toMatch(/outside|hidden|root:|nonce|console\/main/);
  // 418 stands for whoever comes after; `..` in plain sight is resolved by nobody and names no file of ours.
  expect([status, 404]).toContain(Number(answer.split(" ")[1]));
});

describe("the console", () => {
  test.each(["/crm", "/crm/", "/crm/leads/42", "/crm/inbox?x=1"])(
    "%s is its page, under a policy of its own",
    async (path) => {
      const response = await fetch(url + path);
      const page = await response.text();
      const nonce = /nonce="([\w-]{24})"/.exec(page)?.[1];
      const policy = response.headers.get("content-security-policy") ?? "";
      expect(nonce).toBeDefined();
      expect(page).toContain('src="/crm/assets/main-AB12CD34.js"');
      expect(policy).toContain(`script-src 'nonce-${nonce}' 'strict-dynamic'`);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).toContain("connect-src 'self' wss://acme.example;");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(response.headers.get("x-frame-options")).toBe("DENY");
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      expect(await (await fetch(url + path)).text()).not.toBe(page);
    },
  );

  test("its assets are its own and kept for ever", async () => {
    const response = await fetch(`${url}/crm/assets/main-AB12CD34.js`);
    expect(await response.text()).toBe("console");
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect((await fetch(`${url}/crm/assets/missing.js`)).status).toBe(404);
  });
});

/** A request as it is written, which fetch would tidy up. */
function raw(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => resolve(text)).on("error", reject);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  });
}
