import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";
import { aContact } from "./people.ts";

/** A prospect with a domain that nobody else has, named as paths and lists name it. */
async function aProspect(stage: Stage) {
  const domain = `${stage.freshEmail().split("@")[0]}.example`;
  const { prospect_id } = await stage.make("POST /prospects", { name: "Globex", website: `www.${domain}` });
  return { id: prospect_id as number, domain };
}

async function aDeletedProspect(stage: Stage) {
  const prospect = await aProspect(stage);
  await stage.make(`DELETE /prospects/${prospect.id}`);
  return prospect;
}

async function aConvertedProspect(stage: Stage) {
  const prospect = await aProspect(stage);
  const { company_id } = await stage.make(`POST /prospects/${prospect.id}/convert`);
  return { ...prospect, company_id: company_id as number };
}

async function aCompany(stage: Stage) {
  const { id, company_id, domain } = await aConvertedProspect(stage);
  return { id: company_id, prospect_id: id, domain };
}

async function anAccountWithContacts(stage: Stage) {
  const prospect = await aProspect(stage);
  await aContact(stage, { prospect_id: prospect.id });
  await aContact(stage, { prospect_id: prospect.id });
  return prospect;
}

export const cases = [
  row("GET /prospects", {
    given: aProspect,
    query: ({ domain }) => ({ domain }),
    status: 200,
    answers: ({ id }) => ({
      data: [{ prospect_id: id, status: "active" }],
      pagination: { page: 1, per_page: 25, total: 1, total_pages: 1 },
    }),
  }),
  row("POST /prospects", {
    body: { name: "Globex Corp", website: "https://www.globex.example/de", industry: "MSP", employee_count: 120 },
    status: 201,
    answers: { data: { name: "Globex Corp", domain: "globex.example", employee_count: 120, status: "active" } },
    events: ["prospect.created"],
  }),
  row("GET /prospects/{id}", {
    given: aProspect,
    status: 200,
    answers: ({ id }) => ({ data: { prospect_id: id, activities: [], notes: [] } }),
  }),
  row("PUT /prospects/{id}", {
    given: aProspect,
    body: { status: "inactive" },
    status: 200,
    answers: ({ id }) => ({ data: { prospect_id: id, status: "inactive" } }),
    events: ["prospect.updated"],
  }),
  row("PUT /prospects/{id}", {
    name: "the status converted is left to converting",
    given: aProspect,
    body: { status: "converted" },
    status: 400,
    answers: { code: "VALIDATION_ERROR", details: [{ field: "status" }] },
  }),
  row("PUT /prospects/{id}", {
    name: "what is converted stays so",
    given: aConvertedProspect,
    body: { status: "active" },
    status: 400,
    answers: { code: "VALIDATION_ERROR", details: [{ field: "status" }] },
  }),
  row("DELETE /prospects/{id}", {
    given: aProspect,
    status: 200,
    answers: ({ id }) => ({ data: { prospect_id: id, deleted: true } }),
    events: ["prospect.deleted"],
  }),
  row("DELETE /prospects/{id}", {
    name: "an account with contacts stays, and says how many",
    given: anAccountWithContacts,
    status: 409,
    answers: { code: "CONFLICT", details: [{ counts: { contacts: 2, opportunities: 0 } }] },
  }),
  row("DELETE /prospects/{id}", {
    name: "cascade=unlink lets the contacts go first",
    given: anAccountWithContacts,
    query: { cascade: "unlink" },
    status: 200,
    answers: ({ id }) => ({ data: { prospect_id: id, deleted: true } }),
    events: ["contact.updated", "contact.updated", "prospect.deleted"],
  }),
  row("POST /prospects/{id}/restore", {
    given: aDeletedProspect,
    status: 200,
    answers: ({ id }) => ({ data: { prospect_id: id } }),
    events: ["prospect.updated"],
  }),
  row("POST /prospects/{id}/restore", {
    name: "what is not deleted cannot be restored",
    given: aProspect,
    status: 409,
    answers: { code: "CONFLICT" },
  }),
  row("POST /prospects/{id}/convert", {
    given: aProspect,
    status: 200,
    answers: { data: { prospect_status: "converted" } },
    events: ["prospect.converted"],
  }),
  row("POST /prospects/{id}/convert", {
    name: "a second call is refused and names the company",
    given: aConvertedProspect,
    status: 409,
    answers: ({ company_id }) => ({ code: "CONFLICT", details: [{ ids: { company_id } }] }),
  }),
  row("GET /companies", {
    given: aCompany,
    query: ({ domain }) => ({ domain }),
    status: 200,
    answers: ({ id, prospect_id }) => ({
      data: [{ company_id: id, prospect_id, name: "Globex" }],
      pagination: { page: 1, per_page: 25, total: 1, total_pages: 1 },
    }),
  }),
  row("GET /companies/{id}", {
    given: aCompany,
    status: 200,
    answers: ({ id, prospect_id, domain }) => ({ data: { company_id: id, prospect_id, domain, name: "Globex" } }),
  }),
];
