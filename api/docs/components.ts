import type { OpenApiDocument, Parameter, Schema } from "./document.ts";
import { errorComponents, errorSchema, everyHeader } from "./errors.ts";

const whole = { type: "integer", minimum: 0 } as const;

const headers: OpenApiDocument["components"]["headers"] = {
  "X-Request-Id": {
    description: "Names this request in our log. Send your own (8–128 of A–Z a–z 0–9 . _ -) and it is kept.",
    schema: { type: "string" },
  },
  "X-RateLimit-Limit": { description: "Requests allowed in any 60 seconds.", schema: whole },
  "X-RateLimit-Remaining": { description: "Requests left now.", schema: whole },
  "X-RateLimit-Reset": { description: "When Remaining next rises: seconds since 1970, rounded up.", schema: whole },
  "Retry-After": {
    description: "Whole seconds to wait before the same request can succeed.",
    schema: { ...whole, minimum: 1 },
  },
  ETag: {
    description: "The version of what was answered, for `If-None-Match` and `If-Match`.",
    schema: { type: "string" },
  },
  Location: { description: "Path of the record that was made.", schema: { type: "string" } },
  "Idempotency-Replayed": {
    description: "`true` when this is the stored answer to an earlier request.",
    schema: { type: "string" },
  },
  Allow: { description: "The methods this path takes.", schema: { type: "string" } },
};

/** Headers that an operation may take; each stands in the document once. */
export const headerParameters = {
  idempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Makes the request safe to repeat: for 24 hours the same value with the same body gets the first answer again. 1–255 visible ASCII characters, for example a UUID.",
    schema: { type: "string", minLength: 1, maxLength: 255, examples: ["8f14e45f-ceea-4672-9d5c-0d2f8a1b6c3e"] },
  },
  ifNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description: "An ETag you hold. Unless something has changed, the answer is 304 without a body.",
    schema: { type: "string" },
  },
  ifMatch: {
    name: "If-Match",
    in: "header",
    description:
      "The ETag of the version you read. When the record has changed since, the answer is 412 and nothing is changed.",
    schema: { type: "string" },
  },
  widgetSession: {
    name: "X-Widget-Session",
    in: "header",
    description:
      "The visitor's `session_id` from POST /widget/init. The call is about this session and counts towards it.",
    schema: { type: "string" },
  },
} as const satisfies Record<string, Parameter>;

const securitySchemes = (cookie: string): OpenApiDocument["components"]["securitySchemes"] => ({
  secretKey: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    description: "A secret key (`crm_` or `crm_test_`), from servers only.",
  },
  secretKeyAsBearer: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "crm_…",
    description: "The same secret key as a bearer token.",
  },
  publicKey: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    description: "A public key (`pk_live_` or `pk_test_`): the widget's endpoints only.",
  },
  publicKeyInQuery: { type: "apiKey", in: "query", name: "key", description: "The public key in the address." },
  consoleSession: {
    type: "apiKey",
    in: "cookie",
    name: cookie,
    description:
      "The cookie of a person signed in to the console: `__Host-valethon` over https, `valethon` over plain http. `X-Valethon-Mode: test` looks at the test space.",
  },
  csrfToken: {
    type: "apiKey",
    in: "header",
    name: "X-CSRF-Token",
    description:
      "The session's `csrf_token`; every call with the cookie that is not a GET needs it, and the console's own `Origin`.",
  },
});

/** What a successful answer's `success` is. */
const success: Schema = { type: "boolean", const: true, description: "Always true here; errors say false." };

/** The components that stand in the document whatever its operations are; `cookie` is what this server calls its own. */
export const sharedComponents = (cookie: string): OpenApiDocument["components"] => ({
  schemas: { Error: errorSchema, Success: success },
  parameters: {},
  headers,
  responses: {
    ...errorComponents(),
    NotModified: { description: "Nothing has changed since the ETag you sent.", headers: everyHeader },
  },
  securitySchemes: securitySchemes(cookie),
});
