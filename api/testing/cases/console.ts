import { expect } from "vitest";
import { createEmployee } from "../../access/employees.ts";
import { issueSetupToken } from "../../access/setup.ts";
import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";
import { aLead, anAgent } from "./leads.ts";

const owner = { kind: "employee", role: "owner", mode: "live" } as const;
const password = "kelp-otter-violin";

/** Somebody who can sign in, and the console's own address. */
async function aPerson(stage: Stage) {
  const email = stage.freshEmail();
  const passwordHash = await stage.api.passwords.hash(password);
  const wish = { name: "Ada", email, role: "agent", passwordHash, now: "2026-03-10T14:00:00Z" } as const;
  await (await stage.space()).write(({ db }) => createEmployee(db, wish));
  return { email, origin: stage.origin };
}

async function aSetupLink(stage: Stage) {
  return { token: await issueSetupToken(await stage.space()), origin: stage.origin };
}

const fromTheConsole = ({ origin }: { readonly origin: string }) => ({ Origin: origin });

export const cases = [
  row("GET /events", {
    given: async (stage) => {
      const before = (await stage.events()).length;
      const lead = await aLead(stage);
      // On Postgres it gets its place in the log just after the commit.
      await stage.events();
      return { ...lead, before };
    },
    query: ({ before }) => ({ after: before }),
    status: 200,
    answers: ({ id, before }) => ({
      data: [{ seq: before + 1, event: "lead.created", data: { lead_id: id } }],
      next_after: before + 1,
      more: false,
      reload: false,
    }),
  }),
  row("GET /employees", {
    given: async (stage) => ({ employee_id: await anAgent(stage) }),
    status: 200,
    answers: ({ employee_id }) => ({
      data: expect.arrayContaining([expect.objectContaining({ employee_id, role: "agent" })]),
    }),
  }),
  row("GET /employees/{id}", {
    given: async (stage) => ({ id: await anAgent(stage) }),
    except: { other_mode: "people are the same in both modes" },
    status: 200,
    answers: ({ id }) => ({ data: { employee_id: id, role: "agent", disabled_at: null } }),
  }),
  row("PUT /employees/{id}", {
    as: owner,
    given: async (stage) => ({ id: await anAgent(stage) }),
    except: { other_mode: "people are the same in both modes" },
    body: { role: "viewer" },
    status: 200,
    answers: ({ id }) => ({ data: { employee_id: id, role: "viewer", disabled_at: null } }),
  }),
  row("PUT /employees/{id}", {
    name: "an admin may look and not decide who may do what",
    as: { kind: "employee", role: "admin", mode: "live" },
    given: async (stage) => ({ id: await anAgent(stage) }),
    body: { role: "owner" },
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("POST /session", {
    given: aPerson,
    headers: fromTheConsole,
    body: ({ email }) => ({ email, password }),
    status: 201,
    answers: ({ email }) => ({ data: { csrf_token: expect.any(String), employee: { email, role: "agent" } } }),
  }),
  row("POST /session", {
    name: "a wrong password signs nobody in",
    given: aPerson,
    headers: fromTheConsole,
    body: ({ email }) => ({ email, password: "kelp-otter-viola" }),
    status: 401,
    answers: { code: "AUTH_REQUIRED" },
  }),
  row("POST /session", {
    name: "a foreign page cannot sign its visitor in",
    given: aPerson,
    headers: { Origin: "https://foreign.example" },
    body: ({ email }) => ({ email, password }),
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("GET /session", {
    status: 200,
    answers: { data: { csrf_token: expect.any(String), employee: { role: "viewer" }, tenant: "main" } },
  }),
  row("DELETE /session", {
    status: 200,
    answers: { data: { session_id: expect.any(Number), deleted: true } },
  }),
  row("GET /setup", {
    query: { token: "made up" },
    status: 200,
    answers: { data: { open: false } },
  }),
  row("POST /setup", {
    alone: true,
    given: aSetupLink,
    headers: fromTheConsole,
    body: ({ token }) => ({ token, company_name: "Acme", name: "Ada", email: "ada@example.com", password }),
    status: 201,
    answers: { data: { employee: { name: "Ada", email: "ada@example.com", role: "owner" } } },
  }),
  row("POST /setup", {
    name: "a made-up link opens nothing",
    headers: { Origin: "https://foreign.example" },
    body: { token: "made up", company_name: "Acme", name: "Ada", email: "ada@example.com", password },
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
];
