import { html, nothing, type TemplateResult } from "lit";
import type { ApiKey } from "../../records.ts";
import { ago, dateText, instantText } from "../../time.ts";
import { kindOf } from "./key-draft.ts";
import { permissionsText } from "./permission-groups.ts";

/** One key among others; `now` in milliseconds. Use with `rowsLook`. */
export function keyRow(key: ApiKey, now: number, menu: TemplateResult | typeof nothing): TemplateResult {
  const state = stateOf(key, now);
  return html`<li class=${key.revoked_at === null ? "" : "past"}>
    <div class="what">
      <div class="line">
        <span class="name">${key.name}</span>
        ${state === null ? nothing : html`<span class="tone ${state.tone}">${state.text}</span>`}
      </div>
      <div class="line">
        <code>${key.prefix}…${key.last4}</code>
        <span class="quiet small">${reachOf(key)}</span>
      </div>
    </div>
    <span class="state" title=${key.last_used_at === null ? nothing : instantText(key.last_used_at)}>
      ${key.last_used_at === null ? "Never used" : `Used ${agoText(key.last_used_at, now)}`}
    </span>
    ${menu}
  </li>`;
}

/** What is particular about a key; null when it simply works. */
function stateOf(
  { revoked_at, expires_at, rolled_to, identity }: ApiKey,
  now: number,
): { readonly tone: string; readonly text: string } | null {
  if (revoked_at !== null) return { tone: "bad", text: `Revoked ${dateText(revoked_at, now)}` };
  if (expires_at !== null && Date.parse(expires_at) <= now) return { tone: "bad", text: "Expired" };
  if (rolled_to !== null && expires_at !== null)
    return { tone: "warn", text: `Replaced, works until ${untilText(expires_at)}` };
  if (expires_at !== null) return { tone: "", text: `Until ${dateText(expires_at, now)}` };
  return identity.required ? { tone: "good", text: "Signed visitors only" } : null;
}

/** Where a key works, or what it may do. */
function reachOf(key: ApiKey): string {
  if (kindOf(key) === "secret") return permissionsText(key.permissions);
  const [first, ...others] = key.allowed_origins;
  if (first === undefined) return "Any website";
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

const agoText = (instant: string, now: number): string => {
  const text = ago(instant, now);
  return text === "now" ? "just now" : /^\d+[mhd]$/.test(text) ? `${text} ago` : text;
};

const untilText = (instant: string): string =>
  new Date(instant).toLocaleString("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
