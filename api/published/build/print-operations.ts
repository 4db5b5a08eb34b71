import {
  mediaOf,
  type OpenApiDocument,
  type OperationObject,
  type Parameter,
  type ResponseObject,
  resolve,
  type Schema,
} from "../../docs/document.ts";
import { nameOf, printComment, printObject, printType } from "./print-type.ts";

/** One operation as the client sees it. */
interface Shape {
  readonly key: string;
  readonly operation: OperationObject;
  readonly input: Schema;
  readonly result: Schema;
}

/**
 * The source of a module that exports `Operations`, what each operation of the document takes and gives by its name, and
 * the types of the records they are made of. It imports nothing.
 */
export function printOperations(document: OpenApiDocument): string {
  const shapes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]): Shape => ({
        key: `${method.toUpperCase()} ${path}`,
        operation,
        input: inputOf(document, operation),
        result: resultOf(document, operation),
      }),
    ),
  );
  const records = recordsOf(document, shapes).map(([name, schema]) => printRecord(name, schema));
  const operations = `/** Each operation by its name: what it takes and what it gives. */
export interface Operations {
${shapes.map(printOperation).join("\n")}}
`;
  return [operations, ...records].join("\n");
}

function printOperation({ key, operation, input, result }: Shape): string {
  const permission = [operation["x-permission"]].flat().join(", ");
  const comment = printComment(
    [sentence(operation.summary), operation.description, `Permission: ${permission}.`],
    "  ",
  );
  return `${comment}  ${JSON.stringify(key)}: {
    input: ${printObject(input, "    ")};
    result: ${printType(result, "    ")};
  };
`;
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** What the client's call takes: `params`, `query` and `body`, each where there is one. */
function inputOf(document: OpenApiDocument, operation: OperationObject): Schema {
  const parameters = (operation.parameters ?? []).map((parameter) => resolve<Parameter>(document, parameter));
  const { requestBody } = operation;
  const body = mediaOf(operation)?.schema;
  const parts = {
    params: objectOf(parameters.filter((parameter) => parameter.in === "path")),
    query: objectOf(parameters.filter((parameter) => parameter.in === "query")),
    body: body === undefined ? null : { schema: body, isRequired: requestBody?.required === true },
  };
  const given = Object.entries(parts).flatMap(([name, part]) => (part === null ? [] : [{ name, ...part }]));
  return {
    type: "object",
    properties: Object.fromEntries(given.map(({ name, schema }) => [name, schema])),
    required: given.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    additionalProperties: false,
  };
}

function objectOf(parameters: readonly Parameter[]): { schema: Schema; isRequired: boolean } | null {
  if (parameters.length === 0) return null;
  const properties = Object.fromEntries(
    parameters.map(({ name, description, schema }) => [
      name,
      description === undefined ? schema : { ...schema, description },
    ]),
  );
  const required = parameters.filter((parameter) => parameter.required === true).map(({ name }) => name);
  return { schema: { type: "object", properties, required }, isRequired: required.length > 0 };
}

function resultOf(document: OpenApiDocument, { responses }: OperationObject): Schema {
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith("2")) ?? [];
  if (success === undefined) return {};
  return unwrapped(resolve<ResponseObject>(document, success).content?.["application/json"]?.schema ?? {});
}

/** An answer as the client hands it out (`unwrap` in client.ts): without `success`, and `data` alone as itself. */
function unwrapped(schema: Schema): Schema {
  const { properties, required, allOf, anyOf } = schema;
  if (allOf !== undefined) {
    const parts = allOf.map(unwrapped).filter((part) => Object.keys(part.properties ?? { any: {} }).length > 0);
    return parts.length === 1 ? { ...parts[0] } : { ...schema, allOf: parts };
  }
  if (anyOf !== undefined) return { ...schema, anyOf: anyOf.map(unwrapped) };
  if (properties === undefined) return schema;
  const { success: _, ...rest } = properties;
  const { data } = rest;
  if (data !== undefined && Object.keys(rest).length === 1) return data;
  return { ...schema, properties: rest, required: (required ?? []).filter((name) => name !== "success") };
}

/** The components that these operations are made of, and those they refer to themselves, by name. */
function recordsOf({ components }: OpenApiDocument, shapes: readonly Shape[]): [string, Schema][] {
  const found = new Set<string>();
  const visit = (schema: unknown) => {
    for (const [, reference] of JSON.stringify(schema).matchAll(/"\$ref":"([^"]+)"/g)) {
      const name = nameOf(String(reference));
      if (found.has(name)) continue;
      found.add(name);
      visit(components.schemas[name]);
    }
  };
  visit(shapes.map(({ input, result }) => [input, result]));
  return Object.entries(components.schemas).filter(([name]) => found.has(name));
}

function printRecord(name: string, schema: Schema): string {
  const comment = printComment([schema.description], "");
  return schema.type === "object" && schema.properties !== undefined
    ? `${comment}export interface ${name} ${printObject(schema)}\n`
    : `${comment}export type ${name} = ${printType(schema)};\n`;
}
