import { html, nothing, type TemplateResult } from "lit";
import type { ChatSnapshot } from "../../state/types.ts";
import type { Field } from "./fields.ts";
import { asksFirst, current, type First, fieldsOf, isAway } from "./first.ts";
import { type ExtrasHost, warn } from "./host.ts";
import { OfflineForm } from "./offline-form.ts";
import { PrechatForm } from "./prechat-form.ts";

/** What may come before one can write: the question for consent, the form before the chat, the form in its place. */
export class Before {
  readonly #host: ExtrasHost;
  #prechat: PrechatForm;
  #offline: OfflineForm;
  /** Whether it is known what this browser's visitor said before. */
  #known: boolean;
  #wanted: unknown;
  #fields: readonly Field[] = [];

  constructor(host: ExtrasHost) {
    this.#host = host;
    this.#known = host.chat.visitorId === null;
    this.#prechat = new PrechatForm(host);
    this.#offline = new OfflineForm(host);
  }

  /** Another conversation begins. */
  renew(): void {
    this.#prechat = new PrechatForm(this.#host);
    this.#offline = new OfflineForm(this.#host);
  }

  /** Looks at what changed, before it is shown. */
  follow({ connection }: ChatSnapshot): void {
    if (this.#known || connection !== "online") return;
    void this.#host.chat.settled().then(() => {
      this.#known = true;
      this.#host.requestUpdate();
    });
  }

  asks(snapshot: ChatSnapshot): First {
    const { options, agree } = this.#host;
    const items = current(snapshot.items);
    if (this.#offline.isTouched && !this.#offline.isSent(items)) return "offline";
    const first = asksFirst(options, {
      agreed: !agree,
      begun: items.length > 0 || this.#offline.isSent(items),
      known: this.#isKnown(snapshot),
      contactKnown: snapshot.contactKnown || this.#prechat.done,
      away: isAway(snapshot, this.#isSilent(snapshot)),
    });
    // What was wished came after the visitor began to write.
    return first !== "consent" && this.#isWriting ? null : first;
  }

  /** What stands in the composer's place. */
  footer(first: First): TemplateResult | undefined {
    const { late, options } = this.#host;
    if (first === "wait") return html`<footer></footer>`;
    if (first === "prechat")
      return html`<footer class="fills">${this.#prechat.render(this.#fieldsOf(options.prechat))}</footer>`;
    if (first !== "consent") return undefined;
    const { privacyUrl } = options;
    return html`<footer class="form"><p id="consent">${late.consent}${
      privacyUrl ? html` <a href=${privacyUrl} target="_blank" rel="noopener">${late.privacy}</a>` : nothing
    }</p><button class="primary goal end" aria-describedby="consent" @click=${this.#agree}>${late.start}</button></footer>`;
  }

  /** What stands in the place of thread and composer. */
  screen(first: First, { contactKnown }: ChatSnapshot): TemplateResult | typeof nothing {
    return first === "offline" ? this.#offline.render(contactKnown) : nothing;
  }

  /** Key of the message that was left, which thanks stand behind. */
  place({ items }: ChatSnapshot): string | undefined {
    return current(items).find(({ key }) => key === this.#offline.id)?.key;
  }

  thanks(): TemplateResult {
    return this.#offline.thanks();
  }

  /** Read once, so that a mistake of the page's is one warning. */
  #fieldsOf(prechat: unknown): readonly Field[] {
    if (prechat !== this.#wanted) this.#fields = fieldsOf(prechat, warn);
    this.#wanted = prechat;
    return this.#fields;
  }

  readonly #agree = (): void => {
    const { agree, chat } = this.#host;
    agree?.();
    void chat.start();
    this.#host.requestUpdate();
    this.#host.focus();
  };

  /** Who has a session may have said something; whom the page names is told by the server. */
  #isKnown({ connection, contactKnown }: ChatSnapshot): boolean {
    if (connection === "offline" || contactKnown) return true;
    return this.#known && (!this.#host.options.identity || connection === "online");
  }

  /** A page that goes on with what another tab began asks for no more than the thread. */
  #isSilent({ connection }: ChatSnapshot): boolean {
    return connection === "online" ? this.#known : connection === "idle" && !this.#hasFocus;
  }

  get #hasFocus(): boolean {
    return (this.#host.renderRoot as ShadowRoot).activeElement !== null;
  }

  get #isWriting(): boolean {
    return !!this.#host.renderRoot.querySelector<HTMLElement & { value?: string }>("valethon-composer")?.value;
  }
}
