import { html, nothing, type TemplateResult } from "lit";
import type { ExtrasHost } from "./host.ts";
import { starIcon } from "./icons.ts";

const scores = [1, 2, 3, 4, 5] as const;

/** Asks how an ended chat was: five stars, then a comment. */
export class Rating {
  readonly #host: ExtrasHost;
  #score = 0;

  constructor(host: ExtrasHost) {
    this.#host = host;
  }

  render(): TemplateResult {
    const { late } = this.#host;
    const score = this.#score;
    return html`<b id="rate">${late.rate}</b><div class="stars" role="group" aria-labelledby="rate">${scores.map(
      (one) => html`<button class=${one > score ? "" : "on"} aria-label="${one} / 5" aria-pressed=${one === score}
        @click=${() => this.#choose(one)}>${starIcon}</button>`,
    )}</div>${
      score
        ? html`<textarea class="field" rows="2" maxlength="2000" dir="auto" aria-label=${late.comment}
            placeholder=${late.comment}></textarea><button class="primary" @click=${this.#send}>${late.sendRating}</button>`
        : nothing
    }`;
  }

  #choose(score: number): void {
    this.#score = score;
    this.#host.requestUpdate();
  }

  readonly #send = (): void => {
    const { chat, renderRoot } = this.#host;
    const comment = renderRoot.querySelector<HTMLTextAreaElement>("footer textarea")?.value.trim();
    void chat.end({ rating: this.#score, ...(comment ? { comment } : {}) });
    this.#score = 0;
    this.#host.focus();
  };
}
