import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

const owner = { kind: "employee", role: "owner", mode: "live" } as const;

async function aPerson(stage: Stage) {
  const { lead_id, email } = await stage.makeLead({ first_name: "Jane" });
  await stage.make("POST /notes", { entity_type: "lead", entity_id: lead_id, content: "Called" });
  return { lead_id: lead_id as number, email: email as string };
}

export const cases = [
  row("GET /personal-data", {
    given: aPerson,
    query: ({ email }) => ({ email }),
    status: 200,
    answers: ({ lead_id }) => ({
      data: { counts: { leads: 1, notes: 1, events: 2 }, leads: [{ lead_id, first_name: "Jane" }], conversations: [] },
    }),
  }),
  row("GET /personal-data", {
    name: "nobody in particular is nobody",
    status: 400,
    answers: { details: [{ field: "email", code: "required" }] },
  }),
  row("GET /personal-data", {
    name: "somebody of whom nothing is kept is not found",
    query: { email: "unheard-of@example.com" },
    status: 404,
    answers: { code: "NOT_FOUND" },
  }),
  row("POST /personal-data/erase", {
    as: owner,
    given: aPerson,
    body: ({ email }) => ({ email, confirm: "erase" }),
    status: 200,
    answers: { data: { erased: { leads: 1, contacts: 0, notes: 1, events: 2 } } },
    events: ["lead.deleted"],
  }),
  row("POST /personal-data/erase", {
    name: "an admin may look and not erase",
    as: { kind: "employee", role: "admin", mode: "live" },
    given: aPerson,
    body: ({ email }) => ({ email, confirm: "erase" }),
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("POST /personal-data/erase", {
    name: "without the word erase nothing happens",
    as: owner,
    given: aPerson,
    body: ({ email }) => ({ email, confirm: "yes" }),
    status: 400,
    answers: { details: [{ field: "confirm" }] },
  }),
  row("POST /personal-data/erase", {
    name: "whom nobody knows cannot be erased",
    as: owner,
    body: { lead_id: 987_654, confirm: "erase" },
    status: 404,
    answers: { code: "NOT_FOUND" },
  }),
  row("GET /personal-data/erasures", {
    given: async (stage) => {
      const { lead_id, email } = await aPerson(stage);
      const erase = { method: "POST", path: "/personal-data/erase", params: {}, query: {}, headers: {} };
      await stage.send(owner, { ...erase, body: { email, confirm: "erase" } });
      return { lead_id };
    },
    query: ({ lead_id }) => ({ entity_type: "lead", entity_id: lead_id }),
    status: 200,
    answers: ({ lead_id }) => ({
      data: [{ entity_type: "lead", entity_id: lead_id, erased_at: "2026-03-10T14:30:00Z" }],
      pagination: { total: 1 },
    }),
  }),
];
