import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKeyedScripts } from "./keyed-script.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "valethon-keyed-"));
  file = join(folder, "chat.js");
  await writeFile(file, '"use strict";(() => { ran = true; })();');
});
afterAll(() => rm(folder, { recursive: true }));

/** The script's text for these settings, as it goes out without compression. */
async function textFor(settings: object): Promise<string> {
  const script = await createKeyedScripts()(file, settings, null);
  return String(await script?.body());
}

/** What a page's script element holds once the script has run in it; `undefined` where it ran without an element. */
function run(text: string, currentScript: object | null = {}): unknown {
  const page = createContext({ document: { currentScript }, ran: false });
  runInContext(text, page);
  expect(page["ran"]).toBe(true);
  // By way of JSON, since objects of another context are no equals of ours.
  return runInContext("JSON.stringify((document.currentScript || {}).valethonSettings)", page) as unknown;
}

test("sets the settings on its own element, then runs", async () => {
  const settings = { greeting: "Hello", offset: { x: 8 }, autoOpen: false, strings: { de: { send: "Los" } } };
  expect(run(await textFor(settings))).toBe(JSON.stringify(settings));
});

test("runs also where a script has no element, as in a module", async () => {
  expect(run(await textFor({ greeting: "Hello" }), null)).toBeUndefined();
});

test("stays strict behind the settings", async () => {
  expect(await textFor({ autoOpen: true })).toMatch(/^"use strict";/);
});

test.each(["</script><script>alert(1)</script>", "<!--", "a\u2028b\u2029c", '"};alert(1)//', "\\", "\ud800"])(
  "says %j as it is and is nothing else",
  async (greeting) => {
    const text = await textFor({ greeting });
    expect(text).not.toMatch(/<\/|<!|[\u2028\u2029]/);
    expect(run(text)).toBe(JSON.stringify({ greeting }));
  },
);

test("never sets a prototype", async () => {
  const settings = JSON.parse(
    '{"strings": {"de": {"__proto__": {"isAdmin": true}, "send": "Los"}}, "__proto__": {"x": 1}}',
  );
  expect(await textFor(settings)).not.toContain("__proto__");
  expect(run(await textFor(settings))).toBe('{"strings":{"de":{"send":"Los"}}}');
});

test("is compressed once for all who ask at the same time, and is the same in every encoding", async () => {
  let compressions = 0;
  const counted = async (content: Buffer) => {
    compressions += 1;
    return content;
  };
  const scripts = createKeyedScripts({ br: counted, gzip: counted });
  const asked = await Promise.all(Array.from({ length: 20 }, () => scripts(file, { zIndex: 5 }, "br")));
  await Promise.all(asked.map((script) => script?.body()));
  expect(compressions).toBe(1);
  const plain = await textFor({ zIndex: 5 });
  const real = createKeyedScripts();
  const [br, gzip] = [await real(file, { zIndex: 5 }, "br"), await real(file, { zIndex: 5 }, "gzip")];
  expect(String(brotliDecompressSync((await br?.body()) ?? ""))).toBe(plain);
  expect(String(gunzipSync((await gzip?.body()) ?? ""))).toBe(plain);
  expect(new Set([br?.etag, gzip?.etag, (await real(file, { zIndex: 5 }, null))?.etag]).size).toBe(3);
});

test("has another tag for other settings and for another build", async () => {
  const scripts = createKeyedScripts();
  const one = await scripts(file, { greeting: "One" }, "br");
  expect((await scripts(file, { greeting: "One" }, "br"))?.etag).toBe(one?.etag);
  expect((await scripts(file, { greeting: "Two" }, "br"))?.etag).not.toBe(one?.etag);
  const rebuilt = join(folder, "rebuilt.js");
  await writeFile(rebuilt, "ran = true;");
  const before = await scripts(rebuilt, { greeting: "One" }, null);
  await writeFile(rebuilt, "ran = 1 > 0;");
  await utimes(rebuilt, new Date(), new Date(Date.now() + 5000));
  const after = await scripts(rebuilt, { greeting: "One" }, null);
  expect(after?.etag).not.toBe(before?.etag);
  expect(String(await after?.body())).toContain("1 > 0");
});

test("there is none of a file that was not built", async () => {
  expect(await createKeyedScripts()(join(folder, "missing.js"), { greeting: "One" }, "br")).toBeNull();
});
