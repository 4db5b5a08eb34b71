import { html, LitElement, nothing } from "lit";
import { allowed, browserEnvironment } from "../../state/environment.ts";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import type { Services } from "../services.ts";
import { Watch } from "../store.ts";
import { actionsFor } from "./actions.ts";
import { hitLook, hitView } from "./hit-view.ts";
import { paletteLook } from "./palette-look.ts";
import { type Group, type Item, Palette } from "./palette-state.ts";
import { Recent } from "./recent.ts";

/**
 * The search over everything, `<console-palette>`: records, pages and what was searched for before.
 * It opens when it is put into the document.
 *
 * @property services, desk - whose records are searched; they never change during its life
 * @fires close - it is closed: take it out
 */
export class ConsolePalette extends LitElement {
  static override properties = { services: { attribute: false }, desk: { attribute: false } };
  static override styles = [baseLook, buttonLook, fieldLook, hitLook, paletteLook];

  declare services: Services;
  declare desk: Desk;
  #palette: Palette | null = null;

  constructor() {
    super();
    new Watch(this, () => (this.#palette === null ? [] : [this.#palette.state]));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#palette?.stop();
  }

  override willUpdate(): void {
    const { employee, mode } = this.desk;
    const storage = allowed(() => localStorage);
    this.#palette ??= new Palette({
      client: this.services.client,
      after: browserEnvironment().after,
      actions: actionsFor(employee.role),
      recent: new Recent(storage, `valethon.console.searches.${mode}.${employee.employee_id}`),
    });
  }

  override firstUpdated(): void {
    this.#dialog?.showModal();
    this.renderRoot.querySelector("input")?.focus();
  }

  override updated(): void {
    this.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  override render() {
    const palette = this.#palette;
    if (palette === null) return nothing;
    const { groups, active } = palette.state.value;
    let place = 0;
    return html`<dialog aria-label="Search" @close=${this.#closed} @click=${this.#pressBeside} @keydown=${this.#key}>
      <div class="line">
        ${icon("search", 19)}
        <input
          type="text"
          role="combobox"
          aria-label="Search for leads, people, conversations and pages"
          placeholder="Search, or go to a page"
          autocomplete="off"
          spellcheck="false"
          maxlength="200"
          aria-expanded=${groups.length > 0 ? "true" : "false"}
          aria-controls="results"
          aria-autocomplete="list"
          aria-activedescendant=${palette.chosen === null ? nothing : `item-${active}`}
          @input=${(event: InputEvent) => palette.type((event.target as HTMLInputElement).value)}
        />
        <button type="button" class="icon" aria-label="Close" @click=${() => this.close()}>${icon("close", 17)}</button>
      </div>
      <div class="results" id="results" role="listbox" aria-label="Found">
        ${groups.map((group, index) => {
          const first = place;
          place += group.items.length;
          return this.#renderGroup(group, index, first);
        })}
      </div>
      <p class="note ${palette.state.value.problem === null ? "" : "problem"}">
        <span role="status">${this.#note(palette)}</span>
        ${groups.some(({ title }) => title === "Recent searches") ? this.#renderForget(palette) : nothing}
      </p>
    </dialog>`;
  }

  /** Closes it; the browser gives the focus back to where it was. */
  close(): void {
    this.#dialog?.close();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  #renderGroup({ title, items }: Group, index: number, first: number) {
    return html`<div role="group" aria-labelledby="group-${index}">
      <div class="heading" id="group-${index}" role="presentation">${title}</div>
      ${items.map((item, i) => this.#renderItem(item, first + i))}
    </div>`;
  }

  #renderItem(item: Item, place: number) {
    const isActive = place === this.#palette?.state.value.active;
    return html`<div
      id="item-${place}"
      role="option"
      aria-selected=${isActive ? "true" : "false"}
      @click=${() => this.#follow(item)}
    >
      ${itemView(item)}<kbd aria-hidden="true">↵</kbd>
    </div>`;
  }

  #renderForget(palette: Palette) {
    return html`<button type="button" class="plain" @click=${() => palette.forgetRecent()}>Forget recent searches</button>`;
  }

  #note({ state }: Palette): string {
    const { phase, problem, query, groups } = state.value;
    if (problem !== null) return problem;
    if (phase !== "found") return phase === "idle" && query !== "" ? "Write at least two letters." : "";
    const hits = groups.flatMap(({ items }) => items).filter(({ kind }) => kind === "hit").length;
    if (hits === 0) return `Nothing found for “${query}”. Try fewer or shorter words.`;
    return hits === 1 ? "One found." : `${hits} found.`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    // The page has keys of its own.
    event.stopPropagation();
    const palette = this.#palette;
    if (palette === null || event.isComposing || event.target instanceof HTMLButtonElement) return;
    if (event.key === "ArrowDown") palette.step(1);
    else if (event.key === "ArrowUp") palette.step(-1);
    else if (event.key === "Enter") this.#enter(palette);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") this.close();
    else return;
    event.preventDefault();
  };

  #enter(palette: Palette): void {
    if (palette.chosen !== null) this.#follow(palette.chosen);
  }

  #follow(item: Item): void {
    if (item.kind === "recent") {
      const input = this.renderRoot.querySelector("input");
      if (input !== null) input.value = item.query;
      this.#palette?.type(item.query);
      input?.focus();
      return;
    }
    if (item.kind !== "action") this.#palette?.keep();
    this.close();
    this.services.router.go(item.href);
  }

  readonly #pressBeside = (event: Event): void => {
    if (event.target === this.#dialog) this.close();
  };

  readonly #closed = (): void => {
    this.dispatchEvent(new Event("close"));
  };
}

function itemView(item: Item) {
  switch (item.kind) {
    case "hit":
      return hitView(item.hit);
    case "action":
      return line(icon(item.action.icon, 17), item.action.label);
    case "recent":
      return line(icon("search", 17), item.query);
    case "all":
      return line(icon("search", 17), `Show all ${item.total}`);
  }
}

const line = (sign: ReturnType<typeof icon>, text: string) =>
  html`<span class="sign">${sign}</span><span class="lines"><span class="title clip">${text}</span></span>`;

customElements.define("console-palette", ConsolePalette);
