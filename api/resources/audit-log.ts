import { z } from "zod";
import { defineEntity, type Fill, type Row } from "../kit/entity.ts";
import { exactly } from "../kit/filters.ts";
import { listOperation } from "../kit/list-operation.ts";

const deedRecord = z.object({
  audit_id: z.int().describe("The entry's id."),
  action: z.string().describe("What was done, for example `key.created`."),
  actor: z
    .string()
    .describe(
      "Who did it: `employee:<id>`, `key:<id>`, `system` for the product itself, `anyone` where nobody was signed in.",
    ),
  actor_name: z.string().nullable().describe("The name of that person or key, as it is now."),
  target: z
    .string()
    .nullable()
    .describe("What it was done to, for example `key:7`; the names of the settings that changed, or of the list."),
  target_name: z.string().nullable().describe("The name of that person or key, as it is now."),
  address: z.string().nullable().describe("The address it was done from; null for the product itself."),
  created_at: z.string().describe("When it was done, UTC ISO 8601."),
});

/** The log's tables of names, by what its entries call their rows. */
const named = {
  employee: { table: "employees", id: "employee_id" },
  key: { table: "api_keys", id: "key_id" },
} as const;

/** Names of the people and keys that a page of the log mentions. */
const withNames: Fill = async ({ db }, rows) => {
  const names = new Map<string, string>();
  for (const [kind, { table, id }] of Object.entries(named)) {
    const ids = idsOf(kind, rows);
    if (ids.length === 0) continue;
    const found = await db.selectFrom(table).select([id, "name"]).where(id, "in", ids).execute();
    for (const row of found) names.set(`${kind}:${(row as Row)[id]}`, row.name);
  }
  return rows.map((row) => ({
    ...row,
    actor_name: names.get(row["actor"]) ?? null,
    target_name: names.get(row["target"]) ?? null,
  }));
};

function idsOf(kind: string, rows: readonly Row[]): number[] {
  const mentioned = rows.flatMap(({ actor, target }) => [String(actor), String(target)]);
  const ids = mentioned.flatMap((text) => (text.startsWith(`${kind}:`) ? [Number(text.slice(kind.length + 1))] : []));
  return [...new Set(ids)].filter(Number.isSafeInteger);
}

/** The audit log. Its view gives the table the columns that every list asks for. */
const deed = defineEntity({
  name: "audit_entry",
  table: "listed_deeds",
  id: "audit_id",
  path: "/audit-log",
  permission: { read: "console_admin", write: "console_admin", delete: "console_admin" },
  record: deedRecord,
  sort: ["created_at", "audit_id"],
  filters: {
    action: exactly("What was done, for example `key.created`."),
    actor: exactly("Who did it, for example `employee:5` or `system`."),
    target: exactly("What it was done to, for example `key:7`."),
  },
  fill: withNames,
  events: {},
});

export const auditLogOperations = [
  listOperation("/audit-log", deed, {
    summary: "List what was done",
    description:
      "Sign-ins, and every deed of administration: people, keys, webhooks, settings, exports, imports, erasures. The newest first. Of the mode you work in; people and sign-ins stand in the live mode's. Never an email, a password or a key.",
  }),
] as const;
