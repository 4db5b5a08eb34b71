import { type AnyOperation, keepsAnswers } from "../kit/operation.ts";
import { headerParameters } from "./components.ts";
import type { ErrorCase, OperationObject, Parameter, Reference, ResponseObject, Schema } from "./document.ts";
import { errorCases, errorResponses, everyHeader } from "./errors.ts";
import { exampleOf } from "./example.ts";
import { answerExample, bodyExample, idExample } from "./operation-example.ts";
import { operationId } from "./operation-id.ts";
import { toSchema } from "./schemas.ts";
import { tagOf } from "./tags.ts";

/** One operation as OpenAPI says it. */
export function describeOperation(operation: AnyOperation): OperationObject {
  const { method, path, spec } = operation;
  const returned = toSchema(spec.returns, "output");
  const errors = errorCases(operation);
  const parameters = parametersOf(operation, errors);
  const { etag } = spec;
  return {
    operationId: operationId(method, path, answersList(returned)),
    tags: [tagOf(path).name],
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    security: securityOf(operation),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(spec.body === undefined ? {} : { requestBody: bodyOf(operation) }),
    responses: {
      ...successes(operation, returned),
      ...(etag === true ? { "304": { $ref: "#/components/responses/NotModified" } } : {}),
      ...errorResponses(errors),
    },
    "x-permission": spec.permission,
    "x-events": spec.events ?? [],
    "x-errors": errors,
    "x-rate-limit": spec.charge ?? "own",
  };
}

const answersList = (returned: Schema) => returned.type === "array" || returned.properties?.["data"]?.type === "array";

function parametersOf(operation: AnyOperation, errors: readonly ErrorCase[]): Parameter[] {
  const { method, path, spec } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  const declared = propertiesOf(spec.params === undefined ? {} : toSchema(spec.params, "input"));
  const query = spec.query === undefined ? {} : toSchema(spec.query, "input");
  return [
    ...inPath.map((name) => ({
      ...parameter("path", name, declared.get(name)?.schema ?? { type: "string" }, true),
      ...shownAs(idExample(operation, name)),
    })),
    ...[...propertiesOf(query)].map(([name, { schema, required }]) => ({
      ...parameter("query", name, schema, required),
      ...(required ? shownAs(exampleIn(name, schema)) : {}),
    })),
    ...(query.type === "object" && query.additionalProperties !== false ? [customFilters] : []),
    ...(method === "POST" && spec.sensitive !== true ? [headerParameters.idempotencyKey] : []),
    ...(spec.etag === true ? [headerParameters.ifNoneMatch] : []),
    ...(errors.some(({ code }) => code === "PRECONDITION_FAILED") ? [headerParameters.ifMatch] : []),
    ...(method === "GET" && spec.permission === "widget:access" ? [headerParameters.widgetSession] : []),
  ];
}

/** Parameters whose names only the space knows: each property of the object is one, as `form` with `explode` has it. */
const customFilters: Parameter = {
  name: "cf",
  in: "query",
  style: "form",
  explode: true,
  description:
    "Filters by custom fields, each named `cf.` and its key: `cf.plan=Gold,Basic`. Several values of one are separated by commas, a comma within a value is written `\\,`; case and accents make no difference.",
  schema: { type: "object", additionalProperties: { type: "string" } },
  example: { "cf.plan": "Gold" },
};

function parameter(place: "path" | "query", name: string, schema: Schema, required: boolean): Parameter {
  const { description, ...rest } = schema;
  return {
    name,
    in: place,
    ...(required ? { required } : {}),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  };
}

function propertiesOf(schema: Schema): Map<string, { readonly schema: Schema; readonly required: boolean }> {
  const required = schema.required ?? [];
  const entries = Object.entries(schema.properties ?? {});
  return new Map(entries.map(([name, property]) => [name, { schema: property, required: required.includes(name) }]));
}

const shownAs = (example: unknown) => (example === undefined ? {} : { example });

/** A field's example, as an object with this field has it. */
function exampleIn(name: string, schema: Schema): unknown {
  return (exampleOf({ type: "object", properties: { [name]: schema } }) as Readonly<Record<string, unknown>>)[name];
}

function bodyOf(operation: AnyOperation): NonNullable<OperationObject["requestBody"]> {
  const { media = "application/json", ...spec } = operation.spec;
  const schema = toSchema(spec.body, "input");
  const required = schema.type === "string" || (schema.required ?? []).length > 0;
  return { required, content: { [media]: { schema, ...shownAs(bodyExample(operation, schema)) } } };
}

function successes(operation: AnyOperation, returned: Schema): Record<string, ResponseObject> {
  const { status = 200, alsoAnswers = {} } = operation.spec;
  const found = successOf(operation, returned);
  const { Location: _, ...headers } = found.headers ?? {};
  const others = Object.entries(alsoAnswers).map(([other, when]) => [other, { ...found, description: when, headers }]);
  return { ...Object.fromEntries(others), [String(status)]: found };
}

/** The answer of success, in its envelope. */
function successOf(operation: AnyOperation, returned: Schema): ResponseObject {
  const { method, spec } = operation;
  const { envelope = "data" } = spec;
  const body = spec.body === undefined ? {} : toSchema(spec.body, "input");
  const answer = answerExample(operation, returned, body, bodyExample(operation, body));
  const header = (name: string): Reference => ({ $ref: `#/components/headers/${name}` });
  return {
    description: spec.status === 201 ? "Created." : spec.status === 202 ? "Accepted." : "Success.",
    headers: {
      ...everyHeader,
      ...(spec.status === 201 ? { Location: header("Location") } : {}),
      ...(spec.etag === true || method === "PUT" ? { ETag: header("ETag") } : {}),
      ...(keepsAnswers(operation) ? { "Idempotency-Replayed": header("Idempotency-Replayed") } : {}),
    },
    content: {
      "application/json": {
        schema: inEnvelope(envelope, returned),
        example: { success: true, ...(envelope === "data" ? { data: answer } : (answer as object)) },
      },
      ...(spec.csv === true ? { "text/csv": { schema: wholeList } } : {}),
    },
  };
}

const wholeList: Schema = {
  type: "string",
  description: "With `Accept: text/csv`: the whole filtered list as a file (RFC 4180), its first line the columns.",
};

function inEnvelope(envelope: "data" | "page" | "bare", returned: Schema): Schema {
  const success = { $ref: "#/components/schemas/Success" };
  if (envelope === "data") {
    return { type: "object", required: ["success", "data"], properties: { success, data: returned } };
  }
  // A choice between several shapes has no properties of its own: `success` then stands beside whichever it is.
  if (returned.properties === undefined) {
    return { allOf: [{ type: "object", required: ["success"], properties: { success } }, returned] };
  }
  return {
    ...returned,
    required: ["success", ...(returned.required ?? [])],
    properties: { success, ...returned.properties },
  };
}

/** Each entry of the list is one way in; the names within an entry are needed together. */
function securityOf({ method, spec }: AnyOperation): OperationObject["security"] {
  const console = { consoleSession: [], ...(method === "GET" ? {} : { csrfToken: [] }) };
  switch (spec.permission) {
    case "anyone":
      return [];
    case "widget:access":
      return [{ publicKey: [] }, { publicKeyInQuery: [] }];
    case "console":
    case "console_admin":
      return [console];
    default:
      return [{ secretKey: [] }, { secretKeyAsBearer: [] }, console];
  }
}
