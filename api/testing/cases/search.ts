import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

async function aQuokka(stage: Stage) {
  const lead = await stage.makeLead({ first_name: "Quokka", company_name: "Rottnest" });
  return { id: lead.lead_id as number };
}

export const cases = [
  row("GET /search", {
    needs: ["leads:read"],
    given: aQuokka,
    // Without types a key that may not read leads is answered from the others.
    query: { q: "quok", types: "lead", limit: 1 },
    status: 200,
    answers: ({ id }) => ({
      data: {
        results: [
          {
            ...{ type: "lead", id, title: "Quokka", subtitle: "Rottnest", score: 0.85, url: `/crm/leads/${id}` },
            highlight: { field: "title", text: "Quokka", ranges: [[0, 4]] },
          },
        ],
      },
    }),
  }),
  row("GET /search", {
    name: "punctuation alone is refused",
    query: { q: "!?" },
    status: 400,
    answers: { details: [{ field: "q", code: "no_word" }] },
  }),
];
