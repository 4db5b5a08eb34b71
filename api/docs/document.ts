import type { ErrorCode } from "../errors.ts";

/** A JSON Schema (draft 2020-12), as far as we write it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly [keyword: string]: unknown;
}

export interface Reference {
  readonly $ref: string;
  readonly description?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly style?: "form";
  readonly explode?: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Reference>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;
}

/** One error an operation may answer, and when. */
export interface ErrorCase {
  readonly code: ErrorCode;
  readonly status: number;
  readonly when: string;
}

export interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;
  };
  readonly responses: Readonly<Record<string, ResponseObject | Reference>>;
  /** The permission or the kind of caller that the operation asks for. */
  readonly "x-permission": string | readonly string[];
  readonly "x-events": readonly string[];
  readonly "x-errors": readonly ErrorCase[];
  /** The allowance a call is counted in: the caller's own, the one for polling, or none. */
  readonly "x-rate-limit": "own" | "poll" | "none";
}

/** One event, as the request that a webhook's receiver gets. */
export interface EventObject extends Pick<OperationObject, "operationId" | "tags" | "summary" | "security"> {
  readonly description: string;
  readonly parameters: readonly (Parameter | Reference)[];
  readonly requestBody: NonNullable<OperationObject["requestBody"]>;
  readonly responses: OperationObject["responses"];
  /** The operations that may fire it, by their keys. */
  readonly "x-fired-by": readonly string[];
}

export interface Tag {
  readonly name: string;
  readonly description?: string;
}

/** An OpenAPI 3.1 document, as far as we write it. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
  };
  readonly servers: readonly {
    readonly url: string;
    readonly variables?: Readonly<Record<string, { readonly default: string; readonly description: string }>>;
  }[];
  readonly tags: readonly Tag[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  /** By the events' names. */
  readonly webhooks?: Readonly<Record<string, { readonly post: EventObject }>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly headers: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
}

/** The server's origin with something in place of its variables. */
export const exampleOrigin = (serverUrl: string): string => new URL(serverUrl.replace(/\{\w+\}/g, "acme")).origin;

/** What an operation takes: one media type. */
export function mediaOf({ requestBody }: Pick<OperationObject, "requestBody">) {
  const [entry] = Object.entries(requestBody?.content ?? {});
  return entry === undefined ? undefined : { type: entry[0], ...entry[1] };
}

/** The component that a `$ref` of this document names, or the value itself. Throws for a reference to nothing. */
export function resolve<T extends object>(document: OpenApiDocument, value: T | Reference): T {
  if (!("$ref" in value) || typeof value.$ref !== "string") return value as T;
  const [, , kind, name] = value.$ref.split("/");
  const component = (document.components as unknown as Record<string, Record<string, T>>)[kind ?? ""]?.[name ?? ""];
  if (component === undefined) throw new Error(`${value.$ref} names no component of the document.`);
  const { $ref: _, ...beside } = value;
  return { ...component, ...beside };
}
