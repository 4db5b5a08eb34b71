import type { Kysely } from "kysely";
import { z } from "zod";
import { audit } from "../access/audit.ts";
import { tryRulesOperation } from "../conversations/replies/try-rules.ts";
import { type ConversationSettings, conversationSettings, loadSettings } from "../conversations/settings.ts";
import { requireVersion } from "../kit/if-match.ts";
import { type Context, operation, reply } from "../kit/operation.ts";
import { raiseVersion, versionOf } from "../kit/versions.ts";
import { lockNames } from "../store/lock.ts";
import type { Tables } from "../store/tables.ts";

type Settings = typeof conversationSettings;
type SettingName = keyof Settings;
const names = Object.keys(conversationSettings) as SettingName[];

const changes = z.strictObject(
  Object.fromEntries(
    names.map((name) => {
      const setting = conversationSettings[name].removeDefault();
      return [
        name,
        setting
          .nullable()
          .optional()
          .describe(setting.description ?? ""),
      ];
    }),
    // Each under its own name, which Object.fromEntries forgets.
  ) as unknown as { [Name in SettingName]: z.ZodOptional<z.ZodNullable<ReturnType<Settings[Name]["removeDefault"]>>> },
);

/** The settings with their version, which rises with each change. */
async function readAll(db: Kysely<Tables>): Promise<{ settings: ConversationSettings; version: number }> {
  // The version first: one that is older than the values refuses a change too much, never lets one pass unseen.
  const version = await versionOf(db, "settings");
  return { settings: await loadSettings(db), version };
}

const read = operation(
  "GET /settings",
  {
    summary: "Read the settings",
    description: "Those of the mode you work in, live unless X-Valethon-Mode says test.",
    permission: "console",
    returns: z.object(conversationSettings),
    etag: true,
  },
  async ({ db }) => {
    const { settings, version } = await readAll(db);
    return reply(settings as z.input<typeof returned>, { version });
  },
);

const returned = z.object(conversationSettings);

const update = operation(
  "PUT /settings",
  {
    summary: "Change the settings",
    description:
      "Changes only what the body names; null returns to the default. Holds at once, also for chats that are open.",
    permission: "console_admin",
    body: changes,
    returns: returned,
    errors: { PRECONDITION_FAILED: "If-Match names another version than the settings'." },
    example: {
      company_name: "Acme IT Solutions",
      timezone: "Europe/Berlin",
      business_hours: { mon: [["09:00", "17:00"]], tue: [["09:00", "17:00"]] },
      incident: null,
    },
  },
  async (context, { body }) => {
    const { db, space } = context;
    await lockNames(db, space.engine, ["settings"]);
    const before = await readAll(db);
    requireVersion(context, before);
    const changed: SettingName[] = [];
    for (const name of names) if (await write(db, name, body[name])) changed.push(name);
    if (changed.length > 0) await announce(context, changed);
    const { settings, version } = await readAll(db);
    return reply(settings as z.input<typeof returned>, { version });
  },
);

/** Writes one setting, null for its default; tells whether that changed anything. */
async function write(db: Kysely<Tables>, name: SettingName, given: unknown): Promise<boolean> {
  if (given === undefined) return false;
  const stored = await db.selectFrom("settings").select("value").where("key", "=", name).executeTakeFirst();
  const value = given === null ? undefined : JSON.stringify(given);
  if (stored?.value === value) return false;
  if (value === undefined) await db.deleteFrom("settings").where("key", "=", name).execute();
  else {
    await db
      .insertInto("settings")
      .values({ key: name, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute();
  }
  return true;
}

async function announce(context: Context, changed: readonly SettingName[]): Promise<void> {
  const { db, actor, request, now, publish } = context;
  await raiseVersion(db, "settings");
  await audit(db, { action: "settings.changed", actor, target: changed.join(","), address: request.address, now });
  publish({ kind: "settings.changed" });
}

export const settingsOperations = [read, update, tryRulesOperation] as const;
