import { describe, expect, test } from "vitest";
import type { AnyOperation } from "../kit/operation.ts";
import { openApiDocument } from "../openapi.ts";
import { operations } from "../resources/index.ts";
import { mediaOf, type Parameter, type ResponseObject, resolve } from "./document.ts";
import { idField } from "./operation-example.ts";

const document = openApiDocument(operations, { basePath: "/crm", serverUrl: "http://localhost" });

interface Shown {
  readonly key: string;
  readonly spec: AnyOperation["spec"];
  /** The path with its example id. */
  readonly id: unknown;
  readonly sent: unknown;
  /** The whole answer, and what stands in its envelope. */
  readonly answer: unknown;
  readonly inside: Readonly<Record<string, unknown>>;
}

const shown: readonly Shown[] = (operations as readonly AnyOperation[]).map(({ key, method, path, spec }) => {
  const described = document.paths[path]?.[method.toLowerCase()];
  if (described === undefined) throw new Error(`${key} is not in the document.`);
  const parameters = (described.parameters ?? []).map((one) => resolve<Parameter>(document, one));
  const success = described.responses[String(spec.status ?? 200)] as ResponseObject;
  const answer = success.content?.["application/json"]?.example as { data?: unknown };
  const { success: _, ...bare } = answer as Readonly<Record<string, unknown>>;
  const inside = (spec.envelope === undefined || spec.envelope === "data" ? answer.data : bare) as Shown["inside"];
  const id = parameters.find((one) => one.in === "path")?.example;
  return { key, spec, id, sent: mediaOf(described)?.example, answer, inside };
});

const of = (key: string): Shown => {
  const found = shown.find((one) => one.key === key);
  if (found === undefined) throw new Error(`${key} is not there.`);
  return found;
};

/** Every value in an example, with its name. */
function valuesIn(value: unknown, name = ""): { name: string; value: unknown }[] {
  if (typeof value !== "object" || value === null) return [{ name, value }];
  const entries = Object.entries(value);
  return [{ name, value }, ...entries.flatMap(([key, part]) => valuesIn(part, Array.isArray(value) ? name : key))];
}

/** Every object in every answer. */
const records = shown.flatMap(({ key, answer }) =>
  valuesIn(answer)
    .filter(({ value }) => typeof value === "object" && value !== null && !Array.isArray(value))
    .map(({ value }) => ({ key, value: value as Readonly<Record<string, unknown>> })),
);

describe.each(shown)("the example of $key", ({ key, spec, id, sent, answer, inside }) => {
  test("is a body that the operation takes", () => {
    if (spec.body === undefined) return;
    expect(spec.body.safeParse(sent).error?.issues ?? []).toEqual([]);
  });

  test("is answered by exactly what the operation returns", () => {
    expect(answer).toMatchObject({ success: true });
    const parsed = spec.returns.safeParse(inside);
    expect(parsed.error?.issues ?? []).toEqual([]);
    // Parsing drops what the schema does not know.
    expect(parsed.data).toEqual(inside);
  });

  test("has no gaps, and moments where moments belong", () => {
    for (const { name, value } of [...valuesIn(answer), ...valuesIn(sent)]) {
      expect(value, name).not.toBe("…");
      if (/_(at|since)$/.test(name) && value !== null) {
        expect(value, name).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      }
    }
  });

  test("answers about the record whose id stands in the path", () => {
    const field = idField(key.split(" ")[1] ?? "");
    if (id === undefined || inside[field] === undefined || /un|\/(merge|roll)$/.test(key)) return;
    expect(inside[field]).toBe(id);
  });

  test("answers a record with what was sent", () => {
    if (typeof sent !== "object" || Array.isArray(sent) || spec.envelope === "bare") return;
    for (const [name, value] of Object.entries(sent as object)) {
      if (typeof value === "object" || inside[name] === undefined) continue;
      expect(inside[name], name).toEqual(value);
    }
  });
});

describe("examples tell what really happens", () => {
  const answerOf = (key: string) => of(key).inside;

  test("a converted lead is converted", () => {
    expect(answerOf("POST /leads/{id}/convert")).toMatchObject({ lead_status: "converted", opportunity_id: 78 });
  });

  test("a new lead holds what was sent, and nothing that was not", () => {
    const { sent, inside } = of("POST /leads");
    expect(inside).toMatchObject(sent as object);
    expect(inside).toMatchObject({ assigned_to: null, tags: [], attribution: {}, score: 40 });
  });

  test("a score is the sum of its reasons, unless it was set", () => {
    const scored = records.filter(
      ({ key, value }) => value["score_breakdown"] !== undefined && key !== "PUT /leads/{id}",
    );
    expect(scored.length).toBeGreaterThan(5);
    for (const { key, value } of scored) {
      const lines = value["score_breakdown"] as readonly { points: number }[];
      expect(value["score"], key).toBe(lines.reduce((sum, { points }) => sum + points, 0));
    }
  });

  test("a new account has the domain of its website", () => {
    expect(answerOf("POST /prospects")).toMatchObject({
      ...{ website: "https://www.globex.example", domain: "globex.example", company_id: null },
    });
  });

  test("what a key wrote is no employee's", () => {
    expect(answerOf("POST /notes")).toMatchObject({ author_id: null, author_name: "My server" });
    expect(answerOf("POST /activities")).toMatchObject({ created_by: null });
    expect(answerOf("POST /leads/import")).toMatchObject({ created_by: expect.stringMatching(/^key:/) });
  });

  test("a merge and its undoing speak of the same two leads", () => {
    const merged = of("POST /leads/{id}/merge");
    const undone = of("POST /leads/{id}/unmerge");
    expect(merged).toMatchObject({ id: 42, sent: { from_lead_id: 41 }, inside: { lead_id: 42 } });
    expect(undone).toMatchObject({ id: 41, inside: { lead_id: 41 } });
  });

  test("an answer to a visitor comes from an agent, with the text that was sent", () => {
    const { sent, inside } = of("POST /conversations/{id}/messages");
    expect(inside).toMatchObject({ sender: { kind: "agent" }, body: (sent as { message: string }).message });
    expect(inside).not.toHaveProperty("suggested_actions");
  });

  test("each of several messages gets an id and a place of its own", () => {
    for (const key of ["POST /widget/messages", "POST /conversations/{id}/messages/batch"]) {
      const { sent, inside } = of(key);
      const places = (sent as { items: { client_id: string }[] }).items.map(({ client_id }, i) => ({
        ...{ client_id, message_id: 5120 + i, seq: 3 + i },
      }));
      expect(inside["items"], key).toEqual(places);
    }
  });

  test("a conversation that was closed is closed, and nobody waits", () => {
    expect(answerOf("POST /conversations/{id}/close")).toMatchObject({
      status: "closed",
      waiting_since: null,
      unread: 0,
    });
  });

  test("what is not completed has no moment of it, and what is has one", () => {
    const activities = records.filter(({ value }) => value["completed"] !== undefined);
    expect(activities.length).toBeGreaterThan(10);
    for (const { key, value } of activities) {
      expect(value["completed_at"] !== null, key).toBe(value["completed"]);
    }
  });

  test("what is open has neither a reason for losing nor a moment of closing", () => {
    expect(answerOf("GET /opportunities/{id}")).toMatchObject({ status: "open", lost_reason: null, closed_at: null });
    expect(answerOf("PUT /opportunities/{id}")).toMatchObject({
      ...{ status: "lost", stage: "closed_lost", probability: 0, weighted_value: 0, lost_reason: "Price" },
      closed_at: expect.any(String),
    });
    expect(answerOf("POST /opportunities/{id}/advance-stage")).toMatchObject({ stage: "proposal", probability: 60 });
  });

  test("the rows of an import add up, and one that is over has ended", () => {
    const imports = records.filter(({ value }) => value["processed"] !== undefined);
    expect(imports).toHaveLength(4);
    for (const { key, value } of imports) {
      const { created, updated, ignored, failed } = value as Record<string, number>;
      expect(Number(created) + Number(updated) + Number(ignored) + Number(failed), key).toBe(value["processed"]);
      expect(value["finished_at"] !== null, key).toBe(value["status"] === "cancelled");
    }
    expect(answerOf("POST /imports/{id}/cancel")).toMatchObject({ status: "cancelled" });
  });

  test("a batch shows an operation that worked and one that was refused", () => {
    const { results } = answerOf("POST /batch") as { results: { status: number; body: { success: boolean } }[] };
    expect(results.map(({ status, body }) => [status, body.success])).toEqual([
      [201, true],
      [412, false],
    ]);
  });

  test("a search finds the lead of the other examples, by the letters that were asked for", () => {
    expect(answerOf("GET /search")["results"]).toEqual([
      {
        ...{ type: "lead", id: 42, title: "Jane Smith", subtitle: "Globex Corp", score: 0.95, url: "/crm/leads/42" },
        highlight: { field: "title", text: "Jane Smith", ranges: [[0, 4]] },
      },
    ]);
  });

  test("keys, employees and custom fields are as they usually are", () => {
    expect(answerOf("GET /api-keys/{id}")).toMatchObject({
      ...{ type: "pk_live", permissions: ["widget:access"], rate_limit_per_minute: 30, revoked_at: null },
    });
    expect(answerOf("GET /employees/{id}")).toMatchObject({ role: "agent", disabled_at: null });
    expect(answerOf("GET /custom-fields/{id}")).toMatchObject({
      ...{ key: "plan", label: "Plan", type: "select", options: ["Basic", "Gold"] },
    });
  });
});
