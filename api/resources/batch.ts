import { z } from "zod";
import { bucketsOf, charge } from "../access/charge.ts";
import type { Answer } from "../call.ts";
import { envelope, etagOfAnswer } from "../envelope.ts";
import { AppError, errorBody, invalid, serverError } from "../errors.ts";
import { checkIdempotencyKey } from "../idempotency.ts";
import { asOwnBody } from "../json-body.ts";
import { type AnyOperation, type Context, operation } from "../kit/operation.ts";
import { logFault } from "../log.ts";
import { parseQuery, type Route } from "../routes.ts";

const mostOperations = 100;
/** The longest key to which `/99` can be added. */
const longestKey = 255 - `/${mostOperations - 1}`.length;

const batched = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).describe("PATCH is the same as PUT."),
  path: z
    .string()
    .max(8192)
    .regex(/^\//, "start it with a slash: the path below the base path, for example /leads/42")
    .describe("Below the base path, with its query string: `/leads?on_duplicate=update`."),
  body: z.unknown().optional().describe("The operation's JSON body, at most 256 KiB and 20 levels deep."),
  idempotency_key: z
    .string()
    .optional()
    .describe(
      "What the header Idempotency-Key would say. When absent, a POST takes the batch's own key with its index.",
    ),
  if_match: z.string().optional().describe("What the header If-Match would say: the ETag of the version you read."),
});

const result = z.object({
  status: z.int().describe("The status that the call would have had alone."),
  headers: z
    .record(z.string(), z.string())
    .describe("Those of Location, ETag, Retry-After, Idempotency-Replayed and Allow that the call would have had."),
  body: z
    .looseObject({ success: z.boolean().describe("Whether the call worked.") })
    .describe("The whole answer, as the call would have had it alone."),
});

type Batched = z.output<typeof batched>;
type Result = z.output<typeof result>;

/** What the answers may fill together, in characters: a page of leads with their form data can be megabytes. */
const answerRoom = 8 * 1024 * 1024;

/** What GET answers beside the operations. */
const pages = ["/openapi.json", "/docs"];

const shownHeaders = ["Location", "ETag", "Retry-After", "Idempotency-Replayed", "Allow"];

/** What the example gets: a new lead, and a refusal because somebody else was faster. */
const exampleResults: Result[] = [
  {
    status: 201,
    headers: { Location: "/admin/api/v1/crm/leads/43", ETag: '"1-GOQIC47MsP7I-rfx7Mzo6lTKyp8"' },
    body: {
      success: true,
      data: {
        ...{ lead_id: 43, first_name: null, last_name: "Lee", email: "ann@example.com", phone: null, phone_e164: null },
        ...{ company_name: null, status: "new", source: "api", form_type: null, score: 30 },
        score_breakdown: [
          { reason: "email", label: "Email known", points: 20 },
          { reason: "business_domain", label: "Business email domain", points: 10 },
        ],
        ...{ assigned_to: null, raw_payload: null, tags: [], custom_fields: {}, attribution: {} },
        ...{ previous_lead_id: null, created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z" },
      },
    },
  },
  {
    status: 412,
    headers: {},
    body: {
      success: false,
      error: "The record has changed since you read it. Read it again, then repeat the change.",
      code: "PRECONDITION_FAILED",
      details: [],
      request_id: "0c2f5b0e-6d0a-4d0e-9c39-6a1d2f7f3b11.1",
    },
  },
];

const postBatch = operation(
  "POST /batch",
  {
    summary: "Run up to 100 operations in one request",
    description: [
      "They run in order, each after the one before it, each with a permission check and a transaction of its own: one that fails stops and undoes no other. `results` stand in the same order, each with the status, headers and body that the call would have had alone. So the answer is 200 also when operations failed: look at each `status`.",
      "Each operation counts as one request; the batch itself counts as none, unless it is refused as a whole. When the limit is reached midway, the rest answer 429 with their `Retry-After`; send those again later.",
      "With an `Idempotency-Key` (at most 252 characters) each POST in it takes the key `<key>/<index>`, so a repeated batch does none of them twice and gets their first answers. GET, PUT and DELETE run again.",
      "The whole body is at most 1 MiB, and each operation's body at most 256 KiB. Once the answers fill 8 MiB, the rest do not run and answer 413. Not in a batch: another batch, sign-in and set-up, making and rolling API keys, and whatever takes or gives something other than JSON.",
    ].join("\n\n"),
    permission: "any_secret",
    body: z.strictObject({
      operations: z.array(batched).min(1).max(mostOperations).describe("The calls, 1 to 100, in the order they run."),
    }),
    returns: z.object({ results: z.array(result).describe("One for each call, in their order.") }),
    exampleAnswer: { results: exampleResults },
    transaction: "none",
    alone: true,
    maxBody: 1024 * 1024,
    // Room for what surrounds each operation's body, and for telling one that is too deep apart from the others.
    maxDepth: 64,
    example: {
      operations: [
        { method: "POST", path: "/leads?on_duplicate=update", body: { email: "ann@example.com", last_name: "Lee" } },
        { method: "PATCH", path: "/leads/42", body: { status: "contacted" }, if_match: '"3-fWv0Xq1uY2"' },
      ],
    },
    cost({ request }) {
      if (request.idempotencyKey !== null) checkIdempotencyKey(request.idempotencyKey, longestKey);
      return 0;
    },
  },
  async (context, { body }) => {
    const results: Result[] = [];
    let room = answerRoom;
    for (const [index, wish] of body.operations.entries()) {
      const { result, size } = await runOne(context, wish, index, room);
      results.push(result);
      room -= size;
    }
    return { results };
  },
);

interface Ran {
  readonly result: Result;
  /** Characters of the answer's body. */
  readonly size: number;
}

async function runOne(context: Context, wish: Batched, index: number, room: number): Promise<Ran> {
  const { api, request } = context;
  const id = `${request.id}.${index}`;
  const [path = "", ...query] = wish.path.split("?");
  let place: string | undefined;
  try {
    const { operation: target, params } = await findTarget(context, wish.method, path, room);
    place = target.path;
    const ran = await context.relay({
      operation: target,
      params,
      query: parseQuery(query.join("?")),
      body: async () => asOwnBody(wish.body, target.spec),
      request: {
        ...request,
        id,
        ifMatch: wish.if_match ?? null,
        idempotencyKey: keyOf(context, wish, index),
        accepts: "json",
      },
    });
    return succeeded(target, ran);
  } catch (error) {
    const refusal = error instanceof AppError ? error : serverError(error);
    logFault(api.log, refusal, { request_id: id, method: wish.method, path: place });
    return refused(refusal, id);
  }
}

function keyOf({ request }: Context, wish: Batched, index: number): string | null {
  const derived = request.idempotencyKey === null ? null : `${request.idempotencyKey}/${index}`;
  return wish.idempotency_key ?? derived;
}

/** The operation to run. One that is not there, or not for a batch, is counted here as the request it is. */
async function findTarget(context: Context, method: string, path: string, room: number): Promise<Route> {
  const { api, actor, space, request } = context;
  try {
    if (room <= 0) throw full();
    if (method === "GET" && pages.includes(path)) throw onlyAlone(`GET ${path}`);
    const route = api.routes.resolve(method, path);
    if (route.operation.spec.alone === true) throw onlyAlone(route.operation.key);
    return route;
  } catch (refusal) {
    const { address, widgetSession } = request;
    await charge(api, await bucketsOf({ actor, space, address, widgetSession }, "own"), 1);
    throw refusal;
  }
}

const onlyAlone = (key: string) =>
  invalid("path", `${key} does not run inside a batch. Send it as a request of its own.`, "not_in_a_batch");

const full = () =>
  new AppError(
    "PAYLOAD_TOO_LARGE",
    "The answers before this one fill the batch, so this was not run. Send it in another request; ask for smaller pages.",
  );

function succeeded(target: AnyOperation, answer: Answer): Ran {
  const body = envelope(target, answer.value);
  const text = JSON.stringify(body);
  const etag = etagOfAnswer(target, answer, text);
  const headers = etag === null ? answer.headers : { ...answer.headers, ETag: etag };
  return { result: { status: answer.status, headers: shown(headers), body }, size: text.length };
}

function refused(refusal: AppError, id: string): Ran {
  const { status, headers, retryAfter } = refusal;
  const all = retryAfter === undefined ? headers : { ...headers, "Retry-After": String(retryAfter) };
  // A refusal is short: it needs no room.
  return { result: { status, headers: shown(all), body: errorBody(refusal, id) }, size: 0 };
}

const shown = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => shownHeaders.includes(name)));

export const batchOperations = [postBatch] as const;
