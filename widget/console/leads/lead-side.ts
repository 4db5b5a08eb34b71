import { html, nothing, type TemplateResult } from "lit";
import { facts, pageLink } from "../parts/facts.ts";
import { scoreBar } from "../parts/status.ts";
import { conversationLinks } from "../records/side.ts";
import type { LeadDetail } from "../records.ts";
import { instantText } from "../time.ts";

/** What explains a lead: its score, its conversations, where it came from. */
export function leadSide(lead: LeadDetail, now: number): TemplateResult {
  const { first, last } = lead.attribution;
  return html`${score(lead)} ${conversationLinks(lead.conversations, now)}
  ${facts(
    "Proved by your website",
    lead.identities.flatMap(({ external_id, verified_at }) => [
      ["Your id", external_id],
      ["Last", html`<time datetime=${verified_at}>${instantText(verified_at)}</time>`],
    ]),
  )}
  ${facts("First touch", [
    ["Landed on", pageLink(first?.landing_url)],
    ["Referrer", pageLink(first?.referrer) ?? (first ? "Direct" : null)],
    ["Source", [first?.utm_source, first?.utm_medium].filter(Boolean).join(" / ")],
    ["Campaign", first?.utm_campaign],
    ["When", first?.at ? instantText(first.at) : null],
  ])}
  ${facts("Last touch", [
    ["Page", pageLink(last?.page_url, last?.title)],
    ["Source", [last?.utm_source, last?.utm_medium].filter(Boolean).join(" / ")],
    ["When", last?.at ? instantText(last.at) : null],
  ])}
  ${facts("Record", [
    ["Source", lead.source.replaceAll("_", " ")],
    ["Form", lead.form_type?.replaceAll("_", " ")],
    ["Created", instantText(lead.created_at)],
    ["Updated", instantText(lead.updated_at)],
    [
      "Before",
      lead.previous_lead_id
        ? html`<a href="/crm/leads/${lead.previous_lead_id}">Lead ${lead.previous_lead_id}</a>`
        : null,
    ],
  ])}
  ${rawPayload(lead.raw_payload)}`;
}

/** What the form sent, as it came. */
function rawPayload(payload: LeadDetail["raw_payload"]): TemplateResult | typeof nothing {
  if (payload === null) return nothing;
  return html`<section class="facts raw">
    <details>
      <summary>Form data as it was sent</summary>
      <pre role="region" tabindex="0" aria-label="Form data">${JSON.stringify(payload, null, 2)}</pre>
    </details>
  </section>`;
}

function score(lead: LeadDetail): TemplateResult {
  const lines = lead.score_breakdown;
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  return html`<section class="facts">
    <h3>Score</h3>
    <div class="big">${scoreBar(lead.score)}<span class="quiet small">of 100</span></div>
    ${
      lines.length === 0 || points === lead.score
        ? nothing
        : html`<p class="quiet small">Set by hand. By itself it would be ${points}:</p>`
    }
    ${
      lines.length === 0
        ? nothing
        : html`<ul class="breakdown">${lines.map((line) => html`<li><span>${line.label}</span><span>+${line.points}</span></li>`)}</ul>`
    }
  </section>`;
}
