import { html, nothing, type ReactiveController, type TemplateResult } from "lit";
import type { ChatSnapshot } from "../../state/types.ts";
import { setAccent } from "../../ui/accent.ts";
import { linkify } from "../../ui/links.ts";
import type { OwnTexts } from "../../ui/strings.ts";
import { typingBubble } from "../../ui/typing-bubble.ts";
import { Before } from "./before.ts";
import { ContactCard } from "./contact-card.ts";
import { contactChip } from "./contact-chip.ts";
import { extrasLook } from "./extras-look.ts";
import type { First } from "./first.ts";
import { Head } from "./head.ts";
import { History } from "./history.ts";
import { type ExtrasHost, focusOn } from "./host.ts";
import { incidentIcon } from "./icons.ts";
import { speak } from "./late-strings.ts";
import { Menu } from "./menu.ts";
import { PhoneScreen } from "./phone-screen.ts";
import { Rating } from "./rating.ts";
import { Reader } from "./reader.ts";
import { replyChips } from "./reply-chips.ts";
import { cardPlace, mayRate } from "./thread.ts";

export { speak };

type Part = TemplateResult | typeof nothing;

/** All of the panel that a first message does not need; each method renders one place of it. */
export class Extras implements ReactiveController {
  /** Added to the panel's styles. */
  static readonly styles = extrasLook;

  /** Finds the links of a message. */
  readonly linkify = linkify;

  readonly #host: ExtrasHost;
  readonly #phone: PhoneScreen;
  readonly #head: Head;
  readonly #menu: Menu;
  readonly #before: Before;
  readonly #history: History;
  #card: ContactCard;
  #rating: Rating;
  #asksEnd = false;
  /** The visitor wants another chat after one that ended. */
  #again = false;
  #wasOnline = false;
  #accent: string | null = null;
  #hadFocus = false;
  /** Where one writes, or what one is asked, as the focus found it last. */
  #goal: Element | null = null;
  #visitor = 0;
  /** The owner's texts that are in the late ones; they are new whenever the language is. */
  #own: OwnTexts;

  /** `own`: what `speak` brought before. */
  constructor(host: ExtrasHost, own: OwnTexts) {
    this.#host = host;
    this.#own = own;
    this.#phone = new PhoneScreen(host);
    this.#head = new Head(host);
    this.#before = new Before(host);
    this.#history = new History(host);
    this.#menu = new Menu(host, this.#history, this.#askEnd);
    new Reader(host, () => this.#history.isOpen);
    this.#card = new ContactCard(host);
    this.#rating = new Rating(host);
    host.addController(this);
  }

  hostUpdate(): void {
    this.#hadFocus = this.#hasFocus;
    this.#speak();
    const { snapshot } = this.#host.chat;
    this.#welcome(snapshot);
    this.#before.follow(snapshot);
  }

  /** What had the focus may be gone, as the composer when the chat ends: the focus stays in the panel. */
  hostUpdated(): void {
    this.#color();
    this.#arrive();
    if (!this.#hadFocus || this.#hasFocus) return;
    // Later, because who took it away may know a better place.
    setTimeout(() => {
      if (this.#host.open && document.activeElement === document.body) this.#host.focus();
    });
  }

  /** Whether the panel fills the screen. */
  get isFullScreen(): boolean {
    return this.#phone.active;
  }

  /** What Escape means before it closes the panel. False: nothing. */
  escape(): boolean {
    if (this.#menu.close() || this.#history.back()) return true;
    if (!this.#asksEnd) return false;
    this.#answer();
    return true;
  }

  /** Takes over the accent that page or owner chose, else the launcher's stands: its text colours cost a computation that a first message need not wait for. */
  #color(): void {
    const accent = this.#host.chat.snapshot.primaryColor ?? null;
    if (accent === this.#accent) return;
    this.#accent = accent;
    if (accent) setAccent(this.#host, accent);
  }

  /** A full screen has nothing behind it to go to: at its edges the focus goes round. */
  edge(first: boolean): Part {
    const goal = first ? ".end, valethon-composer, footer .quiet" : "nav button";
    const round = () => void focusOn(this.#host, goal);
    return this.isFullScreen ? html`<span tabindex="0" @focus=${round}></span>` : nothing;
  }

  logo(snapshot: ChatSnapshot): TemplateResult {
    return this.#head.logo(snapshot);
  }

  answers(snapshot: ChatSnapshot): TemplateResult | undefined {
    return this.#head.answers(snapshot);
  }

  menu(snapshot: ChatSnapshot): TemplateResult {
    return this.#menu.render(snapshot);
  }

  /** What stands below the head: what is wrong with the services or the connection, and what takes the thread's place. */
  banner(snapshot: ChatSnapshot): TemplateResult {
    const { connection, team } = snapshot;
    this.#wasOnline ||= connection === "online";
    const lost = connection === "offline" || (connection === "connecting" && this.#wasOnline);
    return html`<div role="status">${
      team?.incident ? html`<p class="small incident" dir="auto">${incidentIcon}${team.incident}</p>` : nothing
    }${lost ? html`<p class="small banner">${this.#host.late.reconnecting}</p>` : nothing}</div>${
      this.#history.isOpen ? this.#history.render() : this.#before.screen(this.#first(snapshot), snapshot)
    }`;
  }

  /** What the visitor should know of the messages on their way. */
  note({ memoryOnly, busy }: ChatSnapshot): Part {
    const { late } = this.#host;
    const texts = [...(memoryOnly ? [late.memoryOnly] : []), ...(busy ? [late.busy] : [])];
    return html`<div role="status">${texts.map((text) => html`<p class="small note">${text}</p>`)}</div>`;
  }

  /** Key of the item that a card stands behind, thanks or the one that asks for an email; null for none. */
  cardPlace(snapshot: ChatSnapshot): string | null {
    const { items, contactKnown, contactFound, ended } = snapshot;
    const asks = this.#card.shows(!contactKnown && !contactFound && !ended);
    return this.#before.place(snapshot) ?? (asks ? cardPlace(items) : null);
  }

  /** What stands in the thread beside its messages: a card, the contact chip, the quick replies. */
  thread(snapshot: ChatSnapshot): TemplateResult {
    return html`${this.#typing(snapshot)}${this.#cardOf(snapshot)}${contactChip(this.#host, snapshot, this.#do)}${replyChips(this.#host, snapshot, this.#do)}`;
  }

  #cardOf(snapshot: ChatSnapshot): Part {
    if (this.#before.place(snapshot)) return this.#before.thanks();
    return this.cardPlace(snapshot) ? this.#card.render() : nothing;
  }

  #typing({ typing }: ChatSnapshot): Part {
    const { late, company } = this.#host;
    return typing === null ? nothing : typingBubble(late.typing.replace("{name}", () => typing.name ?? company));
  }

  /** What stands in the composer's place, if anything. */
  footer(snapshot: ChatSnapshot): TemplateResult | undefined {
    const { ended, items } = snapshot;
    const { late, chat } = this.#host;
    if (!ended) this.#again = false;
    if (this.#asksEnd && !ended) {
      return html`<footer class="ask" role="group" aria-labelledby="end"><b id="end">${late.endAsk}</b><div class="row"><button
        class="primary" @click=${() => this.#answer(() => void chat.end())}>${late.end}</button><button class="quiet"
        @click=${() => this.#answer()}>${late.cancel}</button></div></footer>`;
    }
    if (!ended || this.#again) return this.#before.footer(this.#first(snapshot));
    return html`<footer class="ask">${mayRate(items) ? this.#rating.render() : nothing}<button class="quiet"
      @click=${() =>
        this.#do(() => {
          this.#again = true;
          this.#before.renew();
        })}>${late.again}</button></footer>`;
  }

  #first(snapshot: ChatSnapshot): First {
    return snapshot.ended && !this.#again ? null : this.#before.asks(snapshot);
  }

  /** Who opened the chat before there was a place to write or to answer has the focus on the dialog. */
  #arrive(): void {
    const { renderRoot } = this.#host;
    const goal = renderRoot.querySelector(".goal, valethon-composer");
    const isNew = goal !== null && goal !== this.#goal;
    this.#goal = goal;
    if (isNew && (renderRoot as ShadowRoot).activeElement?.matches("[role=dialog]")) this.#host.focus();
  }

  /** In another language when the panel is; where that cannot be fetched, the next change tries again. */
  #speak(): void {
    const { own } = this.#host;
    if (own === this.#own) return;
    const before = this.#own;
    this.#own = own;
    speak(this.#host).catch(() => {
      this.#own = before;
    });
  }

  /** What one visitor wrote into the panel and was told in it is not the next one's to see. */
  #welcome({ visitor }: ChatSnapshot): void {
    if (visitor === this.#visitor) return;
    this.#visitor = visitor;
    this.#card = new ContactCard(this.#host);
    this.#rating = new Rating(this.#host);
    this.#asksEnd = false;
    this.#before.renew();
    this.#history.forget();
    const composer = this.#host.renderRoot.querySelector("valethon-composer");
    if (composer) Object.assign(composer, { value: "" });
  }

  get #hasFocus(): boolean {
    return (this.#host.renderRoot as ShadowRoot).activeElement !== null;
  }

  /** Does what a button says; the button may be gone after it, so the focus goes back to where one writes. */
  readonly #do = (act?: () => void): void => {
    act?.();
    this.#host.requestUpdate();
    this.#host.focus();
  };

  readonly #askEnd = (): void => {
    this.#asksEnd = true;
    this.#host.requestUpdate();
    void focusOn(this.#host, "footer button");
  };

  #answer(act?: () => void): void {
    this.#asksEnd = false;
    this.#do(act);
  }
}
