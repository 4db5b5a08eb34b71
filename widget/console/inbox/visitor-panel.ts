import { html, LitElement, nothing } from "lit";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { avatar, avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import { facts, factsLook, pageLink } from "../parts/facts.ts";
import { statusLook } from "../parts/status.ts";
import type { Contact, ConversationDetail, ConversationRow } from "../records.ts";
import type { Services } from "../services.ts";
import { Watch } from "../store.ts";
import { ago, instantText, Ticking } from "../time.ts";
import { customerCard } from "./customer-card.ts";
import { deviceName, languageName } from "./device.ts";
import { panelLook } from "./panel-look.ts";
import { nameOfVisitor } from "./tabs.ts";
import { timeline } from "./timeline.ts";
import "./visitor-lead.ts";

/**
 * Who the visitor of a conversation is, as far as is known.
 * @fires close - on a narrow screen, to return to the thread
 */
export class VisitorPanel extends LitElement {
  static override properties = {
    desk: { attribute: false },
    services: { attribute: false },
    conversation: { attribute: false },
  };
  static override styles = [baseLook, buttonLook, avatarLook, factsLook, statusLook, panelLook];

  declare desk: Desk;
  declare services: Services;
  declare conversation: number;

  constructor() {
    super();
    new Watch(this, () => [this.desk.inbox.state, this.desk.employees, this.desk.contacts.state, this.desk.seen.state]);
    new Ticking(this);
  }

  override willUpdate(): void {
    const contact = this.desk.inbox.state.value.rows.get(this.conversation)?.contact_id ?? null;
    if (contact !== null) void this.desk.contacts.want(contact);
  }

  override render() {
    const { rows, details } = this.desk.inbox.state.value;
    const row = rows.get(this.conversation);
    const detail = details.get(this.conversation);
    return html`<aside aria-label="Visitor details">
      <button type="button" class="icon hide" aria-label="Close the details" @click=${() => this.dispatchEvent(new CustomEvent("close"))}>
        ${icon("close")}
      </button>
      ${row === undefined ? skeleton : html`${this.#renderWho(row, detail)}${detail === undefined ? skeleton : this.#renderDetail(row, detail)}`}
    </aside>`;
  }

  #renderWho(row: ConversationRow, detail: ConversationDetail | undefined) {
    const name = nameOfVisitor(row);
    const { email, phone, company } = row.contact;
    return html`<div class="who">
        ${avatar(name, "large")}
        <div class="clip">
          <h2 class="clip">${name}</h2>
          ${trustBadge(row, detail?.visitor.external_id ?? null)}
        </div>
      </div>
      ${
        email || phone || company
          ? html`<ul class="contact">
              ${email ? html`<li>${icon("mail", 16)}<a class="clip" href="mailto:${email}">${email}</a></li>` : nothing}
              ${phone ? html`<li>${icon("phone", 16)}<a class="clip" href="tel:${phone}">${phone}</a></li>` : nothing}
              ${company ? html`<li>${icon("company", 16)}<span class="clip">${company}</span></li>` : nothing}
            </ul>`
          : nothing
      }`;
  }

  #renderDetail(row: ConversationRow, detail: ConversationDetail) {
    const { visitor } = detail;
    const seen = this.desk.seen.state.value.get(row.conversation_id);
    const first = visitor.attribution.first;
    const campaign = [first?.utm_campaign, first?.utm_term, first?.utm_content].filter(Boolean).join(" · ");
    return html`${this.#renderContact(row.contact_id)}
    <console-visitor-lead .desk=${this.desk} .services=${this.services} .detail=${detail}></console-visitor-lead>
    ${facts("Proved by your website", [["Your id", visitor.external_id]])}
    ${facts(seen === undefined ? "Not on the website now" : "On the website now", [
      [seen === undefined ? "Last page" : "Page", pageLink(seen?.page_url ?? row.page_url)],
      ["Language", languageName(visitor.locale)],
      ["Device", deviceName(visitor.user_agent)],
    ])}
    ${facts("Came from", [
      ["Landed on", pageLink(first?.landing_url)],
      ["Referrer", pageLink(first?.referrer) ?? (first ? "Direct" : null)],
      ["Source", [first?.utm_source, first?.utm_medium].filter(Boolean).join(" / ")],
      ["Campaign", campaign],
    ])}
    ${facts(
      "Said by your website",
      Object.entries(visitor.attributes).map(([name, value]) => [name, String(value)]),
    )}
    ${timeline(
      "Done on your website",
      visitor.happenings.map((one) => ({ what: deed(one), at: one.at })),
    )}
    ${timeline(
      "Pages seen",
      visitor.trail.map(({ page_url, page_title, at }) => ({ what: pageLink(page_url, page_title), at })),
    )}
    ${earlierList(detail.earlier)}
    ${facts("Conversation", [
      ["Started", html`<time datetime=${row.created_at}>${instantText(row.created_at)}</time>`],
      ["Assigned", this.desk.nameOf(row.assigned_to) ?? "Nobody"],
      ["Rating", row.rating === null ? null : `${row.rating} of 5`],
    ])}`;
  }

  #renderContact(id: number | null) {
    const contact = id === null ? null : this.desk.contacts.state.value.get(id);
    return contact ? customerCard(contact, this.#ownerOf(contact)) : nothing;
  }

  #ownerOf({ assigned_to }: Contact): string {
    if (assigned_to === null) return "Nobody looks after this customer yet";
    const isMe = assigned_to === this.desk.employee.employee_id;
    return `Looked after by ${isMe ? "you" : (this.desk.nameOf(assigned_to) ?? "a former colleague")}`;
  }
}

/** Other conversations of the same visitor, each a link. */
function earlierList(earlier: ConversationDetail["earlier"]) {
  if (earlier.length === 0) return nothing;
  const now = Date.now();
  return html`<section class="facts">
    <h3>Other conversations</h3>
    <ol class="trail plain">
      ${earlier.map(({ conversation_id, last_message, last_message_at, created_at, status }) => {
        const at = last_message_at ?? created_at;
        return html`<li>
          <a class="clip" href="/crm/inbox/${conversation_id}">${last_message ?? "No messages"}</a>
          <span class="quiet small">${status}</span>
          <time class="quiet small" datetime=${at}>${ago(at, now)}</time>
        </li>`;
      })}
    </ol>
  </section>`;
}

/** In the page's own words, with the details that it gave. */
function deed({ event, data }: ConversationDetail["visitor"]["happenings"][number]) {
  const details = Object.entries(data)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");
  return html`<span title=${details || nothing}>${event}${details ? html` <span class="quiet">${details}</span>` : nothing}</span>`;
}

function trustBadge({ trust, contact }: ConversationRow, externalId: string | null) {
  const told = Object.values(contact).some((claim) => claim !== null);
  if (trust === "verified") {
    const title = externalId === null ? "Signed by your website" : `Signed by your website as ${externalId}`;
    return html`<span class="trust good" title=${title}>${icon("check", 13)} Verified</span>`;
  }
  if (told) return html`<span class="trust warn" title="Typed by the visitor; not proven">Claimed</span>`;
  return html`<span class="trust plain">Anonymous</span>`;
}

const skeleton = html`<div class="skeleton ghost" role="status" aria-label="Loading details"><i></i><i></i><i></i></div>`;

customElements.define("console-visitor-panel", VisitorPanel);
