import type { z } from "zod";
import { AppError, type ErrorDetail, refuseAny } from "../errors.ts";

export interface Parsed {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

interface Schemas {
  readonly params?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
}

/** Parses what a caller sent. Throws VALIDATION_ERROR that names every wrong field at once. */
export function parseInput(schemas: Schemas, params: unknown, query: unknown, body: unknown): Parsed {
  const details: ErrorDetail[] = [];
  const parsed = {
    params: parsePart(schemas.params, fromText(schemas.params, params), "address", details),
    query: parsePart(schemas.query, fromText(schemas.query, query), "query", details),
    body: parsePart(schemas.body, body, "body", details),
  };
  // A loose schema passes over this one name without a word.
  if (hasMembers(query) && Object.hasOwn(query, "__proto__") && details.length === 0) {
    details.push(unknownField("__proto__", "No such parameter here."));
  }
  if (schemas.query === undefined && hasMembers(query)) {
    for (const name of Object.keys(query)) details.push(unknownField(name, "This address takes no query parameters."));
  }
  if (schemas.body === undefined) details.push(...unwantedBody(body));
  const [first] = details;
  // An id that cannot be one names nothing that exists.
  if (first?.code === "no_such_address") throw new AppError("NOT_FOUND", String(first.message));
  refuseAny(details);
  return parsed;
}

const hasMembers = (value: unknown): value is object =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0;

/** What is wrong with a body where none is taken; `{}` is as good as none. */
function unwantedBody(body: unknown): ErrorDetail[] {
  if (hasMembers(body)) return Object.keys(body).map((name) => unknownField(name, "This call takes no fields."));
  const isNothing = body === undefined || (typeof body === "object" && !Array.isArray(body));
  return isNothing ? [] : [{ field: "body", code: "invalid_type", message: "This call takes no body. Leave it out." }];
}

function parsePart(schema: z.ZodType | undefined, value: unknown, part: string, details: ErrorDetail[]): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) details.push(...explain(issue, part));
  return undefined;
}

function explain(issue: z.core.$ZodIssue, part: string): ErrorDetail[] {
  const field = issue.path.join(".");
  if (part === "address") {
    return [
      { field, code: "no_such_address", message: `Nothing has this ${field || "id"}. Ids are whole numbers from 1.` },
    ];
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      unknownField(field === "" ? key : `${field}.${key}`, `No such ${part === "query" ? "parameter" : "field"} here.`),
    );
  }
  if (field === "") return [{ field: part, code: issue.code, message: `The ${part} is not right: ${issue.message}.` }];
  return [{ field, code: issue.code, message: `${field}: ${sentenceOf(issue)}` }];
}

/** An issue in words; zod's own word for a field that is not there is for programmers. */
function sentenceOf({ message }: z.core.$ZodIssue): string {
  const text = message.replace("expected nonoptional, received undefined", "expected a value, received undefined");
  return text.endsWith(".") ? text : `${text}.`;
}

function unknownField(field: string, why: string): ErrorDetail {
  return { field, code: "unknown_field", message: `${field}: ${why} Check the spelling, or leave it out.` };
}

/** Query and path values arrive as text; where a whole number, number or boolean is declared, the text is read as one. */
function fromText(schema: z.ZodType | undefined, value: unknown): unknown {
  const shape = shapeOf(schema);
  if (shape === null || typeof value !== "object" || value === null) return value ?? {};
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => [
      name,
      typeof text === "string" ? readText(own(shape, name), text) : text,
    ]),
  );
}

/** A caller chooses the names: `constructor` is no field. */
const own = (shape: Record<string, z.ZodType>, name: string) => (Object.hasOwn(shape, name) ? shape[name] : undefined);

function readText(schema: z.ZodType | undefined, text: string): unknown {
  const type = schema === undefined ? undefined : innermost(schema);
  if (type === "number" && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false|1|0)$/.test(text)) return text === "true" || text === "1";
  return text;
}

function shapeOf(schema: z.ZodType | undefined): Record<string, z.ZodType> | null {
  if (schema === undefined || !("shape" in schema)) return null;
  return schema.shape as Record<string, z.ZodType>;
}

/** The type below optional, default and nullable wrappers. */
export function innermost(schema: z.ZodType): string {
  const { type, innerType } = schema.def as { type: string; innerType?: z.ZodType };
  return innerType === undefined ? type : innermost(innerType);
}
