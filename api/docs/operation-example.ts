import type { AnyOperation } from "../kit/operation.ts";
import type { Schema } from "./document.ts";
import { exampleOf } from "./example.ts";
import { familiar } from "./familiar.ts";
import { typesOf } from "./fits.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The body of the operation's example: as declared, else made of what the schema requires. */
export function bodyExample({ spec }: AnyOperation, schema: Schema): unknown {
  if (spec.example !== undefined || schema.type === "string") return spec.example;
  const { properties = {}, required = [] } = schema;
  const needed = Object.fromEntries(Object.entries(properties).filter(([name]) => required.includes(name)));
  return exampleOf({ ...schema, properties: required.length > 0 ? needed : properties });
}

/**
 * The answer to the operation's example, without its envelope: what is declared, then what the request sent, then
 * familiar values. What a new record was not given is empty in it.
 */
export function answerExample({ spec }: AnyOperation, returned: Schema, body: Schema, sent: unknown): unknown {
  const { exampleAnswer: declared } = spec;
  const isWrapped = spec.envelope === undefined || spec.envelope === "data";
  const given =
    !isWrapped || !isObject(sent) ? {} : { ...said(sent), ...(spec.status === 201 ? unsent(body, sent) : {}) };
  const example = exampleOf(returned, given);
  return isObject(declared) && isObject(example) ? { ...example, ...declared } : (declared ?? example);
}

/** The text of a message is sent as `message`; it comes back as the message's `body`. */
const said = (sent: Fields): Fields => (sent["message"] === undefined ? sent : { ...sent, body: sent["message"] });

const unsent = ({ properties = {} }: Schema, sent: Fields): Fields =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => sent[name] === undefined)
      .map(([name, schema]) => [name, typesOf(schema).includes("array") ? [] : null]),
  );

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The path's parameter in the example: as declared, else the id that records of this path have in every example. */
export function idExample({ path, spec }: AnyOperation, name: string): unknown {
  return (spec.exampleParams as Fields | undefined)?.[name] ?? familiar[idField(path)];
}

/** `/people/{id}/restore` is about a `contact_id`. */
export function idField(path: string): string {
  const collection = path.split("/")[1] ?? "";
  const singular = collection.replace(/ies$/, "y").replace(/s$/, "").replaceAll("-", "_");
  return `${ownNames[collection] ?? singular}_id`;
}

const ownNames: Readonly<Record<string, string>> = { people: "contact", "api-keys": "key" };
