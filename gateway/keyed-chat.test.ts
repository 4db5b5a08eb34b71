import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KeySettings } from "../api/access/key-settings.ts";
import { generateKey } from "../api/access/keys.ts";
import { launcherSettings } from "../api/access/launcher-settings.ts";
import { AppError } from "../api/errors.ts";
import { engines, openTestApi, type TestApi } from "../api/testing/api.ts";
import { createStatic, type StaticOptions } from "./static.ts";

const built = '"use strict";(() => { built = true; })();';
const theirs: KeySettings = {
  greeting: "Ahoy",
  primaryColor: "#123456",
  pages: { show: ["/shop/*"] },
  offline: "hide",
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "valethon-keyed-chat-"));
  await writeFile(join(folder, "chat.js"), built);
  await writeFile(join(folder, "chat.js.br"), brotliCompressSync(built));
  await writeFile(join(folder, "chat-0123456789ab.js"), built);
});
afterAll(() => rm(folder, { recursive: true }));

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Serves the folder over HTTP; returns what asks it for chat.js. */
async function serve(options: Omit<StaticOptions, "folder">) {
  const files = createStatic({ ...options, folder });
  const server = createServer((request, response) => {
    files(request, response).catch(() => response.writeHead(500).end());
  });
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/widget/`;
  return async (query: string, headers: Record<string, string> = {}, method = "GET", name = "chat.js") => {
    const response = await fetch(address + name + query, { method, headers });
    const { status } = response;
    return { status, text: await response.text(), of: (header: string) => response.headers.get(header) };
  };
}

const serveApi = ({ api }: TestApi) => serve({ api, launcherSettings: (asked) => launcherSettings(api, asked) });

/** The settings that a script hands to its element. */
function settingsIn(text: string): unknown {
  const page = createContext({ document: { currentScript: {} }, built: false });
  runInContext(text, page);
  expect(page["built"]).toBe(true);
  const json = runInContext("JSON.stringify(document.currentScript.valethonSettings ?? null)", page) as string;
  return JSON.parse(json);
}

describe.each(engines)("chat.js with a key on %s", (engine) => {
  let site: TestApi;
  let ask: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    site = await openTestApi({ engine });
    ask = await serveApi(site);
  });
  afterAll(() => site.close());

  const idOf = async (key: string) => {
    const { read } = await site.space();
    const row = await read
      .selectFrom("api_keys")
      .select("key_id")
      .where("prefix", "=", key.slice(0, 16))
      .executeTakeFirst();
    return row?.key_id;
  };

  test("brings the key's launcher settings, and nothing else of the key", async () => {
    const settings = {
      ...theirs,
      company_name: "Acme",
      logo_url: "https://a.example/l.png",
      lead_on: "contact",
    } as const;
    const key = await site.key("pk_live", { settings, allowed_origins: ["https://shop.example"] });
    const { status, text, of } = await ask(`?key=${key}`);
    expect([status, settingsIn(text)]).toEqual([200, theirs]);
    expect(text).not.toContain(key.slice(0, 12));
    expect(text).not.toMatch(/shop\.example|Acme|argon2/);
    expect(["cache-control", "vary", "access-control-allow-origin", "content-type"].map(of)).toEqual([
      "public, max-age=300",
      "Accept-Encoding",
      "*",
      "text/javascript; charset=utf-8",
    ]);
  });

  test("a test key brings its own", async () => {
    const key = await site.key("pk_test", { settings: { position: "bottom-left" } });
    expect(settingsIn((await ask(`?key=${key}`)).text)).toEqual({ position: "bottom-left" });
  });

  test("is not sent again to a browser that has it, in each encoding it takes", async () => {
    const key = await site.key("pk_live", { settings: theirs });
    const tags = new Set<string | null>();
    for (const encoding of ["br", "gzip", "identity"]) {
      const first = await ask(`?key=${key}`, { "Accept-Encoding": encoding });
      expect(first.of("content-encoding") ?? "identity").toBe(encoding);
      expect(settingsIn(first.text)).toEqual(theirs);
      const etag = first.of("etag") ?? "";
      tags.add(etag);
      const again = await ask(`?key=${key}`, { "Accept-Encoding": encoding, "If-None-Match": etag });
      expect([again.status, again.text, again.of("cache-control")]).toEqual([304, "", "public, max-age=300"]);
      const head = await ask(`?key=${key}`, { "Accept-Encoding": encoding }, "HEAD");
      expect([head.status, head.text, head.of("etag")]).toEqual([200, "", etag]);
      expect(head.of("content-length")).toBe(first.of("content-length"));
    }
    expect(tags.size).toBe(3);
  });

  test("a change of the key is seen by the next who asks, whichever process made it", async () => {
    const key = await site.key("pk_live", { settings: { greeting: "One" } });
    const path = `PUT /api-keys/${await idOf(key)}`;
    const greeting = async () => settingsIn((await ask(`?key=${key}`)).text);
    const { of } = await ask(`?key=${key}`);
    expect((await site.asOwner(path, { body: { settings: { greeting: "Two" } } })).status).toBe(200);
    expect(await greeting()).toEqual({ greeting: "Two" });
    expect((await ask(`?key=${key}`, { "If-None-Match": of("etag") ?? "" })).status).toBe(200);
    const other = await openTestApi({ engine, config: site.api.config, checksEvents: false });
    try {
      const space = await other.space();
      await space.write(({ db }) =>
        db
          .updateTable("api_keys")
          .set({ settings: '{"greeting":"Three"}' })
          .where("prefix", "=", key.slice(0, 16))
          .execute(),
      );
      site.clock.advance(1000);
      expect(await greeting()).toEqual({ greeting: "Three" });
    } finally {
      await other.close();
    }
  });

  test("a key that does not work gets the file as it is, whatever the reason", async () => {
    const [bare, revoked] = [await site.key("pk_live"), await site.key("pk_live", { settings: theirs })];
    const expired = await site.key("pk_live", {
      settings: theirs,
      expires_at: new Date(site.clock.now() + 60_000).toISOString(),
    });
    await site.asOwner(`DELETE /api-keys/${await idOf(revoked)}`);
    site.clock.advance(60_000);
    const working = await site.key("pk_live", { settings: theirs });
    const secret = await site.key("crm");
    const plain = await ask("");
    const queries = [
      bare,
      revoked,
      expired,
      secret,
      generateKey("pk_live"),
      `${working}x`,
      "",
      "%00",
      `${working}&key=${working}`,
    ];
    for (const query of queries) {
      const answer = await ask(`?key=${query}`);
      expect([query, answer.status, answer.text, answer.of("cache-control"), answer.of("etag")]).toEqual([
        query,
        200,
        built,
        "public, max-age=300",
        plain.of("etag"),
      ]);
    }
  });

  test("the pinned file never changes", async () => {
    const key = await site.key("pk_live", { settings: theirs });
    const pinned = await ask(`?key=${key}`, {}, "GET", "chat-0123456789ab.js");
    expect([pinned.text, pinned.of("cache-control")]).toEqual([built, "public, max-age=31536000, immutable"]);
  });
});

test("an address that guesses keys learns nothing, and a key that is known still brings its settings", async () => {
  const site = await openTestApi();
  try {
    const ask = await serveApi(site);
    const key = await site.key("pk_live", { settings: theirs });
    expect(settingsIn((await ask(`?key=${key}`)).text)).toEqual(theirs);
    for (let guess = 0; guess < 20; guess += 1) await ask(`?key=${generateKey("pk_live")}`);
    const before = site.api.keys.stats();
    const refused = await ask(`?key=${generateKey("pk_live")}`);
    // Whether the next key works nobody looked: no cache may keep that it brought nothing.
    expect([refused.status, refused.text, refused.of("cache-control")]).toEqual([200, built, "no-store"]);
    expect(site.api.keys.stats().shown.refused).toBe(before.shown.refused + 1);
    expect(settingsIn((await ask(`?key=${key}`)).text)).toEqual(theirs);
  } finally {
    await site.close();
  }
});

test("while no database answers, the file goes out as it is, is not kept, and the log says so", async () => {
  const warned: unknown[] = [];
  const outage = new AppError("UNAVAILABLE", "The database cannot be read right now.");
  const config = { publicUrl: new URL("https://acme.example"), publicOrigins: [], baseDomain: null, trustProxy: 0 };
  const ask = await serve({
    api: { config, log: { warn: (facts: object) => warned.push(facts) } },
    launcherSettings: () => Promise.reject(outage),
  });
  const answer = await ask(`?key=${generateKey("pk_live")}`);
  expect([answer.status, answer.text, answer.of("cache-control")]).toEqual([200, built, "no-store"]);
  expect(warned).toEqual([{ err: outage }]);
});
