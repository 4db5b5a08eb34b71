import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";

/** Source that stands in an installed file; fails the build when an update of the package has changed it. */
async function replaced(
  path: string,
  ...replacements: readonly (readonly [from: string, to: string])[]
): Promise<string> {
  let source = await readFile(path, "utf8");
  for (const [from, to] of replacements) {
    if (!source.includes(from)) throw new Error(`${path} has changed; mend widget/build/plugins.ts.`);
    source = source.replace(from, to);
  }
  return source;
}

/**
 * socket.io-client without what this product never uses: WebTransport, which the server does not offer (0.8 KB), and the
 * namespace object of its parser, for which esbuild would make every page fetch a chunk of helpers.
 */
export const leanSocketIo: Plugin = {
  name: "lean-socket-io",
  setup(build) {
    build.onLoad({ filter: /engine\.io-client\/build\/esm\/transports\/index\.js$/ }, () => ({
      contents: `import { XHR } from "./polling-xhr.node.js";
import { WS } from "./websocket.node.js";
export const transports = { websocket: WS, polling: XHR };`,
      loader: "js",
    }));
    build.onLoad({ filter: /socket\.io-client\/build\/esm\/manager\.js$/ }, async ({ path }) => ({
      contents: await replaced(path, [
        'import * as parser from "socket.io-parser";',
        'import { Decoder, Encoder } from "socket.io-parser";\nconst parser = { Decoder, Encoder };',
      ]),
      loader: "js",
    }));
  },
};

/** In files of Lit: what stands there, and what in its place. */
const leanerLit: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  "reactive-element/css-tag.js": [
    [
      'e=t.ShadowRoot&&(void 0===t.ShadyCSS||t.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype',
      "e=true",
    ],
    ["CSSResult is not constructable. Use `unsafeCSS` or `css` instead.", ""],
    [
      ` function must be a 'css' function result: "+t+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security."`,
      '"',
    ],
  ],
  "reactive-element/reactive-element.js": [
    ['Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;', ""],
    [
      "const t=this[Symbol.metadata];if(null!==t){const s=litPropertyMetadata.get(t);if(void 0!==s)for(const[t,i]of s)this.elementProperties.set(t,i)}",
      "",
    ],
    ["p?.({ReactiveElement:y}),", ""],
    ["p=a.reactiveElementPolyfillSupport,", ""],
  ],
  "lit-element/lit-element.js": [
    ["s.litElementHydrateSupport?.({LitElement:i});const o=s.litElementPolyfillSupport;o?.({LitElement:i});", "0;"],
  ],
  "lit-html/lit-html.js": [
    ["B=t.litHtmlPolyfillSupport;B?.(S,k),", "B=0;"],
    ["invalid template strings array", ""],
    // Templates are HTML also where the page is XHTML.
    ["l=document,", "l=document,html=l.implementation.createHTMLDocument(),"],
    ["createElement(t,i){const s=l.", "createElement(t,i){const s=html."],
  ],
};

/**
 * Lit without what this product never uses: style elements for browsers without constructable style sheets, which the
 * launcher needs before Lit is there; polyfills; what decorators leave on classes, with its two globals; advice to other
 * developers. And with templates that are HTML wherever they are used.
 */
export const leanLit: Plugin = {
  name: "lean-lit",
  setup(build) {
    for (const [file, replacements] of Object.entries(leanerLit)) {
      build.onLoad({ filter: new RegExp(`${file.replace(".", "\\.")}$`) }, async ({ path }) => ({
        contents: await replaced(path, ...replacements),
        loader: "js",
      }));
    }
  },
};

/** What the widget loads after its panel; in the console these take Lit as it comes. */
const afterPanel = /widget\/(chat\/extras\/[\w-]+|ui\/(links|typing-bubble))\.ts$/;

/** Chunks that come after the panel take Lit from it: see widget/chat/late-lit.ts. */
export const litOfThePanel: Plugin = {
  name: "lit-of-the-panel",
  setup(build) {
    const path = join(import.meta.dirname, "../chat/late-lit.ts");
    build.onResolve({ filter: /^lit$/ }, ({ importer }) => (afterPanel.test(importer) ? { path } : undefined));
  },
};
