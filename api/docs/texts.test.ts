import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { eventNames } from "../events/names.ts";
import type { AnyOperation } from "../kit/operation.ts";
import { openApiDocument } from "../openapi.ts";
import { getEvents } from "../resources/events.ts";
import { operations } from "../resources/index.ts";
import { type Parameter, type ResponseObject, resolve, type Schema } from "./document.ts";
import { eventChapter, loggedExample } from "./event-chapter.ts";

const document = openApiDocument(operations, { basePath: "/crm", serverUrl: "http://localhost" });
const all: readonly AnyOperation[] = operations;

const objectOf = ({ path, method }: AnyOperation) => {
  const found = document.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`${method} ${path} is not in the document.`);
  return found;
};

const parametersOf = (operation: AnyOperation) =>
  (objectOf(operation).parameters ?? []).map((parameter) => resolve<Parameter>(document, parameter));

test("every operation has a description, of whole sentences", () => {
  const wanting = all.filter(({ spec }) => !/^[`A-Z].*[.:]$/s.test(spec.description ?? "")).map(({ key }) => key);
  expect(wanting).toEqual([]);
});

test("every search says what it looks through", () => {
  const searches = all.flatMap((operation) =>
    parametersOf(operation)
      .filter(({ name }) => name === "search")
      .map(({ description }) => [operation.key, description] as const),
  );
  expect(searches.length).toBeGreaterThan(9);
  for (const [key, description] of searches) expect(description, key).toMatch(/^Looks through (?!the record\.)/);
});

describe("every field says what it is", () => {
  test("parameters of every operation", () => {
    const missing = all.flatMap((operation) =>
      parametersOf(operation)
        .filter(({ description }) => !isText(description))
        .map(({ name }) => `${operation.key}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test("fields of every body, those within them too", () => {
    const missing = all.flatMap((operation) =>
      Object.values(objectOf(operation).requestBody?.content ?? {})
        .flatMap(({ schema }) => undescribed(schema))
        .map((name) => `${operation.key}: ${name}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("every answer says what its fields are", () => {
  test.each(all.map((operation) => [operation.key, operation] as const))("%s", (_, operation) => {
    const found = Object.entries(objectOf(operation).responses).find(([status]) => status.startsWith("2"));
    const response = resolve<ResponseObject>(document, found?.[1] as ResponseObject);
    const schemas = Object.values(response.content ?? {}).map(({ schema }) => schema);
    // What the envelope itself holds is told once, in the introduction.
    const envelope = ["success", "data", "pagination"];
    expect(schemas.flatMap((schema) => undescribed(schema)).filter((name) => !envelope.includes(name))).toEqual([]);
  });
});

const isText = (description: string | undefined) => /\w.*[.:]$/s.test(description ?? "");

/** Paths of properties without a description, in a schema and whatever it is made of. */
function undescribed(raw: Schema, path = ""): string[] {
  const schema = resolve<Schema>(document, raw);
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const place = `${path}${name}`;
    const { description } = resolve<Schema>(document, property);
    return [...(isText(description) ? [] : [place]), ...undescribed(property, `${place}.`)];
  });
  const items = schema.items === undefined || schema.items === false ? [] : [schema.items];
  const parts = [...items, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [...own, ...parts.flatMap((part) => undescribed(part, path))];
}

describe("examples of requests", () => {
  const withBody = all.filter(({ spec }) => spec.body !== undefined && spec.media === undefined);

  test.each(withBody.map((operation) => [operation.key, operation] as const))(
    "the body of %s has one, which it takes",
    (_, { path, spec }) => {
      expect((spec.body as z.ZodType).safeParse(spec.example).error?.issues ?? []).toEqual([]);
      if (spec.permission === "widget:access" && path !== "/widget/init") {
        expect(spec.example, "no call of a visitor works without a session").toHaveProperty("session_id");
      }
    },
  );

  test("the parameters that must be there have some, which their operations take", () => {
    for (const operation of all.filter(({ spec }) => spec.query !== undefined)) {
      const needed = parametersOf(operation).filter((one) => one.in === "query" && one.required === true);
      const query = Object.fromEntries(needed.map(({ name, schema }) => [name, schema.examples?.[0]]));
      expect((operation.spec.query as z.ZodType).safeParse(query).error?.issues ?? [], operation.key).toEqual([]);
    }
  });
});

describe("the chapter about events", () => {
  const chapter = eventChapter(all);

  test("shows an event as GET /events answers it, as the log keeps it", () => {
    const event = loggedExample(all);
    expect(getEvents.spec.returns.shape.data.element.strict().safeParse(event).error).toBeUndefined();
    expect(chapter).toContain(JSON.stringify(event, null, 2));
  });

  test("names every event, and each is written by some operation that says so", () => {
    const declared = new Set(all.flatMap(({ spec }) => spec.events ?? []));
    for (const name of eventNames) {
      expect(chapter).toContain(`| \`${name}\` |`);
      expect(declared).toContain(name);
    }
  });

  test("says of each what its data holds: a record, or all fields of one that has none", () => {
    const rowOf = (name: string) => chapter.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
    expect(rowOf("lead.created")).toMatch(/\| The lead: `lead_id` … \|$/);
    expect(rowOf("prospect.converted")).toMatch(/\| The prospect: `prospect_id` …, and `previous` \|$/);
    expect(rowOf("conversation.lead_linked")).toMatch(/\| `conversation_id`, `lead_id` \|$/);
  });
});
