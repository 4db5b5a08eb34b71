import { cookieName } from "../access/sessions.ts";
import { type ErrorCode, statusOf } from "../errors.ts";
import type { AnyOperation } from "../kit/operation.ts";
import { authenticationChapter } from "./authentication-chapter.ts";
import { exampleOrigin } from "./document.ts";
import { embeddingChapter } from "./embedding-chapter.ts";
import { meanings } from "./errors.ts";
import { eventChapter } from "./event-chapter.ts";
import { identityChapter } from "./identity-chapter.ts";
import { webhooks } from "./webhook-chapter.ts";

interface Place {
  readonly basePath: string;
  readonly serverUrl: string;
}

/** What holds for every operation, in Markdown: the document's `info.description` and the first part of the docs page. */
export function introduction(operations: readonly AnyOperation[], { basePath, serverUrl }: Place): string {
  const has = (key: string) => operations.some((operation) => operation.key === key);
  const origin = exampleOrigin(serverUrl);
  return [
    opening(basePath, origin),
    authenticationChapter(origin, cookieName({ publicUrl: new URL(origin) })),
    ...(has("POST /widget/init") ? [embeddingChapter(origin), identityChapter] : []),
    responses,
    errors,
    rateLimits,
    lists,
    writes,
    idempotency,
    formats,
    ...(has("GET /events") ? [eventChapter(operations)] : []),
    ...(has("POST /webhooks") ? [webhooks] : []),
  ].join("\n\n");
}

const opening = (
  basePath: string,
  origin: string,
) => `Leads, conversations and the chat widget over plain HTTP and JSON. \
What agents do in the console, your own system can do with a key.

The examples use these variables: set them once. Ids such as 42 are examples: put yours in.

\`\`\`sh
export VALETHON_URL="${origin}${basePath}"
# A secret key:
export VALETHON_KEY="crm_…"
# A public key, for the widget's calls:
export VALETHON_PUBLIC_KEY="pk_live_…"
\`\`\``;

const responses = `## Responses

Success says so, and puts what you asked for under \`data\`. Lists add \`pagination\`. A few operations, such as the widget's \`init\` and \
\`message\`, have fields of their own beside \`success\`; each operation below shows an example.

\`\`\`json
{ "success": true, "data": { "lead_id": 42, "status": "new" } }
\`\`\`

Responses may gain fields at any time: ignore those you do not know.`;

const errors = `## Errors

Every error has one shape, whatever happened: \`error\` is for people, \`code\` for programs, \`details\` names each wrong field, \
\`request_id\` finds the request in our log. The same id is in the header \`X-Request-Id\` of every response.

\`\`\`json
{
  "success": false,
  "error": "email: Invalid email address.",
  "code": "VALIDATION_ERROR",
  "details": [
    { "field": "email", "code": "invalid_format", "message": "email: Invalid email address." }
  ],
  "request_id": "0c2f5b0e-6d0a-4d0e-9c39-6a1d2f7f3b11"
}
\`\`\`

| Code | Status | When |
|---|---|---|
${(Object.keys(statusOf) as ErrorCode[]).map((code) => `| \`${code}\` | ${statusOf[code]} | ${meanings[code]} |`).join("\n")}

Refusals come in this order: authentication, rate limit, permission, media type and size, validation, existence, conflict.`;

const rateLimits = `## Rate limits

Requests are counted over a sliding window of 60 seconds, exactly. Refused requests are not counted, so hammering does not make the wait longer.

| Caller | Requests a minute |
|---|---|
| Secret key | 120 |
| Public key, each visitor | 30 |
| Public key, all visitors of the site | 1,200 |
| Polling: a visitor's history and the status | 120, beside the above |
| No valid key | 120 for each address |

A key can have limits of its own. Every response carries the state, errors too:

| Header | Meaning |
|---|---|
| \`X-RateLimit-Limit\` | Requests allowed in any 60 seconds. |
| \`X-RateLimit-Remaining\` | Requests left now. |
| \`X-RateLimit-Reset\` | When Remaining next rises: seconds since 1970, rounded up. |
| \`Retry-After\` | With 429: whole seconds to wait. Never too early. |`;

const lists = `## Lists

Every collection takes the same parameters.

- **Pages**: \`page\` from 1, \`per_page\` up to 100 (25 unless told). A page past the end is empty, not an error.
- **Order**: \`sort\` by one of the declared fields, \`order\` asc or desc. Ties are broken by id, so paging is stable.
- **Filters**: several values by comma, \`status=new,contacted\`. \`assigned_to=none\` finds the unassigned. Custom fields filter by their key, \`cf.plan=Gold\`.
- **Dates**: \`created_after\`, \`created_before\`, \`updated_after\`, \`updated_before\`, all inclusive. ISO 8601, UTC unless a zone stands; a bare date means that day's edge.
- **Search**: \`search\` matches every word as a prefix, without regard to case and accents.
- **Shape**: \`fields=a,b\` trims the rows; \`include=a,b\` adds what the detail shows.
- **Exports**: start with an empty \`cursor=\` and go on with \`pagination.next_cursor\` until it is null. Deep pages stay as fast as the first.
- **CSV**: \`Accept: text/csv\` streams the whole filtered list as a file.
- **ETag**: send it back as \`If-None-Match\`; 304 means nothing has changed.

A parameter nobody knows is an error (400), and so is a value that is not allowed; the message names those that are.`;

const writes = `## Writes

- A POST that creates answers 201 with the whole record and its \`Location\`.
- PUT changes only what the body names; null clears. PATCH is the same.
- A field nobody knows is refused (400), so that a typo does not vanish silently.
- DELETE takes a record out of every read at once. \`POST …/{id}/restore\` brings it back for 30 days; \`?purge=true\` erases it for good, which is for owners signed in to the console, never for a key.
- Single records carry an \`ETag\`. Send it as \`If-Match\` with a change: when somebody else was faster, the answer is 412 and nothing is changed.
- One request is one transaction: its records and its events are stored together or not at all.`;

const idempotency = `## Idempotency

A request that timed out may have worked. Send \`Idempotency-Key\` with any POST, a new UUID for each thing you want done, and repeat it as \
often as you must: within 24 hours the same value with the same body gets the first answer again, with \`Idempotency-Replayed: true\`. \
With another body it is 409 \`CONFLICT\`. A value belongs to the key that sent it and to the address: at another record it is free. Refusals that may turn out differently (400, 401, 403, 429, 5xx) are not kept.`;

const formats = `## Formats

- Bodies are JSON in UTF-8, at most 256 KiB unless an operation says otherwise, and at most 20 levels deep.
- Times are UTC, ISO 8601, whole seconds: \`2026-03-10T14:30:00Z\`.
- Ids are whole numbers. Only \`session_id\` and \`visitor_id\` of the widget are opaque texts.
- Emails are trimmed and lower-cased. Phone numbers are kept as given.`;
