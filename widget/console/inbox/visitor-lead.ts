import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { nameOfLead } from "../leads/name.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { factsLook } from "../parts/facts.ts";
import { scoreBar, statusChip, statusLook } from "../parts/status.ts";
import type { ConversationDetail, FoundLead } from "../records.ts";
import type { Services } from "../services.ts";
import { Watch } from "../store.ts";
import "./lead-acts.ts";
import "./lead-finder.ts";
import { type Suggestion, suggestedAddition, suggestedLead, suggestionText } from "./suggestion.ts";
import { visitorLeadLook } from "./visitor-lead-look.ts";

/** The lead of a conversation, or the ways to one: make it, or link one that is there. */
export class VisitorLead extends LitElement {
  static override properties = {
    desk: { attribute: false },
    services: { attribute: false },
    detail: { attribute: false },
    doing: { state: true },
    finding: { state: true },
  };
  static override styles = [baseLook, buttonLook, factsLook, statusLook, visitorLeadLook];

  declare desk: Desk;
  declare services: Services;
  declare detail: ConversationDetail;
  /** What was asked for and is on its way; nothing else can be asked for meanwhile. */
  declare private doing: "make" | "link" | "add" | null;
  declare private finding: boolean;
  #shown: number | null = null;

  constructor() {
    super();
    this.doing = null;
    this.finding = false;
    new Watch(this, () => [this.desk.inbox.state]);
  }

  override willUpdate(): void {
    if (this.#shown === this.detail.conversation_id) return;
    this.#shown = this.detail.conversation_id;
    this.finding = false;
  }

  override render() {
    const { lead } = this.detail;
    return html`<section class="facts" aria-label="Lead">
      <h3>Lead</h3>
      ${lead === null ? this.#renderNone() : this.#renderLead(lead)} ${this.#renderWays()}
    </section>`;
  }

  #renderLead(lead: NonNullable<ConversationDetail["lead"]>) {
    const addition = this.#mayWrite ? suggestedAddition(this.detail) : null;
    return html`<a class="lead" href="/crm/leads/${lead.lead_id}">
        <span class="clip">${nameOfLead(lead)}</span>${icon("next", 16)}
        <span class="below">${statusChip(lead.status)} ${scoreBar(lead.score)}</span>
      </a>
      ${
        addition === null
          ? nothing
          : this.#renderSuggestion(
              addition,
              this.doing === "add" ? "Adding…" : `Add ${suggestionText(addition)} to the lead`,
              () => this.#add(lead.lead_id, addition),
            )
      }`;
  }

  #renderNone() {
    const suggestion = suggestedLead(this.detail);
    if (suggestion !== null && this.#mayWrite) {
      return this.#renderSuggestion(
        suggestion,
        this.doing === "make" ? "Creating…" : `Use ${suggestionText(suggestion)} and make a lead`,
        () => this.#make(suggestion),
      );
    }
    return html`<p class="quiet small">${this.#whyNone()}</p>`;
  }

  #whyNone(): string {
    const { lead_id, contact_id } = this.detail;
    if (lead_id !== null) return "Its lead was deleted.";
    if (contact_id !== null) return "None: the visitor is a customer already.";
    return "None yet. It is made by itself once the visitor leaves an email or a phone number.";
  }

  #renderSuggestion(suggestion: Suggestion, label: string, act: () => Promise<void>): TemplateResult {
    return html`<div class="suggestion">
      <p class="small">${icon(suggestion.email === undefined ? "phone" : "mail", 15)}<span>Mentioned in the messages</span></p>
      <button type="button" class="primary" aria-disabled=${this.#isBusy} @click=${() => void act()}>${label}</button>
    </div>`;
  }

  /** Make or link; where there is a lead, another one can be linked in its place. */
  #renderWays() {
    const { lead } = this.detail;
    if (!this.#mayWrite) return nothing;
    if (this.finding) {
      return html`<console-lead-finder
        .client=${this.services.client}
        .busy=${this.doing === "link"}
        @pick=${(event: CustomEvent<FoundLead>) => void this.#link(event.detail)}
        @cancel=${() => void this.#stopFinding()}
      ></console-lead-finder>`;
    }
    const canMake = lead === null && suggestedLead(this.detail) === null;
    return html`<div class="ways">
      ${
        canMake
          ? html`<button type="button" class="make" aria-disabled=${this.#isBusy} @click=${() => void this.#make({})}>
              ${icon("plus", 16)}${this.doing === "make" ? "Creating…" : "Create lead"}
            </button>`
          : nothing
      }
      <button
        type="button"
        class="find ${lead === null ? "" : "plain"}"
        aria-disabled=${this.#isBusy}
        @click=${() => {
          if (this.doing === null) this.finding = true;
        }}
      >
        ${icon("chain", 16)}${lead === null ? "Link lead" : "Link another lead"}
      </button>
      ${
        lead === null
          ? nothing
          : html`<console-lead-acts .desk=${this.desk} .services=${this.services} .lead=${lead} @done=${this.#refresh}></console-lead-acts>`
      }
    </div>`;
  }

  readonly #refresh = (): void => {
    this.desk.inbox.refresh(this.detail.conversation_id).catch((error: unknown) => this.services.report(error));
  };

  /** As an attribute: a button that is disabled while it works would lose the focus. */
  get #isBusy(): "true" | "false" {
    return this.doing === null ? "false" : "true";
  }

  get #mayWrite(): boolean {
    return this.desk.employee.role !== "viewer";
  }

  async #make(confirmed: Suggestion): Promise<void> {
    const id = this.detail.conversation_id;
    await this.#do("make", async () =>
      (await this.desk.inbox.takeLead(id, confirmed)) ? "Lead created." : "Linked to the lead that was there already.",
    );
  }

  async #link({ id: lead_id, title }: FoundLead): Promise<void> {
    const id = this.detail.conversation_id;
    await this.#do("link", async () => {
      await this.desk.inbox.takeLead(id, { lead_id });
      this.finding = false;
      return `Linked to ${title}.`;
    });
  }

  async #add(id: number, addition: Suggestion): Promise<void> {
    await this.#do("add", async () => {
      await this.services.client.call("PUT /leads/{id}", { params: { id }, body: addition });
      await this.desk.inbox.refresh(this.detail.conversation_id);
      return "Added to the lead.";
    });
  }

  /** One thing at a time; `act` resolves to what was done, what fails is told in the server's words. */
  async #do(what: "make" | "link" | "add", act: () => Promise<string>): Promise<void> {
    if (this.doing !== null) return;
    this.doing = what;
    const hadFocus = this.matches(":focus-within");
    try {
      this.services.notify(await act());
      if (hadFocus) await this.#focus(".lead");
    } catch (error) {
      this.services.report(error);
    } finally {
      this.doing = null;
    }
  }

  async #stopFinding(): Promise<void> {
    this.finding = false;
    await this.#focus(".find");
  }

  /** The control that had the focus is gone: it goes on at what took its place, unless the person has moved on. */
  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    if (document.activeElement === document.body) this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }
}

customElements.define("console-visitor-lead", VisitorLead);
