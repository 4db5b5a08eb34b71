import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ChatSnapshot, WidgetChat } from "../state/types.ts";
import type { ValethonComposer } from "../ui/composer.ts";
import { closeIcon } from "../ui/icons.ts";
import { nextTask } from "../ui/next-task.ts";
import { directionOf, type Locale, type OwnTexts, type Strings } from "../ui/strings.ts";
import { base, tokens } from "../ui/theme.ts";
import type { Extras } from "./extras/extras.ts";
import type { LateStrings } from "./extras/late-strings.ts";
import { panelLook } from "./panel-look.ts";
import type { PageOptions } from "./words.ts";

/**
 * The chat, `<valethon-panel>`: head, thread, composer. Shows `chat.snapshot` and tells `chat` what the visitor wants.
 * All that a first message does not need (options, cards, chips, rating, phone screen) comes after it as `extras`.
 *
 * Properties: `chat`, `strings`, `own`, `locale`, `open` (shows it), `sound` (whether the page wants one).
 * Events: `close` (bubbles: the visitor wants it closed), `mute` (detail: the new value). Part: `panel`.
 */
export class ValethonPanel extends LitElement {
  static override properties = {
    chat: { attribute: false },
    strings: { attribute: false },
    late: { attribute: false },
    locale: {},
    open: { type: Boolean, reflect: true },
    options: { attribute: false },
    agree: { attribute: false },
    _snapshot: { state: true },
    _extras: { state: true },
  };

  static override styles = [tokens, base, panelLook];

  /** Given to late-lit.ts. */
  static readonly lit = { css, html, nothing };

  declare chat: WidgetChat;
  declare strings: Strings;
  /** Set by the extras, which all need it. */
  declare late: LateStrings;
  /** What the owner says in place of our texts. */
  declare own: OwnTexts;
  declare locale: Locale;
  declare open: boolean;
  declare sound?: boolean | undefined;
  /** The greeting until the server has said its own. */
  declare hello: string;
  /** What the page says. */
  declare options: PageOptions;
  /** Called by who agrees, as long as that is waited for. */
  declare agree: (() => void) | null;
  /** Set by what makes the sound, as long as there is one. */
  declare muted?: boolean | undefined;
  declare protected _snapshot: ChatSnapshot;
  declare protected _extras: Extras | null;

  #unsubscribe: (() => void) | null = null;

  constructor() {
    super();
    this.locale = "en";
    this.open = false;
    this._extras = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  /** The name of who one talks to. */
  get company(): string {
    return this._snapshot.companyName || location.hostname;
  }

  /** Moves the focus to the composer, or to what is asked before; by touch to the dialog, since the keyboard would cover half of the thread. */
  override focus(): void {
    void this.updateComplete.then(async () => {
      const composer = this.renderRoot.querySelector<ValethonComposer>(".goal,valethon-composer");
      await composer?.updateComplete;
      const touch = matchMedia("(pointer: coarse)").matches;
      ((touch ? null : composer) ?? this.#dialog).focus({ preventScroll: true });
    });
  }

  /** Asks the launcher to close it. */
  close(): void {
    this.dispatchEvent(new Event("close", { bubbles: true }));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("chat")) this.#subscribe();
  }

  protected override updated(): void {
    if (!this._extras) void this.#loadExtras();
  }

  protected override render() {
    const { strings, locale, chat, hello, options, _snapshot: snapshot, _extras: extras } = this;
    const { items, connection } = snapshot;
    // Without a session the server has not said its own.
    const greeting = snapshot.greeting ?? (connection === "idle" && hello);
    const act = (name: "retry" | "discard") => (event: CustomEvent<string>) => {
      chat[name](event.detail);
      this.focus();
    };
    return html`${extras?.edge(true)}<div role="dialog" part="panel" tabindex="-1" lang=${locale} dir=${directionOf(locale)} aria-label=${this.company}
      aria-modal=${extras?.isFullScreen ?? false} @keydown=${this.#onKey} @focusin=${this.#start} @pointerdown=${this.#start}>${this.#header(snapshot)}${extras?.banner(snapshot)}<valethon-messages .items=${items}
      .strings=${strings} .locale=${locale} .cardAfter=${extras?.cardPlace(snapshot)} .linkify=${extras?.linkify}
      @retry=${act("retry")} @discard=${act("discard")} @earlier=${() => chat.loadEarlier?.()}>${
        greeting ? html`<div slot="start" class="greeting" dir="auto">${greeting}</div>` : nothing
      }${extras?.thread(snapshot)}</valethon-messages>${
        extras?.footer(snapshot) ??
        // Who is to be asked something first is asked by the extras.
        (!extras && (this.agree || options.prechat || options.offline === "form")
          ? nothing
          : html`<footer>${extras?.note(snapshot)}<valethon-composer .strings=${strings}
          @send=${({ detail }: CustomEvent<string>) => chat.send(detail)}
          @typing=${({ detail }: CustomEvent<boolean>) => chat.typing(detail)}></valethon-composer></footer>`)
      }</div>${extras?.edge(false)}`;
  }

  get #dialog(): HTMLElement {
    return this.renderRoot.querySelector("[role=dialog]") as HTMLElement;
  }

  #header(snapshot: ChatSnapshot): TemplateResult {
    const { strings, company, _extras: extras } = this;
    return html`<header>${
      extras?.logo(snapshot) ?? html`<span class="face" aria-hidden="true">${[...company][0]?.toUpperCase()}</span>`
    }<div><h2>${company}</h2><p>${extras?.answers(snapshot) ?? strings.away}</p></div>${extras?.menu(snapshot)}<button class="icon" aria-label=${strings.close} @click=${this.close}>${closeIcon}</button></header>`;
  }

  /** Without the extras one can still write; the next change tries again. */
  async #loadExtras(): Promise<void> {
    try {
      // Not in the task in which the panel is made.
      await nextTask();
      const { Extras, speak } = await import("./extras/extras.ts");
      const own = await speak(this);
      if (this._extras) return;
      const sheet = Extras.styles.styleSheet;
      if (sheet) this.shadowRoot?.adoptedStyleSheets.push(sheet);
      this._extras = new Extras(this, own);
    } catch {}
  }

  #subscribe(): void {
    this.#unsubscribe?.();
    if (!this.chat || !this.isConnected) return;
    const take = (): void => {
      this._snapshot = this.chat.snapshot;
    };
    this.#unsubscribe = this.chat.subscribe(take);
    take();
  }

  /** Any touch of the panel is the visitor's act, but closing it; opening by the page alone is none. */
  #start({ target }: Event): void {
    if (!this.agree && !(target as Element).closest("header")) void this.chat.start();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    if (!this._extras?.escape()) this.close();
  }
}
