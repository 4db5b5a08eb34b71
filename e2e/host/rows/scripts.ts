import { build } from "esbuild";
import { expect, type Page } from "playwright/test";
import type { HostRow } from "../row.ts";

const scripted = (name: string, script: string, more: Partial<HostRow> = {}): HostRow => ({
  name,
  page: () => ({ head: `<script>${script}</script>` }),
  ...more,
});

/** Libraries of the last twenty years that gave every object methods of theirs. */
const olderLibrary = `
  Object.prototype.extend = function (more) { return Object.assign(this, more); };
  Array.prototype.each = Array.prototype.forEach;`;

/** As prototype.js did before 1.7: JSON of whatever holds a list then holds a text in its place. */
const listsAsTexts = `Array.prototype.toJSON = function () { return "[" + this.join(", ") + "]"; };`;

/** Watches and slows what goes by, as monitoring scripts do. */
const monitoring = `{
  const { fetch, EventTarget: { prototype: { addEventListener } } } = window;
  const { parse, stringify } = JSON;
  window.fetch = async (...given) => { await null; return fetch(...given); };
  JSON.parse = (...given) => parse(...given);
  JSON.stringify = (...given) => stringify(...given);
  EventTarget.prototype.addEventListener = function (type, listener, ...more) {
    const heard = function (event) { return listener.handleEvent ? listener.handleEvent(event) : listener.call(this, event); };
    return addEventListener.call(this, type, heard, ...more);
  };
}`;

/** Letters are commands, unless a field of the page's own is written in. */
const shortcuts = `
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    document.title = "Command: " + event.key;
  });`;

/** The page's own component by another version of Lit, and its own socket.io-client. */
async function ownLibraries(): Promise<string> {
  const contents = `
    import { html, LitElement } from "lit";
    import { io } from "socket.io-client";
    window.io = io;
    customElements.define("own-counter", class extends LitElement {
      static properties = { count: { type: Number } };
      constructor() { super(); this.count = 0; }
      render() {
        return html\`<button @click=\${() => { this.count += 1; }}>Ordered: \${this.count}</button>\`;
      }
    });`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    format: "iife",
    minify: true,
    write: false,
  });
  const script = outputFiles[0]?.text ?? "";
  return script.replaceAll(/((?:litHtml|litElement|reactiveElement)Versions\?\?=\[\]\)\.push\()"[^"]+"/g, '$1"2.8.0"');
}

const ownLibrariesScript = await ownLibraries();

/** Scripts of the page's that were there before the chat, and share a window with it. */
export const scriptRows: readonly HostRow[] = [
  {
    name: "a page that has a Lit and a socket.io-client of its own",
    page: () => ({ head: `<script>${ownLibrariesScript}</script>`, body: "<own-counter></own-counter>" }),
    async check(page: Page) {
      await page.getByRole("button", { name: "Ordered: 0" }).click();
      await expect(page.getByRole("button", { name: "Ordered: 1" })).toBeVisible();
      expect(await page.evaluate("[typeof io.Manager, litHtmlVersions[0], litHtmlVersions.length]")).toEqual([
        "function",
        "2.8.0",
        2,
      ]);
    },
  },
  scripted(
    "a page that has another element of its name",
    'customElements.define("valethon-chat", class extends HTMLElement {})',
  ),
  scripted("a page whose library adds methods to every object", olderLibrary),
  scripted("a page whose library writes lists as texts", listsAsTexts),
  scripted("a page that is watched by monitoring", monitoring),
  scripted("a page with keyboard commands", shortcuts, {
    check: async (page) => expect(page).toHaveTitle("Shop"),
  }),
  scripted(
    "a page with a module loader",
    "window.define = () => { throw new Error(); }; define.amd = {}; window.module = { exports: {} };",
  ),
];
