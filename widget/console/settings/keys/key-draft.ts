import type { Permission } from "../../../../api/access/permissions.ts";
import type { ApiKey, ApiKeyChange, Mode } from "../../records.ts";
import { everyPermission } from "./permission-groups.ts";

export type KeyKind = "public" | "secret";

/** A key as the form holds it: lists are lines of text, an expiry is a day. */
export interface KeyDraft {
  readonly kind: KeyKind;
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** One on each line. */
  readonly origins: string;
  readonly ips: string;
  readonly perMinute: string;
  readonly siteMinute: string;
  readonly scope: ApiKey["rate_limit_scope"];
  /** `YYYY-MM-DD`, to the end of which it works; empty for a key that does not expire. */
  readonly expires: string;
}

export const kindOf = ({ type }: Pick<ApiKey, "type">): KeyKind => (type.startsWith("pk_") ? "public" : "secret");

/** The type of a new key: its mode is the console's. */
export function typeOf(kind: KeyKind, mode: Mode): ApiKey["type"] {
  if (kind === "public") return mode === "live" ? "pk_live" : "pk_test";
  return mode === "live" ? "crm" : "crm_test";
}

/** What a new key of a kind begins with: the API's own defaults. */
export function newDraft(kind: KeyKind): KeyDraft {
  return {
    kind,
    name: "",
    permissions: kind === "public" ? ["widget:access"] : everyPermission,
    origins: "",
    ips: "",
    perMinute: kind === "public" ? "30" : "120",
    siteMinute: "1200",
    scope: "visitor",
    expires: "",
  };
}

/** A key that there is, to be changed. */
export function draftOf(key: ApiKey): KeyDraft {
  return {
    kind: kindOf(key),
    name: key.name,
    permissions: key.permissions,
    origins: key.allowed_origins.join("\n"),
    ips: key.allowed_ips.join("\n"),
    perMinute: String(key.rate_limit_per_minute),
    siteMinute: String(key.site_limit_per_minute),
    scope: key.rate_limit_scope,
    expires: key.expires_at === null ? "" : dayOf(key.expires_at),
  };
}

/** What the API takes of a draft: what its kind has no use for is left out. */
export function bodyOf(draft: KeyDraft) {
  const common = {
    name: draft.name.trim(),
    rate_limit_per_minute: Number(draft.perMinute),
    expires_at: draft.expires === "" ? null : endOfDay(draft.expires),
  };
  if (draft.kind === "secret")
    return { ...common, permissions: [...draft.permissions], allowed_ips: linesOf(draft.ips) };
  return {
    ...common,
    allowed_origins: linesOf(draft.origins).map((line) => originOf(line) ?? line),
    site_limit_per_minute: Number(draft.siteMinute),
    rate_limit_scope: draft.scope,
  };
}

/** What differs from the key; empty when nothing does. */
export function changesOf(key: ApiKey, draft: KeyDraft): ApiKeyChange {
  const before: Record<string, unknown> = bodyOf(draftOf(key));
  const after = Object.entries(bodyOf(draft));
  return Object.fromEntries(after.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
}

/** What can be said before the API is asked, by the API's names of the fields. */
export function problemsOf(draft: KeyDraft): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  if (draft.name.trim() === "") problems["name"] = "Give it a name that says what it is used for.";
  if (draft.permissions.length === 0)
    problems["permissions"] = "Tick at least one: a key without a permission opens nothing.";
  const wrong = linesOf(draft.origins).find((line) => originOf(line) === null);
  if (wrong !== undefined)
    problems["allowed_origins"] = `“${wrong}” is no website. Write it like https://www.example.com.`;
  for (const [name, text] of [
    ["rate_limit_per_minute", draft.perMinute],
    ["site_limit_per_minute", draft.siteMinute],
  ] as const) {
    if (!/^[1-9]\d{0,5}$/.test(text.trim())) problems[name] = "Give a whole number of requests, 1 or more.";
  }
  return problems;
}

/** The origin that a line means, also where somebody pasted a page's whole address; null for what is none. */
export function originOf(line: string): string | null {
  const url = URL.parse(/^[a-z]+:\/\//i.test(line) ? line : `https://${line}`);
  const isWeb = url !== null && /^https?:$/.test(url.protocol) && /^[^.].*\.[^.]|^localhost$/.test(url.hostname);
  return isWeb ? `${url.protocol}//${decodeURIComponent(url.host)}` : null;
}

function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((line) => line !== ""))];
}

const dayOf = (instant: string): string => new Date(instant).toLocaleDateString("sv-SE");
const endOfDay = (day: string): string => new Date(`${day}T23:59:59`).toISOString().replace(/\.\d+Z$/, "Z");
