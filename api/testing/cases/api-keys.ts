import { expect } from "vitest";
import { timestamp } from "../../clock.ts";
import { row } from "../cases.ts";
import { admin } from "../key-desk.ts";
import type { Stage } from "../stage.ts";

/** A key that nobody else uses. */
async function aKey(stage: Stage) {
  const { read } = await stage.space();
  const text = await stage.key("crm", { permissions: ["leads:read"] });
  const { key_id, prefix } = await read
    .selectFrom("api_keys")
    .select(["key_id", "prefix"])
    .orderBy("key_id", "desc")
    .executeTakeFirstOrThrow();
  return { id: key_id, prefix, text };
}

/** A website's key with as many identity secrets as wished, each made after the one before. */
async function aSite(stage: Stage, secrets = 0) {
  await stage.key("pk_live");
  const { read } = await stage.space();
  const { key_id } = await read
    .selectFrom("api_keys")
    .select("key_id")
    .orderBy("key_id", "desc")
    .executeTakeFirstOrThrow();
  const path = "/api-keys/{id}/identity-secret";
  for (let made = 0; made < secrets; made += 1) {
    const call = { method: "POST", path, params: { id: key_id }, query: {}, headers: {}, body: {} };
    expect((await stage.send(admin(), call)).status).toBe(201);
  }
  return { id: key_id };
}

async function aRevokedKey(stage: Stage) {
  const key = await aKey(stage);
  const revoked_at = timestamp(stage.clock.now());
  const { write } = await stage.space();
  await write(({ db }) => db.updateTable("api_keys").set({ revoked_at }).where("key_id", "=", key.id).execute());
  return key;
}

const revoked = { code: "CONFLICT", error: expect.stringContaining("revoked for good") };

export const cases = [
  row("GET /api-keys", {
    given: aKey,
    query: { sort: "key_id" },
    status: 200,
    answers: ({ id, prefix }) => ({
      data: expect.arrayContaining([expect.objectContaining({ key_id: id, prefix, type: "crm", revoked_at: null })]),
      pagination: { page: 1, per_page: 25 },
    }),
  }),
  row("POST /api-keys", {
    body: { type: "pk_live", name: "Website", allowed_origins: ["https://www.example.com"] },
    status: 201,
    answers: {
      data: {
        key: expect.stringMatching(/^pk_live_[0-9A-Za-z]{36}$/),
        name: "Website",
        permissions: ["widget:access"],
        allowed_origins: ["https://www.example.com"],
        rate_limit_per_minute: 30,
        created_by: expect.any(Number),
      },
    },
  }),
  row("POST /api-keys", {
    name: "a key of the other mode is made in the other mode",
    body: { type: "crm_test", name: "Import" },
    status: 400,
    answers: { details: [{ field: "type", code: "other_mode" }] },
  }),
  row("POST /api-keys", {
    name: "a public key cannot read leads",
    body: { type: "pk_live", name: "Website", permissions: ["leads:read"] },
    status: 400,
    answers: { details: [{ field: "permissions" }] },
  }),
  row("POST /api-keys", {
    name: "an expiry in the past is refused",
    body: { type: "crm", name: "Import", expires_at: "2020-01-01T00:00:00Z" },
    status: 400,
    answers: { details: [{ field: "expires_at" }] },
  }),
  row("GET /api-keys/{id}", {
    given: aKey,
    status: 200,
    answers: ({ id, prefix, text }) => ({
      data: { key_id: id, prefix, last4: text.slice(-4), permissions: ["leads:read"] },
    }),
  }),
  row("PUT /api-keys/{id}", {
    given: aKey,
    body: { name: "Import", permissions: ["leads:write", "leads:read"], allowed_ips: ["203.0.113.0/24"] },
    status: 200,
    answers: ({ id }) => ({
      data: {
        ...{ key_id: id, name: "Import", permissions: ["leads:read", "leads:write"], rate_limit_per_minute: 120 },
        allowed_ips: ["203.0.113.0/24"],
      },
    }),
  }),
  row("PUT /api-keys/{id}", {
    name: "a secret key has no websites",
    given: aKey,
    body: { allowed_origins: ["https://www.example.com"] },
    status: 400,
    answers: { details: [{ field: "allowed_origins" }] },
  }),
  row("PUT /api-keys/{id}", {
    name: "a revoked key stays as it is",
    given: aRevokedKey,
    body: { name: "Import" },
    status: 409,
    answers: revoked,
  }),
  row("DELETE /api-keys/{id}", {
    given: aKey,
    status: 200,
    answers: ({ id }) => ({ data: { key_id: id, deleted: true, revoked_at: expect.any(String) } }),
  }),
  row("POST /api-keys/{id}/roll", {
    given: aKey,
    body: { overlap_hours: 48 },
    status: 201,
    answers: { data: { key: expect.stringMatching(/^crm_[0-9A-Za-z]{36}$/), permissions: ["leads:read"] } },
  }),
  row("POST /api-keys/{id}/roll", {
    name: "a revoked key is not rolled",
    given: aRevokedKey,
    body: {},
    status: 409,
    answers: revoked,
  }),
  row("POST /api-keys/{id}/roll", {
    name: "an overlap is a week at most",
    given: aKey,
    body: { overlap_hours: 169 },
    status: 400,
    answers: { details: [{ field: "overlap_hours" }] },
  }),
  row("PUT /api-keys/{id}", {
    name: "signed identity is required where there is a secret to sign with",
    given: (stage) => aSite(stage, 1),
    body: { identity_required: true },
    status: 200,
    answers: { data: { identity: { required: true, secrets: [{ retires_at: null }] } } },
  }),
  row("PUT /api-keys/{id}", {
    name: "signed identity is not required before there is a secret to sign with",
    given: (stage) => aSite(stage),
    body: { identity_required: true },
    status: 400,
    answers: { details: [{ field: "identity_required", code: "no_secret" }] },
  }),
  row("PUT /api-keys/{id}", {
    name: "a secret key has no visitors to sign for",
    given: aKey,
    body: { identity_required: true },
    status: 400,
    answers: { details: [{ field: "identity_required", code: "invalid" }] },
  }),
  row("POST /api-keys/{id}/identity-secret", {
    given: (stage) => aSite(stage),
    body: { overlap_hours: 48 },
    status: 201,
    answers: ({ id }) => ({
      data: { key_id: id, secret: expect.stringMatching(/^vis_[A-Za-z0-9_-]{48}$/), retires_at: null },
    }),
  }),
  row("POST /api-keys/{id}/identity-secret", {
    name: "a secret key has none",
    given: aKey,
    body: {},
    status: 400,
    answers: { details: [{ field: "id" }] },
  }),
  row("POST /api-keys/{id}/identity-secret", {
    name: "a revoked key gets none",
    given: aRevokedKey,
    body: {},
    status: 409,
    answers: revoked,
  }),
  row("POST /api-keys/{id}/identity-secret", {
    name: "an overlap is 30 days at most",
    given: (stage) => aSite(stage),
    body: { overlap_hours: 721 },
    status: 400,
    answers: { details: [{ field: "overlap_hours" }] },
  }),
  row("DELETE /api-keys/{id}/identity-secret", {
    given: (stage) => aSite(stage, 2),
    status: 200,
    answers: ({ id }) => ({ data: { key_id: id, deleted: true, retired: 1 } }),
  }),
  row("DELETE /api-keys/{id}/identity-secret", {
    name: "all of them go when that is asked for",
    given: (stage) => aSite(stage, 2),
    query: { which: "all" },
    status: 200,
    answers: { data: { retired: 2 } },
  }),
];
