import type { Schema } from "../../docs/document.ts";

/** A schema of our OpenAPI document as a TypeScript type. Throws for a type it does not know: then it has to learn it. */
export function printType(schema: Schema, margin = ""): string {
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  const choices = anyOf ?? oneOf;
  if ($ref !== undefined) return nameOf($ref);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map((value) => JSON.stringify(value)));
  if (choices !== undefined) return union(choices.map((part) => printType(part, margin)));
  if (allOf !== undefined) return allOf.map((part) => printOperand(part, margin)).join(" & ");
  if (type === undefined) return "unknown";
  const types = typeof type === "string" ? [type] : type;
  return union(types.map((one) => printNamed(one, schema, margin)));
}

/** The name that a `$ref` refers to. */
export const nameOf = (reference: string) => reference.split("/").at(-1) ?? reference;

function printNamed(type: string, schema: Schema, margin: string): string {
  switch (type) {
    case "object":
      return printObject(schema, margin);
    case "array":
      return printArray(schema, margin);
    case "integer":
      return "number";
    case "string":
    case "number":
    case "boolean":
    case "null":
      return type;
    default:
      throw new Error(`The client's types do not know the JSON Schema type "${type}"; teach it to print-type.ts.`);
  }
}

/** The same with its braces, over several lines unless it has no named fields. */
export function printObject({ properties, required = [], additionalProperties }: Schema, margin = ""): string {
  const fields = Object.entries(properties ?? {});
  if (fields.length === 0) {
    const value = typeof additionalProperties === "object" ? printType(additionalProperties, margin) : "unknown";
    return `{ [name: string]: ${additionalProperties === false ? "never" : value} }`;
  }
  const inside = `${margin}  `;
  const lines = fields.map(
    ([name, schema]) =>
      printComment([schema.description, defaultOf(schema)], inside) + printField(name, schema, required, inside),
  );
  // What stands beside the named fields may be of any type, as an index signature has to allow for theirs.
  const others = additionalProperties === undefined || additionalProperties === false;
  const open = others ? "" : `${inside}[name: string]: unknown;\n`;
  return `{\n${lines.join("")}${open}${margin}}`;
}

/** One line of an object; `undefined` counts as left out, also where the compiler tells the two apart. */
function printField(name: string, schema: Schema, required: readonly string[], margin: string): string {
  const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
  const type = printType(schema, margin);
  return required.includes(name) ? `${margin}${key}: ${type};\n` : `${margin}${key}?: ${union([type, "undefined"])};\n`;
}

function printArray({ prefixItems, items }: Schema, margin: string): string {
  if (prefixItems !== undefined) return `[${prefixItems.map((part) => printType(part, margin)).join(", ")}]`;
  return typeof items === "object" ? `${printOperand(items, margin)}[]` : "unknown[]";
}

function union(types: readonly string[]): string {
  const different = [...new Set(types)];
  return different.includes("unknown") ? "unknown" : different.join(" | ");
}

/** In brackets where it is several types: `|` and `&` bind less than what follows. */
function printOperand(schema: Schema, margin: string): string {
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  const isSeveral = (anyOf ?? oneOf ?? allOf ?? schema.enum) !== undefined || Array.isArray(type);
  return isSeveral && $ref === undefined ? `(${printType(schema, margin)})` : printType(schema, margin);
}

const defaultOf = (schema: Schema) =>
  schema.default === undefined ? undefined : `@default ${JSON.stringify(schema.default)}`;

/** A doc comment of these paragraphs, or nothing where all are missing. */
export function printComment(paragraphs: readonly (string | undefined)[], margin: string): string {
  const given = paragraphs.filter((paragraph) => paragraph !== undefined && paragraph !== "");
  const lines = given.join("\n\n").replaceAll("*/", "*\\/").split("\n");
  if (given.length === 0) return "";
  if (lines.length === 1) return `${margin}/** ${lines[0]} */\n`;
  return `${margin}/**\n${lines.map((line) => `${margin} * ${line}`.trimEnd()).join("\n")}\n${margin} */\n`;
}
