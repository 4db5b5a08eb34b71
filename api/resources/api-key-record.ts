import { z } from "zod";
import { rateLimitScopes } from "../access/key-rules.ts";
import { permissions } from "../access/permissions.ts";
import { mostOrigins } from "../conversations/seen-origins.ts";
import { defineEntity, type Fill, type Row, timestamps } from "../kit/entity.ts";
import { choice, marked, reference, searchWords } from "../kit/filters.ts";
import { lineOf } from "./api-key-line.ts";
import { grouped } from "./embeds.ts";

export const keyTypes = ["pk_live", "pk_test", "crm", "crm_test"] as const;

export const apiKeyRecord = z.object({
  key_id: z.int().describe("The key's id, which says nothing of the key itself."),
  name: z.string().describe("What people call it."),
  type: z.enum(keyTypes).describe("`pk_…` stand on websites, `crm…` on servers; `…_test` belong to the test mode."),
  prefix: z.string().describe("How the key begins: enough to tell it apart, useless to guess the rest."),
  last4: z.string().describe("Its last four characters."),
  permissions: z.array(z.enum(permissions)).describe("What it may do."),
  rate_limit_per_minute: z.int().describe("Requests a minute: of each visitor, or of a secret key as a whole."),
  site_limit_per_minute: z.int().describe("Requests a minute of all visitors of a public key together."),
  rate_limit_scope: z
    .enum(rateLimitScopes)
    .describe("`visitor` counts each visitor by himself; `key` counts them all together."),
  allowed_origins: z.array(z.string()).describe("Websites a public key works on. Empty: any website."),
  allowed_ips: z.array(z.string()).describe("Addresses and ranges a secret key works from. Empty: any address."),
  settings: z.record(z.string(), z.json()).describe("How the chat looks and behaves where this public key stands."),
  identity: z
    .object({
      required: z.boolean().describe("true: visitors can only write once your server has signed who they are."),
      secrets: z
        .array(
          z.object({
            last4: z.string().describe("Its last four characters."),
            created_at: z.string().describe("When it was made, UTC ISO 8601."),
            retires_at: z.string().nullable().describe("From then on it proves nothing; null for the newest."),
          }),
        )
        .describe("The secrets your server signs with, the newest first; two at most work at once. Never whole."),
    })
    .describe("Signed identity on the website of a public key. It is shared with the keys this one was rolled from."),
  seen_on: z
    .array(
      z.object({
        origin: z.string().describe("Scheme, host and port of the website."),
        path: z
          .string()
          .nullable()
          .describe("Of the page where a chat began last, without its query; null where no page said it."),
        first_seen_at: z.string().describe("When a chat first began there, UTC ISO 8601."),
        last_seen_at: z.string().describe("When one last did, to the minute, UTC ISO 8601."),
      }),
    )
    .describe(
      "Websites on which visitors began to chat by a public key or those it was rolled from, the latest first, at most 50: whether the script is in place.",
    ),
  expires_at: z.string().nullable().describe("From then on it is refused; null for never."),
  last_used_at: z.string().nullable().describe("To the minute."),
  created_by: z.int().nullable().describe("The employee who made it; null for the command line."),
  rolled_to: z.int().nullable().describe("The key that took its place when it was rolled."),
  ...timestamps,
  revoked_at: z.string().nullable().describe("Since when it is refused for good."),
});

const fill: Fill = async ({ db }, rows) => {
  if (rows.length === 0) return rows;
  const lines = rows.map(lineOf);
  const secrets = await db
    .selectFrom("identity_secrets")
    .select(["key_id", "last4", "created_at", "retires_at"])
    .where("key_id", "in", lines)
    .orderBy("identity_secret_id", "desc")
    .execute();
  const origins = await db
    .selectFrom("seen_origins")
    .select(["key_id", "origin", "path", "first_seen_at", "last_seen_at"])
    .where("key_id", "in", lines)
    .orderBy("last_seen_at", "desc")
    .orderBy("seen_origin_id", "desc")
    .execute();
  const [secretsOf, originsOf] = [grouped(secrets, "key_id", withoutKey), grouped(origins, "key_id", withoutKey)];
  return rows.map((row) => {
    const own = secretsOf.get(lineOf(row)) ?? [];
    const seen = originsOf.get(lineOf(row)) ?? [];
    const identity = JSON.stringify({ required: row["identity_required"] === 1, secrets: own });
    return { ...row, identity, seen_on: JSON.stringify(seen.slice(0, mostOrigins)) };
  });
};

const withoutKey = ({ key_id: _, ...shown }: Row): Row => shown;

export const apiKey = defineEntity({
  name: "key",
  table: "api_keys",
  id: "key_id",
  path: "/api-keys",
  permission: { read: "console_admin", write: "console_admin", delete: "console_admin" },
  record: apiKeyRecord,
  sort: ["created_at", "updated_at", "key_id", "name", "type", "last_used_at", "expires_at", "revoked_at"],
  folded: ["name"],
  filters: {
    type: choice(keyTypes),
    created_by: reference("The employee who made it."),
    revoked: marked("revoked_at", "Revoked keys, which are kept for those who read logs."),
    search: searchWords("Looks through the name and the prefix."),
  },
  fill,
  events: {},
});
