import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Sample } from "./curl.ts";
import type { OpenApiDocument, Tag } from "./document.ts";
import { deliveryHeaders, eventView } from "./event-view.ts";
import { Html, html } from "./html.ts";
import { markdown, slug } from "./markdown.ts";
import { methodBadge, operationView } from "./operation-view.ts";
import { eventTypes } from "./tags.ts";

export interface DocsPage {
  readonly html: string;
  /** The policy that lets this page, and nothing else, run. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The API's documentation as one page that needs nothing else: no other file, no other host, no JavaScript to be read.
 * Script and style are inline and allowed by their hashes, so the page is the same for everybody and can be cached.
 */
export function docsPage(document: OpenApiDocument): DocsPage {
  const style = ["base", "frame", "code", "content"].map((name) => readBeside(`./style/${name}.css`)).join("");
  const script = ["search", "page"].map((name) => readBeside(`./${name}.js`)).join("");
  const policy = [
    "default-src 'none'",
    `style-src ${sourceHash(style)}`,
    `script-src ${sourceHash(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ];
  return {
    html: page(document, new Html(style), new Html(script)).text,
    headers: {
      "Content-Security-Policy": policy.join("; "),
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
    },
  };
}

const readBeside = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

const sourceHash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** One thing that the page shows, and its line in the contents. */
interface Entry {
  readonly id: string;
  readonly name: string;
  readonly badge: Html | null;
  readonly view: Html;
}

interface Section {
  readonly tag: Tag;
  /** What stands before its entries. */
  readonly opening: Html | null;
  readonly entries: readonly Entry[];
}

function sectionsOf(document: OpenApiDocument): Section[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  return document.tags.map((tag) =>
    tag.name === eventTypes.name
      ? { tag, opening: deliveryHeaders(document), entries: eventEntries(document) }
      : {
          tag,
          opening: null,
          entries: all
            .filter(({ operation }) => operation.tags.includes(tag.name))
            .map((one) => operationEntry({ document, ...one })),
        },
  );
}

const operationEntry = (sample: Sample): Entry => ({
  id: sample.operation.operationId,
  name: sample.operation.summary,
  badge: methodBadge(sample.method),
  view: operationView(sample),
});

const eventEntries = (document: OpenApiDocument): Entry[] =>
  Object.keys(document.webhooks ?? {}).map((name) => ({
    id: name,
    name,
    badge: null,
    view: eventView(document, name),
  }));

function page(document: OpenApiDocument, style: Html, script: Html): Html {
  const { title, version, description } = document.info;
  const sections = sectionsOf(document);
  const [opening = "", ...chapters] = description.split(/\n\n(?=## )/);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="bar">
<a class="brand" href="#top"><span class="mark"></span>Valethon <span class="sub">API</span></a>
<search class="search" id="search" hidden><label class="hidden" for="filter">Search the operations</label><input id="filter" type="search" placeholder="Search" autocomplete="off" spellcheck="false" enterkeyhint="search"><kbd aria-hidden="true">/</kbd></search>
<a class="raw" href="openapi.json">openapi.json</a>
<button class="menu" type="button" popovertarget="contents">Contents</button>
</header>
${contents(sections, chapters)}
<main id="main" tabindex="-1">
<div class="findings"><p id="found" class="found" role="status"></p><button class="more" id="more" type="button" hidden></button></div>
<section class="introduction" id="top" aria-labelledby="title">
<h1 id="title">${title}</h1>
<p class="version">Version ${version}</p>
<div class="chapter">${markdown(opening)}</div>
${chapters.map((chapter) => html`<div class="chapter">${markdown(chapter)}</div>`)}
</section>
${sections.map(sectionView)}
</main>
<script>${script}</script>
</body>
</html>
`;
}

/** A section may be called as a chapter of the introduction is. */
const sectionId = ({ name }: Tag) => `section-${slug(name)}`;

const titleOf = (chapter: string) => chapter.slice(3, chapter.indexOf("\n"));

function contents(sections: readonly Section[], chapters: readonly string[]): Html {
  return html`<nav class="contents" id="contents" aria-label="Contents" popover>
<div class="group"><p><a href="#top">Introduction</a></p><ul>${chapters.map((chapter) => {
    const title = titleOf(chapter);
    return html`<li><a href="#${slug(title)}">${title}</a></li>`;
  })}</ul></div>
${sections.map(
  ({ tag, entries }) =>
    html`<div class="group"><p><a href="#${sectionId(tag)}">${tag.name}</a></p><ul>${entries.map(
      ({ id, name, badge }) => html`<li><a href="#${id}"><span class="name">${name}</span> ${badge}</a></li>`,
    )}</ul></div>`,
)}
</nav>`;
}

function sectionView({ tag, opening, entries }: Section): Html {
  const id = sectionId(tag);
  return html`<section class="section" aria-labelledby="${id}">
<h2 id="${id}"><a href="#${id}">${tag.name}</a></h2>
${tag.description === undefined ? null : markdown(tag.description)}
${opening}
${entries.map(({ view }) => view)}
</section>`;
}
