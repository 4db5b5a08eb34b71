import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "./errors.ts";
import { idempotent } from "./idempotency.ts";
import { operation, type Reply, reply } from "./kit/operation.ts";
import type { Space } from "./store/space.ts";
import { engines, openTestApi, type TestApi } from "./testing/api.ts";

/** One POST of the property: which Idempotency-Key it shows, which of three bodies, and which way it comes. */
interface Shot {
  readonly key: number;
  readonly body: number;
  readonly way: "alone" | "in a batch";
}

interface Outcome extends Shot {
  readonly status: number;
  readonly answer: string;
  readonly replayed: boolean;
}

const shot: fc.Arbitrary<Shot> = fc.record({
  key: fc.nat(2),
  body: fc.nat(2),
  way: fc.constantFrom("alone", "in a batch"),
});

describe.each(engines)("an idempotent POST on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const count = async (table: "leads" | "events" | "idempotency_keys") => {
    const { read } = await house.space();
    return Number((await read.selectFrom(table).select(sql<number>`count(*)`.as("n")).executeTakeFirstOrThrow()).n);
  };

  async function fire(run: number, { key: n, body: choice, way }: Shot): Promise<Outcome> {
    const idempotencyKey = `run-${run}-${n}`;
    const body = { email: `r${run}-k${n}-b${choice}@x.example` };
    const { status, headers, answer } = await (way === "alone" ? alone : inABatch)(body, idempotencyKey);
    const shown = JSON.stringify([headers["location"], headers["etag"], answer.data]);
    return { key: n, body: choice, way, status, answer: shown, replayed: headers["idempotency-replayed"] === "true" };
  }

  async function alone(body: object, idempotencyKey: string) {
    const headers = { "Idempotency-Key": idempotencyKey };
    const answer = await house.request("POST /leads", { key, body, headers });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), answer: answer.body };
  }

  async function inABatch(body: object, idempotency_key: string) {
    const operations = [{ method: "POST", path: "/leads", body, idempotency_key }];
    const [result] = (await house.request("POST /batch", { key, body: { operations } })).body.data.results;
    const headers = Object.entries<string>(result.headers).map(([name, value]) => [name.toLowerCase(), value]);
    return { status: result.status, headers: Object.fromEntries(headers), answer: result.body };
  }

  test("repeated at once, with other keys and bodies among it, has one effect a key", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(shot, { minLength: 2, maxLength: 14 }), async (shots) => {
        run += 1;
        const before = { leads: await count("leads"), events: await count("events") };
        const outcomes = await Promise.all(shots.map((one) => fire(run, one)));
        const byKey = Map.groupBy(outcomes, (outcome) => outcome.key);
        for (const those of byKey.values()) expectOneEffect(those);
        expect(await count("leads")).toBe(before.leads + byKey.size);
        expect(await count("events")).toBe(before.events + byKey.size);
      }),
      { numRuns: 25, seed: 20260310 },
    );
  });

  test("whose work fails midway leaves nothing, and runs when it is sent again", async () => {
    const call = () =>
      house.request("POST /leads", {
        key,
        body: { email: "midway@x.example" },
        headers: { "Idempotency-Key": "midway" },
      });
    const before = [await count("leads"), await count("events"), await count("idempotency_keys")];
    // The lead and the key's place are written by then.
    await change(breakEvents[engine]);
    const failed = await Promise.all([call(), call(), call()]);
    expect(failed.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect([await count("leads"), await count("events"), await count("idempotency_keys")]).toEqual(before);
    await change(mendEvents[engine]);
    const first = await call();
    expect([first.status, first.headers.get("Idempotency-Replayed")]).toEqual([201, null]);
    const again = await call();
    expect([again.status, again.headers.get("Idempotency-Replayed")]).toEqual([201, "true"]);
    expect(again.body).toEqual(first.body);
  });

  const change = async (statement: string) =>
    (await house.space()).write(({ db }) =>
      sql
        .raw(statement)
        .execute(db)
        .then(() => undefined),
    );

  test("that is refused while an equal one goes through gets that one's answer", async () => {
    const space = await house.space();
    const sample = operation("POST /leads", { summary: "", permission: "leads:write", returns: z.object({}) }, fail);
    const call = { ...nobody, operation: sample };
    const run = (place: Space, work: () => Promise<Reply<unknown>>) =>
      idempotent(house.api, call, { actor: { kind: "system" }, space: place, input }, work);
    const through = () => run(space, async () => reply({ lead_id: 1 }, { status: 201 }));
    // The other one comes just when the refusal has given its place back and not yet stored itself.
    const interrupted: Space = {
      ...space,
      write: (work) => space.write(work).catch((error) => through().then(() => Promise.reject(error))),
    };
    const answer = await run(interrupted, fail);
    expect(answer).toEqual(reply({ lead_id: 1 }, { status: 201, headers: { "Idempotency-Replayed": "true" } }));
  });

  test("belongs to its whole address: one key at two records has an effect on each, and at each only once", async () => {
    const make = async (email: string) =>
      (await house.request("POST /leads", { key, body: { email } })).body.data.lead_id as number;
    const ids = [await make("one@x.example"), await make("two@x.example")];
    const log = (id: number | string | undefined, subject: string) =>
      house.request(`POST /leads/${id}/activities`, {
        key,
        body: { type: "call", subject },
        headers: { "Idempotency-Key": "follow-up" },
      });
    const made = await Promise.all(ids.flatMap((id) => [log(id, "Call back"), log(id, "Call back")]));
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(made.map(({ body }) => body.data.entity_id)).toEqual([ids[0], ids[0], ids[1], ids[1]]);
    expect(new Set(made.map(({ body }) => body.data.activity_id)).size).toBe(2);
    // The same record, spelt differently.
    expect((await log(`0${ids[0]}`, "Call back")).headers.get("Idempotency-Replayed")).toBe("true");
    expect((await log(ids[0], "Something else")).status).toBe(409);
  });

  test("with another query is another request", async () => {
    const post = (query: string) =>
      house.request(`POST /leads${query}`, {
        key,
        body: { email: "query@x.example" },
        headers: { "Idempotency-Key": "query" },
      });
    expect((await post("")).status).toBe(201);
    expect((await post("?on_duplicate=ignore")).body.code).toBe("CONFLICT");
    expect((await post("?on_duplicate=error")).headers.get("Idempotency-Replayed")).toBe("true");
  });

  test.each(["", "white space", "x".repeat(256), "ümlaut"])(
    "refuses %j as its key and stores nothing",
    async (value) => {
      const operations = [{ method: "POST", path: "/leads", body: { email: "odd@x.example" }, idempotency_key: value }];
      const before = await count("leads");
      const { body } = await house.request("POST /batch", { key, body: { operations } });
      expect(body.data.results[0]).toMatchObject({
        status: 400,
        body: { details: [{ field: "Idempotency-Key" }] },
      });
      expect(await count("leads")).toBe(before);
    },
  );
});

const fail = () => Promise.reject(new AppError("CONFLICT", "It is not deleted."));
const input = { params: undefined, query: undefined, body: {} };
const nobody = {
  tenant: "main",
  credential: { key: null, cookieToken: null, csrfToken: null, mode: null, sameOrigin: false },
  params: {},
  query: {},
  body: async () => ({}),
  request: {
    id: "test",
    address: null,
    origin: null,
    userAgent: null,
    widgetSession: null,
    ifMatch: null,
    idempotencyKey: "interrupted",
    accepts: "json",
    signal: null,
  },
} as const;

/** All of one key: one call ran; those with its body hear the same, the others that the key is taken. */
function expectOneEffect(outcomes: readonly Outcome[]): void {
  const ran = outcomes.filter(({ status, replayed }) => status === 201 && !replayed);
  expect(ran).toHaveLength(1);
  const equal = outcomes.filter(({ body }) => body === ran[0]?.body);
  for (const { status, answer } of equal) expect({ status, answer }).toEqual({ status: 201, answer: ran[0]?.answer });
  const others = outcomes.filter((outcome) => !equal.includes(outcome));
  for (const { status, replayed } of others) expect({ status, replayed }).toEqual({ status: 409, replayed: false });
}

const breakEvents = {
  sqlite: "create trigger nope before insert on events begin select raise(abort, 'nope'); end",
  postgres: "alter table events add constraint nope check (event_id < 0) not valid",
};
const mendEvents = { sqlite: "drop trigger nope", postgres: "alter table events drop constraint nope" };
