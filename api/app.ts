import { randomUUID } from "node:crypto";
import express, { type Express, type Request, type Response } from "express";
import helmet from "helmet";
import { clientAddress } from "./access/address.ts";
import { addressBuckets } from "./access/charge.ts";
import { corsHeaders, preflight } from "./access/cors.ts";
import { rateHeaders } from "./access/limits.ts";
import { readSessionCookie } from "./access/sessions.ts";
import { answerError, sendStream, sendValue } from "./answer.ts";
import type { Api } from "./api.ts";
import { chargeAddress } from "./charging.ts";
import { docsPage } from "./docs/page.ts";
import { AppError, invalid, serverError } from "./errors.ts";
import { execute } from "./execute.ts";
import { createForwardedNotice } from "./forwarded-notice.ts";
import { readJsonBody } from "./json-body.ts";
import type { AnyOperation } from "./kit/operation.ts";
import { openApiDocument } from "./openapi.ts";
import { measureRequests } from "./request-meter.ts";
import { notAllowed, parseQuery, type Route } from "./routes.ts";
import type { Mode } from "./store/space.ts";
import { readTextBody } from "./text-body.ts";

/** The API over HTTP. Everything below the base path answers the envelope, whatever happens. */
export function createApp(api: Api): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", parseQuery);
  app.use(measureRequests(api.requests));
  app.use(helmet({ contentSecurityPolicy: false, crossOriginResourcePolicy: false }));
  app.use(createForwardedNotice(api));
  app.use(api.config.basePath, createRoutes(api));
  return app;
}

function createRoutes(api: Api): express.Router {
  const routes = express.Router({ caseSensitive: true, strict: true });
  routes.use((request, response, next) => {
    response.locals["requestId"] = requestId(request);
    response.setHeader("X-Request-Id", requestId(request, response));
    response.setHeader("Cache-Control", "no-store");
    next();
  });
  routes.use("/widget", async (request, response, next) => {
    const tenant = await api.spaces.tenantOf(request.headers.host ?? null);
    for (const [name, value] of Object.entries(await corsHeaders(api, tenant, request.headers.origin ?? null))) {
      response.setHeader(name, value);
    }
    if (request.method === "OPTIONS") await answerOptions(api, request, response, preflight);
    else next();
  });
  addDocs(api, routes);
  routes.use((request, response) => route(api, request, response));
  routes.use(async (error: unknown, request: Request, response: Response, _next: express.NextFunction) => {
    // A refusal that no operation made is counted for the address, and says so in its headers.
    const refusal = await chargeAddress(api, addressOf(api, request), toAppError(error));
    answerError(api.log, refusal, { id: requestId(request, response), request, response });
  });
  return routes;
}

/** One table of addresses decides, here and in a batch. */
async function route(api: Api, request: Request, response: Response): Promise<void> {
  const allow = request.method === "OPTIONS" ? api.routes.allowedAt(request.path) : null;
  if (allow !== null) return await answerOptions(api, request, response, { Allow: allow });
  const { operation, params } = api.routes.resolve(request.method, request.path);
  response.locals["path"] = operation.path;
  response.locals["operation"] = operation.key;
  await serve(api, operation, params, request, response);
}

async function serve(
  api: Api,
  operation: AnyOperation,
  params: Route["params"],
  request: Request,
  response: Response,
): Promise<void> {
  const aborted = new AbortController();
  response.on("close", () => aborted.abort());
  const answer = await execute(api, {
    operation,
    tenant: await api.spaces.tenantOf(request.headers.host ?? null),
    credential: credentialOf(api, operation, request),
    params,
    query: withoutKey(operation, request.query),
    body: () => readBody(operation, request, response),
    request: {
      id: requestId(request, response),
      address: addressOf(api, request),
      origin: request.headers.origin ?? null,
      userAgent: request.headers["user-agent"]?.slice(0, 400) ?? null,
      widgetSession: request.get("X-Widget-Session") ?? null,
      ifMatch: request.get("If-Match") ?? null,
      idempotencyKey: request.get("Idempotency-Key") ?? null,
      accepts: request.accepts(["application/json", "text/csv"]) === "text/csv" ? "csv" : "json",
      signal: aborted.signal,
    },
  });
  if (response.destroyed) return;
  if (answer.stream === null) sendValue(operation, answer, request, response);
  else await sendStream(answer, answer.stream, response);
}

function readBody({ spec }: AnyOperation, request: Request, response: Response): Promise<unknown> {
  const { media, maxBody } = spec;
  return media === undefined
    ? readJsonBody(express.json, request, response, spec)
    : readTextBody(express.raw, request, response, { media, maxBody });
}

function addressOf(api: Api, request: Request): string | null {
  const forwarded = request.get("X-Forwarded-For");
  return clientAddress(request.socket.remoteAddress ?? null, forwarded ?? null, api.config.trustProxy);
}

/** Secret keys travel in headers alone; a public key may stand in the address, as `key`. */
function credentialOf(api: Api, operation: AnyOperation, request: Request) {
  const bearer = /^Bearer (crm_\S+)$/i.exec(request.get("Authorization") ?? "")?.[1];
  const inQuery = operation.spec.permission === "widget:access" ? publicKeyInQuery(request) : null;
  return {
    key: request.get("X-API-Key") ?? bearer ?? inQuery,
    cookieToken: readSessionCookie(request.headers.cookie ?? null, api.config),
    csrfToken: request.get("X-CSRF-Token") ?? null,
    mode: modeOf(request),
    sameOrigin: request.get("Sec-Fetch-Site") === "same-origin",
  } as const;
}

/** A misspelt mode must not end up in live data. */
function modeOf(request: Request): Mode | null {
  const mode = request.get("X-Valethon-Mode");
  if (mode === undefined || mode === "test" || mode === "live") return mode ?? null;
  throw invalid("X-Valethon-Mode", "X-Valethon-Mode is live or test. Leave it out for live.");
}

function publicKeyInQuery(request: Request): string | null {
  const key = request.query["key"];
  return typeof key === "string" && key.startsWith("pk_") ? key : null;
}

function withoutKey(operation: AnyOperation, query: Request["query"]): unknown {
  if (operation.spec.permission !== "widget:access") return query;
  const { key: _, ...rest } = query;
  return rest;
}

/** What is allowed is told for free, with the address's count like everywhere. */
async function answerOptions(
  api: Api,
  request: Request,
  response: Response,
  headers: Readonly<Record<string, string>>,
) {
  response.set({ ...headers, ...(await addressHeaders(api, request)) });
  response.status(204).end();
}

function makeDocs({ operations, config: { basePath, publicUrl } }: Api) {
  const document = openApiDocument(operations, { basePath, serverUrl: publicUrl.origin });
  return { json: JSON.stringify(document), page: docsPage(document) };
}

/** Made at the first look: most processes are never asked for them. */
function addDocs(api: Api, routes: express.Router): void {
  let made: ReturnType<typeof makeDocs> | null = null;
  const docs = () => {
    made ??= makeDocs(api);
    return made;
  };
  const cached = { "Cache-Control": "public, max-age=300" };
  routes.get("/openapi.json", async (request, response) => {
    response.set({ ...cached, ...(await addressHeaders(api, request)) });
    response.type("application/json").send(docs().json);
  });
  routes.get("/docs", async (request, response) => {
    response.set({ ...cached, ...docs().page.headers, ...(await addressHeaders(api, request)) });
    response.type("text/html").send(docs().page.html);
  });
  const allow = "GET, HEAD, OPTIONS";
  routes.all(["/openapi.json", "/docs"], async (request, response) => {
    if (request.method !== "OPTIONS") throw notAllowed(request.method, allow);
    await answerOptions(api, request, response, { Allow: allow });
  });
}

/** The docs are free to read as often as one likes; their headers tell the address's count all the same. */
async function addressHeaders(api: Api, request: Request): Promise<Readonly<Record<string, string>>> {
  return rateHeaders(await api.limiter.peek(addressBuckets(addressOf(api, request))));
}

/** A well-formed incoming X-Request-Id is kept, so that a caller finds its own in our log. */
function requestId(request: Request, response?: Response): string {
  const known: unknown = response?.locals["requestId"];
  if (typeof known === "string") return known;
  const incoming = request.get("X-Request-Id");
  return incoming !== undefined && /^[A-Za-z0-9._-]{8,128}$/.test(incoming) ? incoming : randomUUID();
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof URIError || (error instanceof Error && "status" in error && error.status === 400)) {
    return new AppError("VALIDATION_ERROR", "The address is not well formed: check its percent-encoding.");
  }
  return serverError(error);
}
