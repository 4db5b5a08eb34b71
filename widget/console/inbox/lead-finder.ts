import { css, html, LitElement, nothing } from "lit";
import { browserEnvironment } from "../../state/environment.ts";
import type { ConsoleClient } from "../api.ts";
import { baseLook } from "../look.ts";
import { avatar, avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import type { FoundLead } from "../records.ts";
import { Watch } from "../store.ts";
import { LeadSearch } from "./lead-search.ts";

const wordsFor = {
  lead: { one: "lead", many: "Leads", placeholder: "Name, email, company or phone" },
  prospect: { one: "prospect", many: "Prospects", placeholder: "Name, domain or industry" },
} as const;

/**
 * A field that finds a lead, or an account, while one types; arrows and Enter pick one.
 * @property type - what it finds
 * @property verb - what Enter does with it, as in "Enter links"
 * @property busy - the one that was picked is being linked: nothing else can be picked meanwhile
 * @fires pick - with the found lead as detail
 * @fires cancel - by Escape or the button
 */
export class LeadFinder extends LitElement {
  static override properties = { client: { attribute: false }, busy: { type: Boolean }, type: {}, verb: {} };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    avatarLook,
    css`
      .finder {
        display: grid;
        gap: 0.4375rem;
      }
      .line {
        display: flex;
        gap: 0.25rem;
      }
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.125rem;
        max-height: 17rem;
        padding: 0.25rem;
        border: 1px solid var(--c-line);
        border-radius: 9px;
        overflow-y: auto;
        scrollbar-width: thin;
      }
      li {
        display: flex;
        align-items: center;
        gap: 0.5625rem;
        min-height: 2.75rem;
        padding: 0.25rem 0.5rem;
        border-radius: 6px;
        cursor: pointer;
      }
      li:hover {
        background: var(--c-hover);
      }
      li[aria-selected="true"] {
        background: var(--c-selected);
        box-shadow: inset 3px 0 0 var(--c-accent);
      }
      li > div {
        flex: 1;
        min-width: 0;
        font-size: 0.8125rem;
      }
      .title {
        font-weight: 550;
      }
      li[aria-selected="true"] .quiet {
        color: var(--c-ink-2);
      }
      .busy li {
        cursor: default;
        opacity: 0.55;
      }
      @media (pointer: coarse) {
        .keys {
          display: none;
        }
      }
      .problem {
        color: var(--c-bad);
      }
    `,
  ];

  declare client: ConsoleClient;
  declare busy: boolean;
  declare type: "lead" | "prospect";
  declare verb: string;
  #search: LeadSearch | null = null;

  constructor() {
    super();
    this.busy = false;
    this.type = "lead";
    this.verb = "links";
    new Watch(this, () => (this.#search === null ? [] : [this.#search.state]));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#search?.stop();
  }

  override willUpdate(): void {
    this.#search ??= new LeadSearch(this.client, browserEnvironment().after, this.type);
  }

  override updated(): void {
    this.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  override render() {
    const state = this.#search?.state.value;
    if (state === undefined) return nothing;
    const { leads, active, phase } = state;
    const words = wordsFor[this.type];
    return html`<div class="finder ${this.busy ? "busy" : ""}" @keydown=${this.#key}>
      <label for="lead">Find the ${words.one}</label>
      <div class="line">
        <input
          id="lead"
          type="search"
          role="combobox"
          autocomplete="off"
          placeholder=${words.placeholder}
          aria-expanded=${leads.length > 0 ? "true" : "false"}
          aria-controls="found"
          aria-autocomplete="list"
          aria-activedescendant=${active === -1 ? nothing : `lead-${active}`}
          @input=${(event: InputEvent) => this.#search?.type((event.target as HTMLInputElement).value)}
        />
        <button type="button" class="plain" @click=${() => this.#cancel()}>Cancel</button>
      </div>
      <ul id="found" role="listbox" aria-label="${words.many} found" ?hidden=${leads.length === 0}>
        ${leads.map((lead, index) => this.#renderLead(lead, index, index === active))}
      </ul>
      <p class="small ${phase === "failed" ? "problem" : "quiet"}" role="status">
        ${this.#note()}${leads.length > 0 && phase === "found" ? html` <span class="keys">Arrows choose, Enter ${this.verb}.</span>` : nothing}
      </p>
    </div>`;
  }

  #renderLead(lead: FoundLead, index: number, isActive: boolean) {
    return html`<li id="lead-${index}" role="option" aria-selected=${isActive ? "true" : "false"} @click=${() => this.#pick(lead)}>
      ${avatar(lead.title)}
      <div>
        <p class="title clip">${lead.title}</p>
        ${lead.subtitle === "" ? nothing : html`<p class="quiet clip">${lead.subtitle}</p>`}
      </div>
    </li>`;
  }

  #note(): string {
    const { phase, leads, query, problem } = this.#search?.state.value ?? {};
    if (this.busy) return "Linking…";
    if (phase === "failed") return problem ?? "";
    if (phase !== "found" || leads === undefined) return "";
    const { one, many } = wordsFor[this.type];
    if (leads.length === 0) return `No ${one} found for “${query}”.`;
    return `${leads.length === 1 ? `One ${one}` : `${leads.length} ${many.toLowerCase()}`} found.`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "Escape") this.#cancel();
    else if (event.target instanceof HTMLButtonElement) return;
    else if (event.key === "ArrowDown") this.#search?.step(1);
    else if (event.key === "ArrowUp") this.#search?.step(-1);
    else if (event.key === "Enter") this.#pick(this.#search?.chosen ?? null);
    else return;
    // The page has keys of its own, Escape and the arrows among them.
    event.preventDefault();
  };

  #pick(lead: FoundLead | null): void {
    if (lead !== null && !this.busy) this.dispatchEvent(new CustomEvent("pick", { detail: lead }));
  }

  #cancel(): void {
    this.dispatchEvent(new CustomEvent("cancel"));
  }
}

customElements.define("console-lead-finder", LeadFinder);
