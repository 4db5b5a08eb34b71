import { z } from "zod";
import { employeeIn } from "../access/actor.ts";
import { checkKey, type KeyWish, rateLimitScopes } from "../access/key-rules.ts";
import { keySettings } from "../access/key-settings.ts";
import { createKey, foundBy, mintKey, modeOfKey } from "../access/keys.ts";
import { permissions } from "../access/permissions.ts";
import { invalid } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import { listOperation } from "../kit/list-operation.ts";
import { type Context, operation } from "../kit/operation.ts";
import { type Found, findRecord, lockRecord, updateRecord } from "../kit/records.ts";
import { answer, idParams, readOperation } from "../kit/resource.ts";
import type { Mode } from "../store/space.ts";
import { changedFact, noteDeed, requireStanding, revokedFact, shownKey, shownOnce, wishOf } from "./api-key-changes.ts";
import { identitySecretOperations, noSecretYet, requireSecret } from "./api-key-identity.ts";
import { changeLine, lineOf } from "./api-key-line.ts";
import { apiKey, apiKeyRecord, keyTypes } from "./api-key-record.ts";
import { rollKey } from "./api-key-roll.ts";
import { moment } from "./fields.ts";

const limit = z.int().min(1).max(100_000);
const fields = {
  name: z.string().max(1000).describe("What it is used for, up to 100 characters."),
  permissions: z
    .array(z.enum(permissions))
    .describe("What it may do. A public key holds `widget:access` alone; a secret key any of the others."),
  rate_limit_per_minute: limit
    .nullable()
    .describe("Requests a minute: of each visitor (30 unless told), or of a secret key as a whole (120)."),
  site_limit_per_minute: limit.nullable().describe("Requests a minute of all visitors together; 1,200 unless told."),
  rate_limit_scope: z
    .enum(rateLimitScopes)
    .nullable()
    .describe("`visitor` counts each visitor by himself, `key` all of them together. Public keys only."),
  allowed_origins: z
    .array(z.string().max(300))
    .nullable()
    .describe(
      "Websites a public key works on, such as `https://www.example.com` or `https://*.example.com`; replaces the list. Empty: any website.",
    ),
  allowed_ips: z
    .array(z.string().max(100))
    .nullable()
    .describe(
      "Addresses and ranges a secret key works from, such as `203.0.113.0/24`; replaces the list. Empty: any address.",
    ),
  settings: keySettings
    .nullable()
    .describe("How the chat looks and behaves where this public key stands; replaces all settings."),
  identity_required: z
    .boolean()
    .nullable()
    .describe(
      "true: visitors can only write once your server has signed who they are; needs an identity secret. It holds for the keys this one was rolled from, too. Public keys only.",
    ),
  expires_at: moment.describe("A moment in the future, or null for a key that does not expire."),
};

const type = z
  .enum(keyTypes)
  .describe("`pk_…` for websites, `crm…` for servers. It decides the mode the key belongs to and never changes.");
const { name, ...optional } = fields;
const createBody = z.strictObject({ type, name, ...z.object(optional).partial().shape });
const updateBody = z.strictObject(fields).partial();
const otherMode = { live: "test", test: "live" } as const satisfies Record<Mode, Mode>;

/** Throws VALIDATION_ERROR: a key is kept in the space of its mode. */
function requireMode(wished: KeyWish["type"], mode: Mode): void {
  if (modeOfKey(wished) === mode) return;
  throw invalid(
    "type",
    `A ${wished} key belongs to the ${otherMode[mode]} mode, and you are in ${mode} mode. Switch the console over, or send X-Valethon-Mode: ${otherMode[mode]}.`,
    "other_mode",
  );
}

const create = operation(
  "POST /api-keys",
  {
    summary: "Make an API key",
    description:
      "The answer holds the whole key, for the only time; only its hash is stored. So a repeat makes another key, and it does not run inside a batch. What is left out takes the defaults of the kind: all its permissions, any website or address.",
    permission: "console_admin",
    body: createBody,
    returns: shownOnce,
    status: 201,
    sensitive: true,
    alone: true,
    example: { type: "pk_live", name: "Website", allowed_origins: ["https://www.example.com"] },
    async prepare({ space, now }, { body }) {
      requireMode(body.type, space.mode);
      if (body.identity_required === true) throw noSecretYet("/api-keys/{id}/identity-secret");
      // Before the hash, so that a wish that breaks a rule costs nothing.
      checkKey(wishOf(body), now);
      return await mintKey(body.type);
    },
  },
  async (context, { body, prepared: minted }) => {
    const { db, now } = context;
    const created = await createKey(db, { ...wishOf(body), created_by: employeeIn(context), minted, now });
    await noteDeed(context, "key.created", created.record.key_id);
    return await shownKey(context, created.key, created.record.key_id);
  },
);

const revokedAlready = { CONFLICT: "It is revoked." };

const update = operation(
  "PUT /api-keys/{id}",
  {
    summary: "Change an API key",
    description:
      "Changes only what the body names, at once and on every node; null returns to the default. The key itself and its type stay; a new expiry may also bring an expired key back.",
    permission: "console_admin",
    params: idParams,
    body: updateBody,
    returns: apiKeyRecord,
    errors: { ...revokedAlready, PRECONDITION_FAILED: "If-Match names another version than the key's." },
    example: { allowed_origins: ["https://www.example.com", "https://shop.example.com"] },
  },
  async (context, { params, body }) => {
    const current = await lockRecord(context, apiKey, params.id);
    requireStanding(current);
    const { expires_at: _, ...standing } = current.record;
    const required = current.record["identity"].required;
    const checked: Row = checkKey(wishOf({ ...standing, identity_required: required, ...body }), context.now);
    const { identity_required, ...named } = Object.fromEntries(
      Object.keys(body).map((field) => [field, checked[field]]),
    );
    if (identity_required === true) await requireSecret(context, current);
    const changed = await updateRecord(context, apiKey, current, {
      ...named,
      ...(named["name"] === undefined ? {} : foundBy(checked["name"], current.record["prefix"])),
    });
    if (changed.version !== current.version) {
      context.publish(rightsChanged(current, changed) ? revokedFact(params.id) : changedFact(params.id));
    }
    const now = identity_required === undefined ? changed : await requireProof(context, changed, identity_required);
    if (now.version !== current.version) await noteDeed(context, "key.changed", params.id);
    return answer(now);
  },
);

/** Where one of these changed, open sockets may not be allowed any more: they are cut, and the others come back. */
const rights = ["permissions", "allowed_origins", "allowed_ips", "expires_at"];

const rightsChanged = (before: Found, after: Found) =>
  rights.some((column) => before.row[column] !== after.row[column]);

/** Requires signed identity or no longer does. Whoever has not proved anything is cut off at once. */
async function requireProof(context: Context, current: Found, required: boolean): Promise<Found> {
  if (current.record["identity"].required === required) return current;
  const columns = { identity_required: Number(required) };
  await changeLine(context, lineOf(current.row), required ? revokedFact : changedFact, columns);
  return await findRecord(context, apiKey, current.record["key_id"]);
}

const revoke = operation(
  "DELETE /api-keys/{id}",
  {
    summary: "Revoke an API key",
    description:
      "It is refused from now on, for good, and its connections are cut. It stays to be read, with `revoked_at`. Revoking it again changes nothing.",
    permission: "console_admin",
    params: idParams,
    returns: z.object({
      key_id: z.int().describe("The key that was revoked."),
      deleted: z.literal(true).describe("Always true."),
      revoked_at: z.string().describe("Since when it is refused, UTC ISO 8601."),
    }),
    errors: { PRECONDITION_FAILED: "If-Match names another version than the key's." },
  },
  async (context, { params }) => {
    const current = await lockRecord(context, apiKey, params.id);
    const revoked_at = (current.record["revoked_at"] as string | null) ?? context.now;
    if (current.record["revoked_at"] === null) {
      await updateRecord(context, apiKey, current, { revoked_at });
      await noteDeed(context, "key.revoked", params.id);
      context.publish(revokedFact(params.id));
    }
    return { key_id: params.id, deleted: true as const, revoked_at };
  },
);

export const apiKeyOperations = [
  listOperation("/api-keys", apiKey, {
    summary: "List API keys",
    description: "Those of the mode you work in, live unless X-Valethon-Mode says test. Never the keys themselves.",
  }),
  create,
  readOperation("/api-keys/{id}", apiKey, "Get an API key"),
  update,
  revoke,
  rollKey,
  ...identitySecretOperations,
] as const;
