import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { operation } from "../kit/operation.ts";
import { openApiDocument } from "../openapi.ts";
import { operations } from "../resources/index.ts";
import { docsPage } from "./page.ts";

const options = { basePath: "/admin/api/v1/crm", serverUrl: "https://acme.valethon.com" };
const document = openApiDocument(operations, options);
const page = docsPage(document);
const policy = page.headers["Content-Security-Policy"] ?? "";

const markup = page.html.slice(0, page.html.indexOf("<script>"));

const between = (text: string, start: string, end: string) =>
  text.slice(text.indexOf(start) + start.length, text.indexOf(end));

describe("the docs page", () => {
  test("shows every operation with its path, and leads to it from the contents", () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const { operationId } of Object.values(methods)) {
        expect(page.html).toContain(`id="${operationId}"`);
        expect(page.html).toContain(`href="#${operationId}"`);
      }
      expect(page.html).toContain(`$VALETHON_URL${path.split("{")[0]}`);
    }
  });

  test("every link within it has its target, and no id stands twice", () => {
    const ids = [...markup.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of markup.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  });

  test("loads nothing and points nowhere outside", () => {
    const references = [...page.html.matchAll(/\b(?:src|href|action|poster|data)="([^"]*)"/g)].map(
      ([, address]) => address,
    );
    expect(references.filter((address) => !address?.startsWith("#"))).toEqual(["openapi.json"]);
    expect(page.html).not.toMatch(/@import|url\(|<link|<iframe|<img/);
  });

  test("its policy allows exactly its own script and style", () => {
    const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    expect(policy).not.toContain("unsafe");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash(between(page.html, "<script>", "</script>"))};`);
    expect(policy).toContain(`style-src ${hash(between(page.html, "<style>", "</style>"))};`);
    expect(page.html).not.toMatch(/ style="| on[a-z]+="/);
  });

  test("gives each operation a command that can be pasted", () => {
    expect(page.html).toContain(
      "curl -X POST &quot;$VALETHON_URL/leads&quot; \\\n  -H &quot;X-API-Key: $VALETHON_KEY&quot;",
    );
    expect(page.html.match(/class="sample curl".*?<code>curl /g)).toHaveLength(operations.length);
  });

  test("shows a text that is sent as a file, with an example of one", () => {
    expect(page.html).toContain("-H &quot;Content-Type: text/csv&quot; \\\n  --data-binary @leads.csv");
    expect(page.html).toContain("jane@company.com,Jane,Smith,Globex Corp,+1-555-9876");
  });
});

describe("texts of operations", () => {
  const hostile = operation(
    "POST /leads",
    {
      summary: "<script>alert(1)</script>",
      description: "`<b>` and **<i>** </style>",
      permission: "leads:write",
      body: z.strictObject({ name: z.string().describe('"><img src=x onerror=alert(1)>') }),
      returns: z.object({ lead_id: z.int() }),
      example: { name: "it's </code><script>" },
    },
    async () => ({ lead_id: 1 }),
  );
  const { html } = docsPage(openApiDocument([hostile], options));

  test("are shown as text, whatever they hold", () => {
    expect(html.match(/<script>/g)).toHaveLength(1);
    expect(html).not.toMatch(/<img|<b>|<i>/);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  test("are quoted for the shell in commands", () => {
    expect(html).toContain("it&#39;\\&#39;&#39;s");
  });
});

describe("who may call an operation", () => {
  const factsOf = (id: string) =>
    between(page.html.slice(page.html.indexOf(`<article class="operation" id="${id}"`)), "<dl", "</dl>");

  test("is told by the names of permissions, where the record decides too", () => {
    const about = factsOf("listNotes");
    for (const name of ["leads:read", "contacts:read", "opportunities:read", "prospects:read"]) {
      expect(about).toContain(`<code>${name}</code>`);
    }
    expect(factsOf("createNote")).toContain("<code>contacts:write</code>");
  });
});
