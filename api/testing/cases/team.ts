import { expect } from "vitest";
import { createEmployee } from "../../access/employees.ts";
import { issueLink } from "../../access/personal-links.ts";
import { timestamp } from "../../clock.ts";
import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";
import { aLead, anAgent } from "./leads.ts";

const owner = { kind: "employee", role: "owner", mode: "live" } as const;
const admin = { kind: "employee", role: "admin", mode: "live" } as const;
const everywhere = { other_mode: "people are the same in both modes" } as const;
const password = "kelp-otter-violin";

const aName = (stage: Stage) => ({ email: stage.freshEmail() });
const aColleague = async (stage: Stage) => ({ id: await anAgent(stage) });

/** Somebody with a link by which to choose a password, and the console's own address. */
async function anInvited(stage: Stage) {
  const { write } = await stage.space();
  const [email, now] = [stage.freshEmail(), timestamp(stage.clock.now())];
  const { token } = await write(async ({ db }) => {
    const wish = { name: "Ida", email, role: "agent", passwordHash: null, now } as const;
    const { employee_id } = await createEmployee(db, wish);
    return await issueLink(db, employee_id, now);
  });
  return { email, token, origin: stage.origin };
}

/** Another sign-in of the viewer who makes a row's call. */
async function anotherSignIn(stage: Stage) {
  const viewer = { kind: "employee", role: "viewer", mode: "live" } as const;
  const call = { method: "GET", path: "/profile/sessions", params: {}, query: {}, headers: {}, body: undefined };
  const { body } = await stage.send(viewer, call);
  return { id: body.data.find(({ current }: { readonly current: boolean }) => current).session_id as number };
}

const fromTheConsole = ({ origin }: { readonly origin: string }) => ({ Origin: origin });
const voidLink = { code: "NOT_FOUND", error: expect.stringContaining("used up or out of date") };

export const cases = [
  row("POST /employees", {
    as: owner,
    given: aName,
    body: ({ email }) => ({ email, name: "Ben", role: "agent" }),
    status: 201,
    answers: ({ email }) => ({
      data: {
        ...{ email, name: "Ben", role: "agent", joined_at: null },
        invite_url: expect.stringMatching(/\/crm\/welcome#[\w-]{43}$/),
      },
    }),
  }),
  row("POST /employees", {
    name: "an admin invites nobody",
    as: admin,
    given: aName,
    body: ({ email }) => ({ email, name: "Ben", role: "viewer" }),
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("POST /employees", {
    name: "an email is in the team once",
    as: owner,
    given: anInvited,
    body: ({ email }) => ({ email, name: "Ben", role: "agent" }),
    status: 409,
    answers: { code: "DUPLICATE", details: [{ field: "email" }] },
  }),
  row("POST /employees/{id}/invite", {
    as: owner,
    given: aColleague,
    except: everywhere,
    status: 201,
    answers: ({ id }) => ({
      data: { employee_id: id, invite_url: expect.stringMatching(/\/crm\/welcome#[\w-]{43}$/) },
    }),
  }),
  row("POST /employees/{id}/invite", {
    name: "an admin makes nobody a link",
    as: admin,
    given: aColleague,
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("DELETE /employees/{id}/sessions", {
    as: owner,
    given: aColleague,
    except: everywhere,
    status: 200,
    answers: ({ id }) => ({ data: { employee_id: id, ended: 0 } }),
  }),
  row("DELETE /employees/{id}/sessions", {
    name: "an admin signs nobody else out",
    as: admin,
    given: aColleague,
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("POST /welcome", {
    given: anInvited,
    headers: fromTheConsole,
    body: ({ token }) => ({ token }),
    status: 200,
    answers: ({ email }) => ({ data: { email, name: "Ida", joined: false } }),
  }),
  row("POST /welcome", {
    name: "a made-up link says nothing",
    given: anInvited,
    headers: fromTheConsole,
    body: { token: "made up" },
    status: 404,
    answers: voidLink,
  }),
  row("POST /welcome/password", {
    given: anInvited,
    headers: fromTheConsole,
    body: ({ token }) => ({ token, password }),
    status: 201,
    answers: ({ email }) => ({ data: { csrf_token: expect.any(String), employee: { email, role: "agent" } } }),
  }),
  row("POST /welcome/password", {
    name: "a foreign page uses no link",
    given: anInvited,
    headers: { Origin: "https://foreign.example" },
    body: ({ token }) => ({ token, password }),
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("PUT /profile", {
    body: { name: "The viewer" },
    status: 200,
    answers: { data: { name: "The viewer", role: "viewer" } },
  }),
  row("PUT /profile", {
    name: "a new password takes the current one",
    body: { password: { current: "guessed", new: password } },
    status: 400,
    answers: { details: [{ field: "password.current", code: "wrong" }] },
  }),
  row("GET /profile/sessions", {
    status: 200,
    answers: { data: expect.arrayContaining([expect.objectContaining({ current: true })]) },
  }),
  row("DELETE /profile/sessions/{id}", {
    given: anotherSignIn,
    except: everywhere,
    status: 200,
    answers: ({ id }) => ({ data: { session_id: id, deleted: true } }),
  }),
  row("GET /audit-log", {
    given: async (stage) => {
      const call = { method: "POST", path: "/employees", params: {}, query: {}, headers: {} };
      const { body } = await stage.send(owner, { ...call, body: { ...aName(stage), name: "Ben", role: "agent" } });
      return { target: `employee:${body.data.employee_id}` };
    },
    query: ({ target }) => ({ target }),
    status: 200,
    answers: ({ target }) => ({
      data: [{ action: "employee.invited", target, target_name: "Ben", actor_name: "The owner" }],
      pagination: { total: 1 },
    }),
  }),
  row("POST /reset", {
    as: { kind: "secret", permissions: ["leads:read"], mode: "test" },
    body: { confirm: "reset" },
    status: 200,
    answers: { data: { reset: true } },
  }),
  row("POST /reset", {
    name: "an owner in test mode wipes test data",
    as: { ...owner, mode: "test" },
    body: { confirm: "reset" },
    status: 200,
    answers: { data: { reset: true } },
  }),
  row("POST /reset", {
    name: "an admin in test mode does not",
    as: { ...admin, mode: "test" },
    body: { confirm: "reset" },
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("POST /reset", {
    name: "no key wipes live data",
    by: "key",
    given: aLead,
    body: { confirm: "reset" },
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("POST /reset", {
    name: "nor does an owner",
    as: owner,
    body: { confirm: "reset" },
    status: 403,
    answers: { code: "FORBIDDEN" },
  }),
  row("POST /reset", {
    name: "without the word reset nothing happens",
    as: { ...owner, mode: "test" },
    body: { confirm: "yes" },
    status: 400,
    answers: { details: [{ field: "confirm" }] },
  }),
];
