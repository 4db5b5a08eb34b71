import { type OpenApiDocument, type Parameter, resolve, type Schema } from "./document.ts";
import { type Html, html } from "./html.ts";
import { inline } from "./markdown.ts";

interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
  readonly description?: string | undefined;
}

/** Parameters as a list of names, types and meanings. */
export function parameterList(document: OpenApiDocument, parameters: readonly Parameter[]): Html {
  return fieldList(
    document,
    parameters.map(({ name, schema, required = false, description }) => ({ name, schema, required, description })),
    { openBelow: false, marksRequired: true, depth: 0 },
  );
}

interface Look {
  /** Whether nested fields are shown at once. */
  readonly openBelow: boolean;
  /** Whether it matters which fields must be there: of what is sent, not of what comes back. */
  readonly marksRequired: boolean;
  readonly depth: number;
}

/** The fields of an object; nothing for any other schema. Fields of fields fold away below theirs. */
export function schemaFields(document: OpenApiDocument, schema: Schema, look: Look): Html | null {
  const fields = fieldsOf(document, schema);
  return fields.length === 0 ? null : fieldList(document, fields, look);
}

function fieldsOf(document: OpenApiDocument, raw: Schema): Field[] {
  const schema = resolve<Schema>(document, raw);
  if (schema.allOf !== undefined) return schema.allOf.flatMap((part) => fieldsOf(document, part));
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).map(([name, property]) => {
    const found = resolve<Schema>(document, property);
    return { name, schema: found, required: required.includes(name), description: found.description };
  });
}

function fieldList(document: OpenApiDocument, fields: readonly Field[], look: Look): Html {
  return html`<dl class="fields">${fields.map((field) => row(document, field, look))}</dl>`;
}

function row(document: OpenApiDocument, { name, schema, required, description }: Field, look: Look): Html {
  const meaning = [description, choices(schema)].filter((text) => text !== undefined);
  const limits = limitsOf(schema, description);
  return html`<div><dt><code>${name}</code> <span class="type">${[typeOf(document, schema), ...limits].join(", ")}</span>${
    required && look.marksRequired ? html` <span class="required">required</span>` : null
  }</dt><dd>${meaning.map((text) => html`<p>${inline(String(text))}</p>`)}${below(document, name, schema, look)}</dd></div>`;
}

/** Deeper nesting is left to openapi.json. */
const deepest = 3;

function below(document: OpenApiDocument, name: string, schema: Schema, look: Look): Html | null {
  if (look.depth >= deepest) return null;
  const inner = variants(document, schema).flatMap((part) => fieldsOf(document, part));
  if (inner.length === 0) return null;
  const list = fieldList(document, uniqueByName(inner), { ...look, depth: look.depth + 1 });
  const label = html`Fields of <code>${name}</code>`;
  return look.openBelow
    ? html`<details class="nested" open><summary>${label}</summary>${list}</details>`
    : html`<details class="nested"><summary>${label}</summary>${list}</details>`;
}

/** The objects a value can be: itself, the items of a list, the branches of a choice. */
function variants(document: OpenApiDocument, raw: Schema): Schema[] {
  const schema = resolve<Schema>(document, raw);
  if (schema.items !== undefined && schema.items !== false) return variants(document, schema.items);
  const branches = schema.anyOf ?? schema.oneOf;
  return branches === undefined ? [schema] : branches.flatMap((part) => variants(document, part));
}

const uniqueByName = (fields: readonly Field[]) => [...new Map(fields.map((field) => [field.name, field])).values()];

function typeOf(document: OpenApiDocument, raw: Schema): string {
  const schema = resolve<Schema>(document, raw);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) return [...new Set(branches.map((part) => typeOf(document, part)))].join(" or ");
  if (schema.items !== undefined && schema.items !== false) return `list of ${typeOf(document, schema.items)}`;
  if (schema.type === undefined) return "any JSON";
  const types = typeof schema.type === "string" ? [schema.type] : schema.type;
  return types.map((type) => (type === "array" ? "list" : type)).join(" or ");
}

const choices = (schema: Schema) =>
  schema.enum === undefined ? undefined : `One of ${schema.enum.map((value) => `\`${String(value)}\``).join(", ")}.`;

/** What a value is held to, in words. What the description says already is not said twice. */
function limitsOf(schema: Schema, description = ""): string[] {
  const items = schema.items === undefined || schema.items === false ? undefined : schema.items.maxLength;
  const limits = [
    range(schema.minimum ?? above(schema.exclusiveMinimum), schema.maximum, ""),
    /character|\d–\d/.test(description) ? null : range(schema.minLength, schema.maxLength, " characters"),
    range(schema.minItems, schema.maxItems, ""),
    items === undefined ? null : `each up to ${number(items)} characters`,
    schema.pattern === undefined || description !== "" ? null : `matches ${schema.pattern}`,
    schema.default === undefined ? null : `default ${shortly(schema.default)}`,
  ];
  return limits.filter((limit) => limit !== null);
}

/** What is too long for a line stands in openapi.json. */
function shortly(value: unknown): string {
  const text = JSON.stringify(value).replace(/^"|"$/g, "");
  return text.length <= 40 ? text : "see openapi.json";
}

const above = (minimum: number | undefined) => (minimum === undefined ? undefined : minimum + 1);

const number = (value: number) => value.toLocaleString("en-US");

/** A lower bound of 0 or 1 goes without saying. */
function range(least = 0, most: number | undefined, unit: string): string | null {
  if (least > 1 && most !== undefined) return `${number(least)} to ${number(most)}${unit}`;
  if (most !== undefined) return `up to ${number(most)}${unit}`;
  return least > 1 ? `at least ${number(least)}${unit}` : null;
}
