import { expect } from "vitest";
import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";
import { aLead, anAgent } from "./leads.ts";

async function twoLeads(stage: Stage) {
  const from = await stage.makeLead({ phone: "+1 202 555 0143" });
  return { id: (await aLead(stage)).id, from_lead_id: from.lead_id as number };
}

/** The lead that is gone, as the path names it. */
async function aMergedLead(stage: Stage) {
  const { id, from_lead_id } = await twoLeads(stage);
  await stage.make(`POST /leads/${id}/merge`, { from_lead_id });
  return { id: from_lead_id, into: id };
}

/** Of two leads the one that goes has a conversation and somebody who works on it. */
async function aLeadAndATalkingOne(stage: Stage) {
  const email = stage.freshEmail();
  await (await stage.visit()).say("hello", { contact: { email } });
  const [from] = await stage.leads(email);
  await stage.make(`PUT /leads/${from.lead_id}`, { assigned_to: await anAgent(stage) });
  return { id: (await aLead(stage)).id, from_lead_id: from.lead_id as number };
}

async function aMergedTalkingLead(stage: Stage) {
  const { id, from_lead_id } = await aLeadAndATalkingOne(stage);
  await stage.make(`POST /leads/${id}/merge`, { from_lead_id });
  return { id: from_lead_id };
}

export const cases = [
  row("POST /leads/{id}/merge", {
    given: twoLeads,
    body: ({ from_lead_id }) => ({ from_lead_id }),
    status: 200,
    answers: ({ id }) => ({ data: { lead_id: id, phone: "+1 202 555 0143" } }),
    events: ["lead.deleted", "lead.updated"],
  }),
  row("POST /leads/{id}/merge", {
    name: "the conversations and the assignee come along",
    given: aLeadAndATalkingOne,
    body: ({ from_lead_id }) => ({ from_lead_id }),
    status: 200,
    answers: ({ id }) => ({ data: { lead_id: id, assigned_to: expect.any(Number) } }),
    events: ["lead.deleted", "lead.updated", "lead.assigned", "conversation.lead_linked"],
  }),
  row("POST /leads/{id}/merge", {
    name: "a lead is not merged with itself",
    given: aLead,
    body: ({ id }) => ({ from_lead_id: id }),
    status: 400,
    answers: { details: [{ field: "from_lead_id" }] },
  }),
  row("GET /leads/{id}", {
    name: "a merged lead is gone and says where it went",
    given: aMergedLead,
    status: 404,
    answers: ({ into }) => ({ details: [{ merged_into: into }] }),
  }),
  row("POST /leads/{id}/unmerge", {
    given: aMergedLead,
    status: 200,
    answers: ({ id }) => ({ data: { lead_id: id, phone: "+1 202 555 0143" } }),
    events: ["lead.updated", "lead.updated"],
  }),
  row("POST /leads/{id}/unmerge", {
    name: "the conversations and the assignee go back",
    given: aMergedTalkingLead,
    status: 200,
    answers: ({ id }) => ({ data: { lead_id: id, assigned_to: expect.any(Number) } }),
    events: ["lead.updated", "lead.assigned", "lead.updated", "conversation.lead_linked"],
  }),
  row("POST /leads/{id}/unmerge", {
    name: "what was never merged is not unmerged",
    given: aLead,
    status: 409,
    answers: { code: "CONFLICT" },
  }),
];
