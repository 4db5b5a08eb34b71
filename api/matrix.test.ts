import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnyOperation } from "./kit/operation.ts";
import { operations } from "./resources/index.ts";
import { engines, type TestAnswer } from "./testing/api.ts";
import type { Caller } from "./testing/callers.ts";
import { type Case, loadCases } from "./testing/cases.ts";
import { callersOf, refusalsOf } from "./testing/matrix.ts";
import { openStage, type PreparedCall, type Stage } from "./testing/stage.ts";

const cases = await loadCases();
const casesOf = ({ key }: AnyOperation) => cases.filter((one) => one.operation === key);
const all: readonly AnyOperation[] = operations;

test("every operation has one row that shows its happy path", () => {
  const shown = all.map((operation) => [operation.key, casesOf(operation).filter((one) => one.isHappyPath).length]);
  expect(
    shown.filter(([, count]) => count !== 1).map(([key, count]) => `${key} has ${count} rows without a name`),
  ).toEqual([]);
});

test("every row's events are declared by its operation", () => {
  const undeclared = all.flatMap((operation) =>
    casesOf(operation)
      .flatMap(({ events }) => events)
      .filter((event) => !(operation.spec.events ?? []).includes(event))
      .map((event) => `${operation.key}: ${event}`),
  );
  expect([...new Set(undeclared)]).toEqual([]);
});

describe.each(engines)("on %s", (engine) => {
  let shared: Stage;
  beforeAll(async () => {
    shared = await openStage(engine);
  });
  afterAll(() => shared.close());

  /** Runs a row's work on the shared stage, or on one of its own. */
  async function onStage<T>({ alone }: Case, work: (stage: Stage) => Promise<T>): Promise<T> {
    if (alone !== true) return await work(shared);
    const own = await openStage(engine);
    try {
      return await work(own);
    } finally {
      await own.close();
    }
  }

  async function runsAsItSays(
    operation: AnyOperation,
    one: Case,
    caller: Caller,
    stage: Stage,
    ready = one.prepare(stage),
  ) {
    const { call, answers } = await ready;
    const sent = isReplayed(operation, one) ? withHeaders(call, { "Idempotency-Key": randomUUID() }) : call;
    const before = await stage.lastEvent();
    const answer = await stage.send(caller, sent);
    expect(answer).toMatchObject({ status: one.status, body: { success: one.status < 400, ...answers } });
    expectHeaders(answer);
    if (one.status >= 400) expectRefusal(answer);
    else {
      if (one.except?.schema === undefined) expectSchema(operation, answer);
      await expectRepeatable(operation, answer, { sent, again: (changed) => stage.send(caller, changed) });
    }
    expect(await stage.eventsSince(before)).toEqual(one.events);
  }

  for (const operation of all) {
    const happy = casesOf(operation).find((one) => one.isHappyPath);
    if (happy === undefined) continue;
    const others = casesOf(operation).filter((one) => one !== happy);
    const refusals = refusalsOf(operation, happy, all);
    const callers = callersOf(operation, happy);

    describe(operation.key, () => {
      /** Everything wrong is done to one call, at once; the happy path follows on it and shows that it left no trace. */
      const prepared = once(() => happy.prepare(shared));
      const refused = once(async () => {
        const { call } = await prepared();
        const before = await shared.lastEvent();
        const answers = await Promise.all(refusals.map(({ caller, change }) => shared.send(caller, change(call))));
        expect(await shared.eventsSince(before)).toEqual([]);
        return new Map(refusals.map(({ name }, i) => [name, answers[i] as TestAnswer]));
      });

      test.each(refusals)("refuses $name", async ({ name, status, body }) => {
        const answer = (await refused()).get(name) as TestAnswer;
        expect(answer).toMatchObject({ status, body });
        expectHeaders(answer);
        expectRefusal(answer);
        if (status === 405) expect(answer.headers.get("Allow")?.split(", ")).toContain(operation.method);
      });

      test.each(callers)(`${happy.name}, for $who`, async ({ caller }) => {
        const isFirst = happy.alone !== true && caller === callers[0]?.caller;
        await onStage(happy, (stage) =>
          runsAsItSays(operation, happy, caller, stage, isFirst ? prepared() : undefined),
        );
      });

      test.each(others)("$name", async (other) => {
        const [right] = callersOf(operation, { ...other, needs: other.needs ?? happy.needs ?? [] });
        const caller = right?.caller ?? { kind: "nobody" };
        await onStage(other, (stage) => runsAsItSays(operation, other, caller, stage));
      });
    });
  }
});

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const withHeaders = (call: PreparedCall, headers: PreparedCall["headers"]) => ({
  ...call,
  headers: { ...call.headers, ...headers },
});

/** Whether the row's call is sent with an Idempotency-Key and once more. */
const isReplayed = ({ method, spec }: AnyOperation, { except }: Case) =>
  method === "POST" && spec.sensitive !== true && except?.replay === undefined;

interface Repeat {
  readonly sent: PreparedCall;
  again(call: PreparedCall): Promise<TestAnswer>;
}

/** A write under its Idempotency-Key answers the same once more, a read under its ETag that nothing changed; a list comes as CSV. */
async function expectRepeatable({ spec }: AnyOperation, first: TestAnswer, { sent, again }: Repeat): Promise<void> {
  if ("Idempotency-Key" in sent.headers) {
    const repeated = await again(sent);
    expect(repeated).toMatchObject({ status: first.status, body: first.body });
    expect(repeated.headers.get("Idempotency-Replayed")).toBe("true");
  }
  if (spec.etag === true) {
    const known = { "If-None-Match": String(first.headers.get("ETag")) };
    expect((await again(withHeaders(sent, known))).status).toBe(304);
  }
  if (spec.csv === true) {
    const { status, headers } = await again(withHeaders(sent, { Accept: "text/csv" }));
    expect([status, headers.get("Content-Type")]).toEqual([200, expect.stringContaining("text/csv")]);
  }
}

/** What every answer below the base path carries. */
function expectHeaders({ status, headers }: TestAnswer): void {
  for (const name of ["Limit", "Remaining", "Reset"]) expect(headers.get(`X-RateLimit-${name}`), name).toMatch(/^\d+$/);
  expect(headers.get("X-Request-Id")).toMatch(/^[A-Za-z0-9._-]{8,128}$/);
  expect(headers.get("Content-Type")).toMatch(/^application\/json/);
  if (status >= 400) expect(headers.get("Cache-Control")).toBe("no-store");
  if (status === 201) expect(headers.get("Location")).toMatch(/^\/admin\/api\/v1\/crm\//);
}

function expectRefusal({ headers, body }: TestAnswer): void {
  expect(body).toEqual({
    success: false,
    error: expect.stringMatching(/\S/),
    code: expect.stringMatching(/^[A-Z_]+$/),
    details: expect.any(Array),
    request_id: headers.get("X-Request-Id"),
  });
}

/** The answer holds what the operation declares, and nothing beside: a field that no schema declares would be dropped. */
function expectSchema({ spec }: AnyOperation, { body }: TestAnswer): void {
  const { success: _, ...bare } = body;
  const value = (spec.envelope ?? "data") === "data" ? bare.data : bare;
  expect(spec.returns.parse(value)).toEqual(value);
}
