import { css, html, LitElement, nothing } from "lit";
import { icon } from "../../icons.ts";
import { baseLook } from "../../look.ts";
import { buttonLook } from "../../parts/button.ts";
import "../../parts/copy.ts";
import { field, fieldLook } from "../../parts/field.ts";
import type { ApiKey } from "../../records.ts";
import type { Services } from "../../services.ts";
import { instantText, shortSpan } from "../../time.ts";
import { isKey, shortKey, snippet } from "./snippet.ts";

/** How often the key is looked at while nobody waits for an event of it: there is none. */
const looksEveryMs = 4_000;

/**
 * The code for the website, and whether it is in place: `<console-install-check>`. Looks again every four seconds while
 * the page is in view, so that it turns by itself once a visitor has begun to chat.
 *
 * @property apiKey - the public key
 * @property whole - its whole text, where that is known
 */
class InstallCheck extends LitElement {
  static override properties = {
    services: { attribute: false },
    apiKey: { attribute: false },
    whole: {},
    pasted: { state: true },
    seen: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    css`
      :host {
        display: grid;
        gap: 0.75rem;
      }
      .check {
        display: flex;
        align-items: baseline;
        gap: 0.5rem;
        font-size: 0.8125rem;
      }
      .check svg {
        align-self: center;
      }
      .check.seen {
        color: var(--c-good);
      }
      .check .quiet {
        margin-left: auto;
        white-space: nowrap;
      }
      .waiting {
        flex: none;
        width: 0.5rem;
        height: 0.5rem;
        margin: 0 0.25rem;
        border-radius: 50%;
        background: var(--c-line-strong);
      }
      ol {
        display: grid;
        gap: 0.25rem;
        padding-left: 1.25rem;
        list-style: decimal;
        color: var(--c-ink-2);
        font-size: 0.8125rem;
      }
      code {
        font: 0.75rem / 1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
      }
      .seen-list {
        display: grid;
        gap: 0.375rem;
      }
    `,
  ];

  declare services: Services;
  declare apiKey: ApiKey;
  declare whole: string;
  declare private pasted: string;
  declare private seen: ApiKey["seen_on"];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.whole = "";
    this.pasted = "";
    this.seen = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => void this.#look(), looksEveryMs);
    document.addEventListener("visibilitychange", this.#looked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#looked);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("apiKey") as ApiKey | undefined;
    if (!changed.has("apiKey")) return;
    this.seen = this.apiKey.seen_on;
    if (before?.key_id !== this.apiKey.key_id) this.pasted = "";
  }

  override render() {
    const key = this.#key;
    return html`<console-copy multiline label="the code" .text=${snippet(location.origin, key ?? shortKey(this.apiKey))}></console-copy>
      ${key === null ? this.#renderAsk() : nothing}
      <div class="seen-list" role="status">${this.seen.length === 0 ? this.#renderWaiting() : this.seen.slice(0, 5).map(seenRow)}</div>
      ${this.seen.length === 0 ? this.#renderSteps() : nothing}`;
  }

  /** The whole key, when this page was told it. */
  get #key(): string | null {
    return [this.whole, this.pasted].find((text) => isKey(this.apiKey, text)) ?? null;
  }

  #renderAsk() {
    return field({
      name: "whole-key",
      label: "Paste the key to complete the code",
      value: this.pasted,
      hint: "It was shown once, when it was made. If it is lost, roll the key under API keys to get another one.",
      problem: this.pasted === "" ? undefined : `This is not the key that begins with ${this.apiKey.prefix}.`,
      onInput: (text) => {
        this.pasted = text.trim();
      },
    });
  }

  #renderWaiting() {
    return html`<p class="check"><span class="waiting"></span><span>Not seen on any website yet</span></p>`;
  }

  #renderSteps() {
    return html`<ol>
      <li>Copy the code and paste it before <code>&lt;/body&gt;</code> on every page of your website.</li>
      <li>Open your website and click the chat once.</li>
      <li>This turns green by itself.</li>
    </ol>`;
  }

  readonly #looked = (): void => {
    if (document.visibilityState === "visible") void this.#look();
  };

  /** What fails here is tried again in a moment. */
  async #look(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    const id = this.apiKey.key_id;
    const key = await this.services.client.call("GET /api-keys/{id}", { params: { id } }).catch(() => null);
    if (key?.key_id === this.apiKey.key_id) this.seen = key.seen_on;
  }
}

function seenRow({ origin, path, last_seen_at }: ApiKey["seen_on"][number]) {
  const span = shortSpan(Date.now() - Date.parse(last_seen_at));
  return html`<p class="check seen">
    ${icon("check", 16)}<span>Seen on ${origin.replace(/^https?:\/\//, "")}${path === null || path === "/" ? "" : path}</span>
    <time class="quiet" datetime=${last_seen_at} title=${instantText(last_seen_at)}>${span === "now" ? "just now" : `${span} ago`}</time>
  </p>`;
}

customElements.define("console-install-check", InstallCheck);
