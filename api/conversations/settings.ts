import type { Kysely } from "kysely";
import { z } from "zod";
import type { ApiKey } from "../access/actor.ts";
import { isCurrency } from "../currency.ts";
import { parseJson } from "../parse-json.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import { businessHours, isTimezone } from "./business-hours.ts";
import { isCountry } from "./contact-details.ts";
import { perSpace } from "./per-space.ts";
import { defaultReplies } from "./replies/default-replies.ts";
import { prepareRules } from "./replies/reply-match.ts";
import { replyRules, upgradeRules } from "./replies/reply-rules.ts";

const hexColour = z.string().regex(/^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$/, "use a hex colour such as #1FB6FF");
const httpsUrl = z.url({ protocol: /^https$/, error: "use an address that starts with https://" }).max(2048);
const service = z.strictObject({
  name: z.string().trim().min(1).max(100).describe("What it is called, 1 to 100 characters."),
  state: z.string().trim().min(1).max(40).describe("In your own words, such as operational or degraded."),
});

/** What a space's conversations go by. Each is one row of `settings`, its value as JSON; an absent or wrong one is the default. */
export const conversationSettings = {
  company_name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe("Your company's name: in the chat's head, in replies and in the console.")
    .default("Support"),
  greeting: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .describe("The first words a visitor reads. A key's own settings and the page's come before it.")
    .default("Hi! How can we help?"),
  primary_color: hexColour.describe("The chat's colour: `#rgb` or `#rrggbb`.").default("#1FB6FF"),
  logo_url: httpsUrl.nullable().describe("The logo in the chat's head: an https address.").default(null),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "use two capital letters such as US (ISO 3166-1 alpha-2)")
    .refine(isCountry, "there is no such country; use a code of ISO 3166-1 alpha-2 such as US")
    .describe("ISO 3166-1 alpha-2: how phone numbers without a country code are read.")
    .default("US"),
  currency: z
    .string()
    .refine(isCurrency, "use an ISO 4217 code such as USD")
    .describe("ISO 4217: what new opportunities are counted in.")
    .default("USD"),
  timezone: z
    .string()
    .refine(isTimezone, "use an IANA time zone such as Europe/Berlin")
    .describe("The IANA time zone that the business hours are in.")
    .default("UTC"),
  business_hours: businessHours
    .nullable()
    .describe(
      'When the team is there, by weekday: `{"mon": [["09:00", "17:00"]], …}`; a day left out is closed. Null: always.',
    )
    .default(null),
  services: z
    .array(service)
    .max(50)
    .describe("The state of what you run, for visitors who ask for it; at most 50.")
    .default([]),
  incident: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .nullable()
    .describe("What is wrong just now, told to visitors who ask for the service status. Null: nothing.")
    .default(null),
  reply_time_minutes: z
    .int()
    .min(1)
    .max(10_080)
    .nullable()
    .describe("How soon the team usually answers, in minutes up to a week. Null says nothing about it.")
    .default(null),
  show_agents: z
    .boolean()
    .describe("Whether visitors see the names of the agents who are there, at most three.")
    .default(true),
  lead_on: z
    .enum(["contact", "first_message"])
    .describe(
      "When a chat becomes a lead: once an email or a phone number is known, or with the first message whatever is known. A key's own setting comes before it.",
    )
    .default("contact"),
  returning_contact: z
    .enum(["attach", "new_lead"])
    .describe(
      "What becomes of a chat of one of your contacts: it is the contact's, and makes no lead; or it makes a new lead.",
    )
    .default("attach"),
  reply_rules: replyRules
    .describe(
      "What answers until a person does: `rules` tried in their order, then the `fallback`; `ticket` is said while one is created.",
    )
    .default(defaultReplies),
} as const;

export type ConversationSettings = {
  readonly [Name in keyof typeof conversationSettings]: z.output<(typeof conversationSettings)[Name]>;
};

/** What the widget wears. */
export interface Branding {
  readonly company_name: string;
  readonly primary_color: string;
  readonly logo_url: string | null;
}

/** The space's settings, read once and kept until they change. */
export async function readSettings(space: Space): Promise<ConversationSettings> {
  return await cached(space).read();
}

/** The greeting and branding for a key: the key's own settings before the space's. */
export function appearance(
  key: Pick<ApiKey, "settings">,
  space: ConversationSettings,
): { readonly greeting: string; readonly branding: Branding } {
  return {
    greeting: ofKey(key, "greeting") ?? space.greeting,
    branding: {
      company_name: ofKey(key, "company_name") ?? space.company_name,
      primary_color: ofKey(key, "primary_color", "primaryColor") ?? space.primary_color,
      logo_url: ofKey(key, "logo_url") ?? space.logo_url,
    },
  };
}

/** When a key's chats become leads: the key's own setting before the space's. */
export const leadOn = (key: Pick<ApiKey, "settings">, space: ConversationSettings): ConversationSettings["lead_on"] =>
  ofKey(key, "lead_on") ?? space.lead_on;

/** A key's setting of this name; what the page's options name otherwise stands under the option's name. */
function ofKey<Name extends keyof ConversationSettings>(
  key: Pick<ApiKey, "settings">,
  name: Name,
  option: string = name,
): ConversationSettings[Name] | undefined {
  const value = key.settings[option];
  if (value === undefined || value === null) return undefined;
  const parsed = conversationSettings[name].safeParse(value);
  return parsed.success ? (parsed.data as ConversationSettings[Name]) : undefined;
}

const cached = perSpace((space) => {
  let settings: Promise<ConversationSettings> | null = null;
  const forget = () => {
    settings = null;
  };
  space.bus.subscribe((message) => {
    if (message.kind === "settings.changed") forget();
  });
  return {
    read() {
      if (settings === null) {
        const loading = loadSettings(space.read).then((loaded) => {
          prepareRules(loaded.reply_rules.rules);
          return loaded;
        });
        settings = loading;
        loading.catch(() => {
          if (settings === loading) forget();
        });
      }
      return settings;
    },
  };
});

/** One setting as it stands in this transaction: for work that may be part of a larger operation. */
export async function readSetting<Name extends keyof ConversationSettings>(
  db: Kysely<Tables>,
  name: Name,
): Promise<ConversationSettings[Name]> {
  const row = await db.selectFrom("settings").select("value").where("key", "=", name).executeTakeFirst();
  return settingOr(name, row?.value) as ConversationSettings[Name];
}

/** All settings as they stand in this transaction. */
export async function loadSettings(db: Kysely<Tables>): Promise<ConversationSettings> {
  const names = Object.keys(conversationSettings) as (keyof ConversationSettings)[];
  const rows = await db.selectFrom("settings").selectAll().where("key", "in", names).execute();
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  const entries = names.map((name) => [name, settingOr(name, stored.get(name))]);
  return Object.fromEntries(entries) as ConversationSettings;
}

function settingOr(name: keyof ConversationSettings, text: string | undefined): unknown {
  const schema = conversationSettings[name];
  const stored = text === undefined ? undefined : parseJson(text);
  const parsed = schema.safeParse(name === "reply_rules" ? upgradeRules(stored) : stored);
  return parsed.success ? parsed.data : schema.parse(undefined);
}
