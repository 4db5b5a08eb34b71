import type { KeySettings } from "../../../../api/access/key-settings.ts";
import type { Settings } from "../../records.ts";

export type { KeySettings } from "../../../../api/access/key-settings.ts";

/** What the workspace says where a key says nothing. */
export type Workspace = Pick<Settings, "company_name" | "greeting" | "primary_color" | "logo_url">;

/** Defaults of the widget itself. */
export const defaultColour = "#1FB6FF";

/** The settings with one of them changed; what says nothing (empty texts, lists, objects; undefined) is left out. */
export function withSetting<Name extends keyof KeySettings>(
  settings: KeySettings,
  name: Name,
  value: KeySettings[Name] | undefined,
): KeySettings {
  const { [name]: _, ...others } = settings;
  const said = tidied(value);
  return said === undefined ? (others as KeySettings) : { ...others, [name]: said };
}

/** A value without what says nothing in it; undefined when nothing is left. */
function tidied(value: unknown): unknown {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, tidied(one)] as const);
  const said = entries.filter(([, one]) => one !== undefined);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

export const prechatNames = ["name", "email", "phone", "company"] as const;
type PrechatName = (typeof prechatNames)[number];
/** Whether a field is asked for: `asked` leaves it to the widget, which waits for the one that one is reached by. */
export type Asked = "no" | "asked" | "required" | "optional";

/** How a field of the form before the chat is asked for. */
export function askedFor({ prechat }: KeySettings, name: PrechatName): Asked {
  const found = prechat?.fields.find((field) => (typeof field === "string" ? field : field.name) === name);
  if (found === undefined) return "no";
  if (typeof found === "string" || found.required === undefined) return "asked";
  return found.required ? "required" : "optional";
}

/** The settings with a field of the form asked for in another way; others keep theirs and their order. */
export function withAsked(settings: KeySettings, name: PrechatName, asked: Asked): KeySettings {
  const fields = settings.prechat?.fields ?? [];
  const field = asked === "asked" ? name : { name, required: asked === "required" };
  const known = fields.some((one) => (typeof one === "string" ? one : one.name) === name);
  const replaced = fields.flatMap((one) => {
    if ((typeof one === "string" ? one : one.name) !== name) return [one];
    return asked === "no" ? [] : [field];
  });
  const all = known || asked === "no" ? replaced : [...replaced, field];
  return withSetting(settings, "prechat", all.length === 0 ? undefined : { ...settings.prechat, fields: all });
}

/** One text that is said in another way. */
export interface OwnText {
  readonly locale: string;
  readonly name: string;
  readonly text: string;
}

/** The texts that are said in another way, one by one. */
export function ownTexts({ strings = {} }: KeySettings): readonly OwnText[] {
  return Object.entries(strings).flatMap(([locale, texts]) =>
    Object.entries(texts).map(([name, text]) => ({ locale, name, text })),
  );
}

/** The settings with these texts in place of the widget's. Of two for the same, the later counts. */
export function withOwnTexts(settings: KeySettings, texts: readonly OwnText[]): KeySettings {
  const strings: Record<string, Record<string, string>> = {};
  for (const { locale, name, text } of texts) strings[locale] = { ...strings[locale], [name]: text };
  return Object.keys(strings).length === 0 ? withSetting(settings, "strings", undefined) : { ...settings, strings };
}

/** Paths as lines of text, and back; one without its slash gets it. */
export const linesOf = (paths: readonly string[] | undefined): string => (paths ?? []).join("\n");
export function pathsOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").map((line) => (line.startsWith("/") ? line : `/${line}`));
}

/** Options that the widget looks at only when it begins. */
const atTheStart = ["autoOpen", "autoOpenDelay", "consent", "offline", "showOnMobile", "prechat"] as const;

/** Whether a preview has to begin anew to show the change: a page can change options, but not take them back. */
export function beginsAnew(before: KeySettings, after: KeySettings): boolean {
  const gone = (Object.keys(before) as (keyof KeySettings)[]).some((name) => after[name] === undefined);
  return gone || atTheStart.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** The options of the widget that these settings come to on a page in this scheme, on whatever path it is. */
export function previewOptions(settings: KeySettings, scheme: "light" | "dark"): Readonly<Record<string, unknown>> {
  const { company_name: _, logo_url: __, lead_on: ___, pages: ____, zIndex: _____, ...options } = settings;
  const { theme = "auto" } = settings;
  // A hidden launcher is the page's own to replace, and this page has none.
  const launcher = { ...settings.launcher, hidden: false };
  return { ...options, launcher, theme: theme === "auto" ? scheme : theme };
}
