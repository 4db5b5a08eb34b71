import { html, nothing, type TemplateResult } from "lit";
import type { ChatSnapshot } from "../../state/types.ts";
import type { History } from "./history.ts";
import { type ExtrasHost, focusOn } from "./host.ts";
import { checkIcon, moreIcon } from "./icons.ts";
import { downloadText, toTranscript } from "./transcript.ts";

/** The options behind the button in the panel's head. */
export class Menu {
  readonly #host: ExtrasHost;
  readonly #askEnd: () => void;
  readonly #history: History;
  #open = false;

  constructor(host: ExtrasHost, history: History, askEnd: () => void) {
    this.#host = host;
    this.#history = history;
    this.#askEnd = askEnd;
  }

  render({ items, ended }: ChatSnapshot): TemplateResult {
    const { late, strings, muted, locale, company } = this.#host;
    const option = (text: string, choose: () => void) =>
      html`<button @click=${() => {
        this.close();
        choose();
      }}>${text}</button>`;
    // The menu stays: one sees what the click did.
    const mute = () => this.#host.dispatchEvent(new CustomEvent("mute", { detail: !muted }));
    const download = () => downloadText(toTranscript(items, strings, locale, company), `${company}.txt`);
    return html`<nav @focusout=${this.#onLeave}><button class="icon" aria-label=${late.menu} aria-expanded=${this.#open}
      @click=${() => this.#set(!this.#open)}>${moreIcon}</button>${
        this.#open
          ? html`<div class="menu">${
              muted === undefined
                ? nothing
                : html`<button aria-pressed=${muted} @click=${mute}>${late.mute}${checkIcon}</button>`
            }${option(late.transcript, download)}${items.length && !ended ? option(late.end, this.#askEnd) : nothing}${
              this.#history.isThere ? option(late.earlier, () => this.#history.open()) : nothing
            }</div>`
          : nothing
      }</nav>`;
  }

  /** Closes it, with the focus back on its button. False when it was closed already. */
  close(): boolean {
    if (!this.#open) return false;
    this.#set(false);
    void focusOn(this.#host, "nav button");
    return true;
  }

  #set(open: boolean): void {
    this.#open = open;
    if (open) void this.#history.look();
    this.#host.requestUpdate();
  }

  // Safari names no new focus when a button is clicked: only a known one outside closes the menu.
  readonly #onLeave = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (relatedTarget && !(currentTarget as Element).contains(relatedTarget as Element)) this.#set(false);
  };
}
