import { css, html, LitElement, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { browserEnvironment } from "../../state/environment.ts";
import type { ConsoleClient } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import { Watch } from "../store.ts";
import { type FoundRecord, RecordSearch } from "./record-search.ts";

/** A record that was chosen: enough to link to it and to name it. */
export interface ChosenRecord {
  readonly type: string;
  readonly id: number;
  readonly title: string;
}

const words: Readonly<Record<string, string>> = {
  contact: "Person",
  lead: "Lead",
  opportunity: "Deal",
  prospect: "Account",
};

/**
 * A field that finds a record while one types, `<console-record-field>`; arrows and Enter pick one, and what was picked
 * stands in its place until it is taken away.
 * @property label - what the field is called
 * @property types - the kinds of records, as the API's search takes them
 * @property chosen - the record that stands there, or null
 * @property problem - what is wrong with it, or null
 * @fires pick - with a ChosenRecord as detail, or null when it was taken away
 */
export class RecordField extends LitElement {
  static override properties = {
    client: { attribute: false },
    label: {},
    types: {},
    placeholder: {},
    chosen: { attribute: false },
    problem: { attribute: false },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    css`
      .field {
        position: relative;
      }
      ul {
        position: absolute;
        inset: 100% 0 auto;
        z-index: 5;
        max-height: 15rem;
        margin-top: 0.1875rem;
        padding: 0.25rem;
        border: 1px solid var(--c-line-strong);
        border-radius: 9px;
        background: var(--c-raised);
        box-shadow: var(--c-shadow);
        overflow-y: auto;
        scrollbar-width: thin;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 0.5rem;
        padding: 0.3125rem 0.5rem;
        border-radius: 6px;
        font-size: 0.8125rem;
        cursor: pointer;
      }
      li:hover {
        background: var(--c-hover);
      }
      li[aria-selected="true"] {
        background: var(--c-selected);
      }
      li[aria-selected="true"] .quiet {
        color: var(--c-ink-2);
      }
      .sub {
        grid-column: 1 / -1;
      }
      .chosen {
        display: flex;
        align-items: center;
        gap: 0.25rem;
        min-height: 2rem;
        padding-left: 0.625rem;
        border: 1px solid var(--c-line-strong);
        border-radius: 7px;
        background: var(--c-hover);
      }
      .chosen .clip {
        flex: 1;
      }
      .chosen button {
        min-height: 1.875rem;
      }
    `,
  ];

  declare client: ConsoleClient;
  declare label: string;
  declare types: string;
  declare placeholder: string;
  declare chosen: ChosenRecord | null;
  declare problem: string | null;
  #search: RecordSearch | null = null;
  #focus = false;

  constructor() {
    super();
    this.placeholder = "Search by name";
    this.chosen = null;
    this.problem = null;
    new Watch(this, () => (this.#search === null ? [] : [this.#search.state]));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#search?.stop();
  }

  override willUpdate(): void {
    this.#search ??= new RecordSearch(this.client, browserEnvironment().after);
  }

  override updated(): void {
    this.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    if (!this.#focus) return;
    this.#focus = false;
    this.renderRoot.querySelector<HTMLElement>(".chosen button, input")?.focus();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".chosen button, input")?.focus();
  }

  override render() {
    return html`<div class="field" @keydown=${this.#key} @focusout=${this.#left}>
      ${this.chosen === null ? this.#renderSearch() : this.#renderChosen(this.chosen)}
      ${this.problem === null ? nothing : html`<div class="problem" id="problem">${this.problem}</div>`}
    </div>`;
  }

  #renderChosen({ title, type }: ChosenRecord) {
    return html`<span class="label">${this.label}</span>
      <div class="chosen">
        <span class="clip" dir="auto">${title}</span><span class="quiet small">${this.types.includes(",") ? words[type] : nothing}</span>
        <button type="button" class="icon" aria-label="Take ${title} away" title="Take away" @click=${() => this.#pick(null)}>${icon("close", 15)}</button>
      </div>`;
  }

  #renderSearch() {
    const state = this.#search?.state.value;
    const { records = [], active = -1, phase = "short", query = "", problem = null } = state ?? {};
    return html`<label for="search">${this.label}</label>
      <input
        id="search"
        type="search"
        role="combobox"
        autocomplete="off"
        placeholder=${this.placeholder}
        .value=${live(query)}
        aria-expanded=${records.length > 0 ? "true" : "false"}
        aria-controls="found"
        aria-autocomplete="list"
        aria-invalid=${this.problem === null ? nothing : "true"}
        aria-describedby=${this.problem === null ? nothing : "problem"}
        aria-activedescendant=${active === -1 ? nothing : `record-${active}`}
        @input=${(event: InputEvent) => this.#search?.type((event.target as HTMLInputElement).value, this.types)}
      />
      <ul id="found" role="listbox" aria-label="Found" ?hidden=${records.length === 0} @pointerdown=${(event: Event) => event.preventDefault()}>
        ${records.map((record, index) => this.#renderFound(record, index, index === active))}
      </ul>
      <p class="small ${phase === "failed" ? "problem" : "quiet"}" role="status" ?hidden=${records.length > 0 || phase === "short"}>
        ${phase === "failed" ? problem : phase === "found" ? `Nothing found for “${query}”.` : nothing}
      </p>`;
  }

  #renderFound(record: FoundRecord, index: number, isActive: boolean) {
    return html`<li id="record-${index}" role="option" aria-selected=${isActive ? "true" : "false"} @click=${() => this.#pick(record)}>
      <span class="clip" dir="auto">${record.title}</span><span class="quiet small">${words[record.type] ?? record.type}</span>
      ${record.subtitle === "" ? nothing : html`<span class="sub quiet small clip" dir="auto">${record.subtitle}</span>`}
    </li>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    const { records = [], active = -1 } = this.#search?.state.value ?? {};
    if (event.isComposing || records.length === 0) return;
    if (event.key === "ArrowDown") this.#search?.step(1);
    else if (event.key === "ArrowUp") this.#search?.step(-1);
    else if (event.key === "Enter") this.#pick(records[active] ?? null);
    else if (event.key === "Escape") this.#search?.clear();
    else return;
    // A dialog would close, a form would be sent.
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #left = (event: FocusEvent): void => {
    const { relatedTarget } = event;
    if (!(relatedTarget instanceof Node && this.renderRoot.contains(relatedTarget))) this.#search?.clear();
  };

  #pick(record: ChosenRecord | null): void {
    this.#search?.clear();
    this.#focus = true;
    const detail = record === null ? null : { type: record.type, id: record.id, title: record.title };
    this.dispatchEvent(new CustomEvent<ChosenRecord | null>("pick", { detail }));
  }
}

customElements.define("console-record-field", RecordField);
