import { cookieName } from "./access/sessions.ts";
import { sharedComponents } from "./docs/components.ts";
import { exampleOrigin, type OpenApiDocument, type OperationObject } from "./docs/document.ts";
import { describeEvents } from "./docs/event-object.ts";
import { introduction } from "./docs/introduction.ts";
import { describeOperation } from "./docs/operation-object.ts";
import { shareRepeated } from "./docs/share.ts";
import { compareTags, eventTypes, tagOf } from "./docs/tags.ts";
import type { AnyOperation } from "./kit/operation.ts";

export interface OpenApiOptions {
  /** Path of the API, without a trailing slash. */
  readonly basePath: string;
  /** Origin of the server; parts in braces (`https://{tenant}.valethon.com`) become server variables. */
  readonly serverUrl: string;
}

/** Version of the API's contract, raised when a client could notice. */
const version = "1.0.0";

/**
 * The OpenAPI 3.1 document of these operations, from the same schemas that validate their requests. Same operations,
 * same document, byte for byte. Throws when two operations would get one operationId.
 */
export function openApiDocument(operations: readonly AnyOperation[], options: OpenApiOptions): OpenApiDocument {
  const tellsEvents = operations.some(({ key }) => key === "GET /events");
  const told = [...operations.map(({ path }) => tagOf(path)), ...(tellsEvents ? [eventTypes] : [])];
  const tags = new Map(told.map((tag) => [tag.name, tag]));
  return shareRepeated({
    openapi: "3.1.0",
    info: {
      title: "Valethon CRM & Website Integration API",
      version,
      summary: "Website chat that becomes leads.",
      description: introduction(operations, options),
    },
    servers: [serverOf(options)],
    tags: [...tags.values()].toSorted(compareTags),
    paths: pathsOf(operations),
    ...(tellsEvents ? { webhooks: describeEvents(operations) } : {}),
    components: sharedComponents(cookieName({ publicUrl: new URL(exampleOrigin(options.serverUrl)) })),
  });
}

function serverOf({ basePath, serverUrl }: OpenApiOptions): OpenApiDocument["servers"][number] {
  const url = `${serverUrl}${basePath}`;
  const names = [...serverUrl.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  if (names.length === 0) return { url };
  return {
    url,
    variables: Object.fromEntries(
      names.map((name) => [name, { default: "acme", description: `Your ${name}'s name.` }]),
    ),
  };
}

function pathsOf(operations: readonly AnyOperation[]): OpenApiDocument["paths"] {
  const paths: Record<string, Record<string, OperationObject>> = {};
  const keys = new Map<string, string>();
  for (const operation of inReadingOrder(operations)) {
    const described = describeOperation(operation);
    const other = keys.get(described.operationId);
    if (other !== undefined) throw new Error(`${operation.key} and ${other} both are ${described.operationId}.`);
    keys.set(described.operationId, operation.key);
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: described };
  }
  return paths;
}

/** By section; within one as they were declared. */
function inReadingOrder(operations: readonly AnyOperation[]): AnyOperation[] {
  return operations.toSorted((a, b) => compareTags(tagOf(a.path), tagOf(b.path)));
}
