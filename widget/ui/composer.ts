import { css, html, LitElement, nothing } from "lit";
import { sendIcon } from "./icons.ts";
import type { Strings } from "./strings.ts";
import { base } from "./theme.ts";

/** Characters a message may have (the API's limit), and from where on the writer is told how many there are. */
const limit = 4000;
const warnFrom = limit - 200;

/**
 * Where a message is written, `<valethon-composer>`. Enter sends, Shift+Enter breaks the line; it needs no form, which a
 * sandboxed frame would not let it submit.
 *
 * Properties: `value`, `strings`, `placeholder` (in place of the usual one), `disabled`.
 * Slot: `tools`, before the send button. Events: `send` (detail: the trimmed text), `typing` (detail: boolean; at each
 * key, who sends it on does so less often), and the native `input`, after which `value` is the new text.
 */
export class ValethonComposer extends LitElement {
  static override properties = {
    value: { attribute: false },
    strings: { attribute: false },
    placeholder: {},
    disabled: { type: Boolean },
  };

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [
    base,
    css`
:host { display: block; }
.box { display: flex; align-items: flex-end; gap: 4px; padding: 5px; border: 1px solid var(--v-edge); border-radius: 24px; background: var(--v-bg); }
.box:focus-within { outline: 2px solid var(--v-link); outline-offset: -1px; }
textarea { flex: 1; min-width: 0; height: 36px; max-height: 148px; padding: 7px 0; padding-inline: 12px 4px; border: 0; outline: 0 !important; background: none; resize: none; overflow: hidden auto; }
.send { background: var(--v-soft); }
.send:enabled { background: var(--v-accent); color: var(--v-on-accent); }
.count { text-align: end; font-size: 12px; color: var(--v-mute); padding: 0 14px 4px; }
.over { color: var(--v-bad); font-weight: 600; }`,
  ];

  declare value: string;
  declare strings: Strings;
  declare placeholder: string | null;
  declare disabled: boolean;

  constructor() {
    super();
    this.value = "";
    this.placeholder = null;
    this.disabled = false;
  }

  protected override updated(): void {
    const area = this.#area;
    if (area.value !== this.value) area.value = this.value;
    // Not field-sizing: a browser without it would keep one line. An empty one is not measured, for which the browser would
    // lay out a panel that is being made, at once.
    area.style.height = "0";
    area.style.height = this.value && `${Math.max(36, area.scrollHeight)}px`;
  }

  protected override render() {
    const { strings } = this;
    const length = this.value.trim().length;
    const over = length > limit;
    const label = this.placeholder ?? strings.write;
    return html`${
      length > warnFrom
        ? html`<div id="count" role="status" class=${over ? "count over" : "count"}>${length} / ${limit}</div>`
        : nothing
    }<div class="box" part="composer"><textarea rows="1" dir=${this.value ? "auto" : nothing} enterkeyhint="send" placeholder=${label} aria-label=${label}
      aria-describedby="count" aria-invalid=${over} .disabled=${this.disabled} @input=${this.#onInput} @keydown=${this.#onKey}
      @blur=${() => this.#tell(false)}></textarea><slot name="tools"></slot><button class="icon send" aria-label=${strings.send}
      .disabled=${!length || over || this.disabled} @click=${this.#send}>${sendIcon}</button></div>`;
  }

  get #area(): HTMLTextAreaElement {
    return this.renderRoot.querySelector("textarea") as HTMLTextAreaElement;
  }

  #onInput(): void {
    this.value = this.#area.value;
    this.#tell(!!this.value.trim());
  }

  #onKey(event: KeyboardEvent): void {
    // 229: Safari ends a composition with a key that no longer says it is one.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  #send(): void {
    const text = this.value.trim();
    if (!text || text.length > limit || this.disabled) return;
    this.value = "";
    this.dispatchEvent(new CustomEvent("send", { detail: text }));
    this.#area.focus();
  }

  #tell(typing: boolean): void {
    this.dispatchEvent(new CustomEvent("typing", { detail: typing }));
  }
}
