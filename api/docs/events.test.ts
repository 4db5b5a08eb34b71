import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { eventNames } from "../events/names.ts";
import type { AnyOperation } from "../kit/operation.ts";
import { openApiDocument } from "../openapi.ts";
import { operations } from "../resources/index.ts";
import { wrongIn } from "../testing/payloads.ts";
import { mediaOf, type Parameter, resolve, type Schema } from "./document.ts";
import type { EventExample } from "./event-example.ts";
import { docsPage } from "./page.ts";

const all: readonly AnyOperation[] = operations;
const document = openApiDocument(operations, { basePath: "/crm", serverUrl: "http://localhost" });
const page = docsPage(document).html;

const eventOf = (name: string) => {
  const found = document.webhooks?.[name]?.post;
  if (found === undefined) throw new Error(`${name} is not in the document.`);
  return found;
};

const exampleOf = (name: string) => mediaOf(eventOf(name))?.example as EventExample & { data: Record<string, unknown> };

describe("the document's webhooks", () => {
  test("are the events, all of them, those of a kind together", () => {
    const told = Object.keys(document.webhooks ?? {});
    expect(told.toSorted()).toEqual(eventNames.toSorted());
    const kinds = told.map((name) => name.split(".")[0]);
    expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).toHaveLength(new Set(kinds).size);
  });

  test("come only with operations that tell events", () => {
    const { webhooks, tags } = openApiDocument([], { basePath: "/crm", serverUrl: "http://localhost" });
    expect([webhooks, tags]).toEqual([undefined, []]);
  });

  test("write each record down once", () => {
    expect(JSON.stringify(document.webhooks)).toContain('{"$ref":"#/components/schemas/Lead"}');
    expect(JSON.stringify(document.webhooks).match(/Where the person works/g) ?? []).toHaveLength(1);
  });

  test("name what carries the signature, once for all", () => {
    const headers = eventOf("lead.created").parameters;
    expect(headers.map((one) => resolve<Parameter>(document, one).name)).toEqual([
      "webhook-id",
      "webhook-timestamp",
      "webhook-signature",
      "X-Valethon-Signature",
    ]);
    for (const header of headers) expect(header).toHaveProperty("$ref");
  });
});

describe.each(eventNames)("%s", (name) => {
  const { event, timestamp, data, signature } = exampleOf(name);

  test("has an example that says exactly what is documented", () => {
    expect(wrongIn(name, data)).toBeNull();
    expect([event, timestamp]).toEqual([name, "2026-03-10T14:30:00Z"]);
    expect(JSON.stringify(data)).not.toContain("…");
  });

  test("is signed as the reference's receiver checks it", () => {
    const unsigned = JSON.stringify({ event, timestamp, data });
    expect(signature).toBe(`sha256=${createHmac("sha256", "your_webhook_secret").update(unsigned).digest("hex")}`);
  });

  test("shows other values before a change than after it", () => {
    const { previous } = data;
    if (typeof previous !== "object" || previous === null) return;
    for (const [field, value] of Object.entries(previous)) expect(data[field], field).not.toEqual(value);
  });

  test("names the operations that fire it, and they name it", () => {
    const declaring = all.filter(({ spec }) => spec.events?.includes(name) === true).map(({ key }) => key);
    expect(eventOf(name)["x-fired-by"]).toEqual(declaring);
    expect(declaring).not.toEqual([]);
  });

  test("says of each field what it is", () => {
    expect(undescribed(mediaOf(eventOf(name))?.schema ?? {})).toEqual([]);
  });

  test("is shown on the page with what fires it and what it tells", () => {
    const article =
      page.slice(page.indexOf(`<article class="operation event" id="${name}"`)).split("</article>")[0] ?? "";
    for (const key of eventOf(name)["x-fired-by"]) {
      const [method = "", path = ""] = key.split(" ");
      expect(article).toContain(`href="#${document.paths[path]?.[method.toLowerCase()]?.operationId}"`);
    }
    for (const field of Object.keys(eventPartsOf(name))) expect(article).toContain(`<code>${field}</code>`);
    expect(article).toContain(signature);
  });
});

test("the page shows a record's fields once, and leads there from every other event", () => {
  expect(page.match(/<summary>Data: the lead<\/summary>/g)).toHaveLength(1);
  expect(page.match(/<dd>The lead, as in <a href="#lead\.created">/g)).toHaveLength(4);
});

/** What stands beside the record. */
function eventPartsOf(name: string): Readonly<Record<string, Schema>> {
  const [whole = {}] = mediaOf(eventOf(name))?.schema.properties?.["data"]?.anyOf ?? [];
  return whole.allOf?.[1]?.properties ?? {};
}

/** Paths of properties without a description, in a schema and whatever it is made of. */
function undescribed(raw: Schema, path = ""): string[] {
  const schema = resolve<Schema>(document, raw);
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const { description = "" } = resolve<Schema>(document, property);
    const place = `${path}${name}`;
    return [...(/\w.*[.:]$/s.test(description) ? [] : [place]), ...undescribed(property, `${place}.`)];
  });
  const items = schema.items === undefined || schema.items === false ? [] : [schema.items];
  const parts = [...items, ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  return [...own, ...parts.flatMap((part) => undescribed(part, path))];
}
