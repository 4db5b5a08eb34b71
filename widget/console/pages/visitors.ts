import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../icons.ts";
import { deviceName, languageName } from "../inbox/device.ts";
import { nameOfLead } from "../leads/name.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { avatar, avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import { pageLink } from "../parts/facts.ts";
import { fieldLook } from "../parts/field.ts";
import type { LiveVisitor } from "../records.ts";
import { may } from "../rights.ts";
import { instantText, shortSpan, Ticking } from "../time.ts";
import { visitorsLook } from "../visitors/look.ts";
import "../visitors/start-dialog.ts";

/** Who is on the website now and where; an agent may write first. */
export class VisitorsPage extends DeskPage {
  static override properties = { ...DeskPage.properties, writing: { state: true } };
  static override styles = [baseLook, buttonLook, fieldLook, avatarLook, visitorsLook];

  /** Whom the agent is about to write to. */
  declare private writing: LiveVisitor | null;

  constructor() {
    super();
    this.writing = null;
    new Ticking(this);
  }

  protected override watched() {
    return [this.desk.visitors.state, this.desk.connection];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.visitors.look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.visitors.leave();
  }

  override render() {
    const { phase, visitors, total, problem } = this.desk.visitors.state.value;
    return html`<div class="page">
      <header>
        <h1>Live visitors</h1>
        <span class="quiet" role="status">${phase === "loading" ? "" : countText(total)}</span>
      </header>
      ${
        problem === null
          ? nothing
          : html`<p class="problem" role="alert">
              ${icon("alert", 16)}<span>${problem}</span>
              <button type="button" @click=${() => this.desk.visitors.changed()}>Try again</button>
            </p>`
      }
      ${phase === "loading" ? (problem === null ? skeleton : nothing) : this.#renderList(visitors, total)}
      <console-start-dialog
        .services=${this.services}
        .visitor=${this.writing}
        .name=${this.writing === null ? "" : nameOf(this.writing)}
        @close=${() => {
          this.writing = null;
        }}
      ></console-start-dialog>
    </div>`;
  }

  #renderList(visitors: readonly LiveVisitor[], total: number) {
    if (visitors.length === 0) return empty;
    return html`<ul class="visitors">
        ${repeat(
          visitors,
          (visitor) => visitor.widget_session_id,
          (visitor) => this.#renderVisitor(visitor),
        )}
      </ul>
      ${total > visitors.length ? html`<p class="quiet small more">The latest ${visitors.length} of ${total} are shown.</p>` : nothing}
      <p class="quiet small more">${whoIsSeen}</p>`;
  }

  #renderVisitor(visitor: LiveVisitor) {
    const name = nameOf(visitor);
    const { lead } = visitor;
    const about = [deviceName(visitor.user_agent), languageName(visitor.locale)].filter(Boolean).join(" · ");
    return html`<li>
      ${avatar(name)}
      <div class="who">
        <p class="name clip">
          ${lead === null ? html`<strong>${name}</strong>` : html`<a href="/crm/leads/${lead.lead_id}"><strong>${name}</strong></a>`}
        </p>
        <p class="quiet small clip">${about || "Unknown device"}</p>
      </div>
      <div class="where">
        <p class="clip">${pageLink(visitor.page_url, visitor.page_title) ?? html`<span class="quiet">Page not known yet</span>`}</p>
        <p class="quiet small clip">
          ${visitor.referrer === null ? "Came directly" : html`Came from ${pageLink(visitor.referrer)}`}
        </p>
      </div>
      <time class="quiet small" datetime=${visitor.since} title="Here since ${instantText(visitor.since)}">
        ${hereFor(visitor.since)}
      </time>
      <div class="act">${this.#renderAct(visitor, name)}</div>
    </li>`;
  }

  #renderAct(visitor: LiveVisitor, name: string) {
    const { conversation_id, conversation_status, blocked } = visitor;
    if (blocked) return html`<span class="quiet small">Blocked</span>`;
    if (conversation_id !== null && conversation_status === "open") {
      return html`<a class="button" href="/crm/inbox/${conversation_id}">${icon("chat", 16)}Open conversation<span class="unseen"> with ${name}</span></a>`;
    }
    if (!may(this.desk.employee.role, "conversations:write")) return nothing;
    return html`<button
      type="button"
      @click=${() => {
        this.writing = visitor;
      }}
    >
      ${icon("chat", 16)}Write first<span class="unseen"> to ${name}</span>
    </button>`;
  }
}

function nameOf({ visitor_name, lead, widget_session_id }: LiveVisitor): string {
  return visitor_name || (lead === null ? `Visitor ${widget_session_id}` : nameOfLead({ ...lead, phone: null }));
}

const countText = (total: number) => (total === 1 ? "One visitor is here" : `${total} visitors are here`);

function hereFor(since: string): string {
  const span = shortSpan(Math.max(0, Date.now() - Date.parse(since)));
  return span === "now" ? "just came" : `here for ${span}`;
}

const whoIsSeen =
  "You see visitors who have opened the chat, now or on an earlier visit. Before that the chat tells nobody anything of them, us included.";

const empty = html`<div class="empty">
  ${icon("visitors", 30)}
  <h2>Nobody is here just now</h2>
  <p class="quiet">${whoIsSeen}</p>
</div>`;

const skeleton = html`<div class="visitors skeleton" role="status" aria-label="Loading visitors">
  ${Array.from({ length: 4 }, () => html`<div class="ghost"><i></i><i></i><i></i></div>`)}
</div>`;

customElements.define("console-visitors", VisitorsPage);
