import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Demo, startDemo } from "./demo.ts";

const publicKey = `pk_live_${"a".repeat(36)}`;
const otherKey = `pk_test_${"b".repeat(36)}`;

describe("the demo website", () => {
  let parent: string;
  let demo: Demo;

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), "valethon-demo-"));
    const folder = join(parent, "site");
    await mkdir(folder);
    await writeFile(
      join(folder, "index.html"),
      "<b>{{publicKey}}</b><script src='{{origin}}/widget/chat.js'></script>",
    );
    await writeFile(join(folder, "services.html"), "<h1>Services</h1>");
    await writeFile(join(folder, "styles.css"), "b { color: red } /* {{publicKey}} */");
    await writeFile(join(folder, "notes.txt"), "not part of the website");
    await writeFile(join(parent, "secret.html"), "secret");
    await mkdir(join(parent, "site-next-door"));
    await writeFile(join(parent, "site-next-door", "index.html"), "secret");
    demo = await startDemo({
      folder,
      host: "127.0.0.1",
      port: 0,
      publicKey,
      productUrl: "http://localhost:8080/anything",
    });
  });

  afterAll(async () => {
    await demo.close();
    await rm(parent, { recursive: true, force: true });
  });

  test("puts the public key and the product's origin into its pages", async () => {
    const response = await fetch(`${demo.url}/`);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.text()).toBe(
      `<b>${publicKey}</b><script src='http://localhost:8080/widget/chat.js'></script>`,
    );
  });

  test("takes another public key from the address", async () => {
    expect(await (await fetch(`${demo.url}/?key=${otherKey}`)).text()).toContain(`<b>${otherKey}</b>`);
  });

  test.each([`crm_${"c".repeat(36)}`, "</script><script>alert(1)</script>", `${otherKey}"`, ""])(
    "ignores %j as a key",
    async (key) => {
      expect(await (await fetch(`${demo.url}/?key=${encodeURIComponent(key)}`)).text()).toContain(
        `<b>${publicKey}</b>`,
      );
    },
  );

  test("serves pages by their clean addresses, and other files as they are", async () => {
    expect(await (await fetch(`${demo.url}/services`)).text()).toBe("<h1>Services</h1>");
    const styles = await fetch(`${demo.url}/styles.css?v=1`);
    expect(styles.headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect(await styles.text()).toContain("{{publicKey}}");
  });

  test.each(["/missing", "/notes.txt", "/.html", "/%zz", "/services.html/x.html", "/%00.html", "/..%5csecret.html"])(
    "answers 404 to %s",
    async (path) => {
      expect((await fetch(demo.url + path)).status).toBe(404);
    },
  );

  // fetch resolves dot segments before it sends them; a hostile client does not.
  test.each(["/../secret.html", "/..%2fsecret.html", "/%2e%2e/secret", "/../site-next-door/", "//../../secret.html"])(
    "never leaves its folder for %s",
    async (path) => {
      const socket = connect(Number(new URL(demo.url).port), "127.0.0.1");
      socket.end(`GET ${path} HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n`);
      const reply = await text(socket);
      expect(reply).toMatch(/^HTTP\/1.1 404 /);
      expect(reply).not.toMatch(/secret$/);
    },
  );

  test("answers only GET and HEAD", async () => {
    const post = await fetch(demo.url, { method: "POST", body: "x" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    const head = await fetch(demo.url, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("frees its port when closed", async () => {
    const options = { folder: parent, host: "127.0.0.1", publicKey, productUrl: "http://localhost" };
    const first = await startDemo({ ...options, port: 0 });
    const port = Number(new URL(first.url).port);
    await expect(startDemo({ ...options, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await first.close();
    const second = await startDemo({ ...options, port });
    await second.close();
  });
});
