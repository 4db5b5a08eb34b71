import { css, html, LitElement, nothing } from "lit";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";

const longest = 64;

/**
 * The tags of a record, `<console-tags>`: Enter or a comma adds what was typed, Backspace in an empty field takes the last
 * one away.
 * @property tags - those it has
 * @fires change - with all tags as they are wished, as detail
 */
export class TagsEditor extends LitElement {
  static override properties = { tags: { attribute: false }, readOnly: { type: Boolean } };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem;
      }
      li {
        display: inline-flex;
        align-items: center;
        max-width: 100%;
        min-height: 1.5rem;
        padding-left: 0.5rem;
        border-radius: 6px;
        background: light-dark(#eceff3, #262d38);
        color: var(--c-ink-2);
        font-size: 0.75rem;
        font-weight: 550;
      }
      li:not(.open) {
        padding-right: 0.5rem;
      }
      li button.icon {
        width: 1.5rem;
        min-height: 1.5rem;
      }
      input {
        margin-top: 0.375rem;
        font-size: 0.8125rem;
      }
    `,
  ];

  declare tags: readonly string[];
  declare readOnly: boolean;

  constructor() {
    super();
    this.tags = [];
    this.readOnly = false;
  }

  override render() {
    if (this.readOnly && this.tags.length === 0) return html`<span class="quiet small">None</span>`;
    return html`<ul>
        ${this.tags.map(
          (tag) =>
            html`<li class=${this.readOnly ? "" : "open"}>
              <span class="clip">${tag}</span>
              ${this.readOnly ? nothing : this.#renderRemove(tag)}
            </li>`,
        )}
      </ul>
      ${
        this.readOnly
          ? nothing
          : html`<input
            aria-label="Add a tag"
            placeholder="Add a tag, then Enter"
            maxlength=${longest}
            autocomplete="off"
            @keydown=${this.#key}
            @change=${this.#add}
          />`
      }`;
  }

  #renderRemove(tag: string) {
    return html`<button type="button" class="icon" aria-label="Remove the tag ${tag}" @click=${() => this.#remove(tag)}>
      ${icon("close", 12)}
    </button>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const input = event.target as HTMLInputElement;
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      this.#take(input);
    } else if (event.key === "Backspace" && input.value === "") {
      const last = this.tags.at(-1);
      if (last !== undefined) this.#remove(last);
    }
  };

  readonly #add = (event: Event): void => this.#take(event.target as HTMLInputElement);

  #take(input: HTMLInputElement): void {
    const tag = input.value.trim();
    input.value = "";
    if (tag !== "" && !this.tags.includes(tag)) this.#tell([...this.tags, tag]);
  }

  #remove(tag: string): void {
    this.#tell(this.tags.filter((one) => one !== tag));
    this.renderRoot.querySelector("input")?.focus();
  }

  /** Shown as wished at once; the record that is read next says what was stored. */
  #tell(tags: readonly string[]): void {
    this.tags = tags;
    this.dispatchEvent(new CustomEvent("change", { detail: tags }));
  }
}

customElements.define("console-tags", TagsEditor);
