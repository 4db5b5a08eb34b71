import { html, LitElement, nothing, type PropertyValues, render } from "lit";
import type { ThreadItem } from "../state/types.ts";
import { createDateFormats, type DateFormats } from "./dates.ts";
import { downIcon } from "./icons.ts";
import type { linkify } from "./links.ts";
import { messageRow } from "./message-row.ts";
import { messagesLook } from "./messages-look.ts";
import { nextTask } from "./next-task.ts";
import type { Strings } from "./strings.ts";
import { base } from "./theme.ts";
import { placeOf } from "./timeline.ts";

/** Rows in the document at most. */
const windowSize = 200;
/** Rows that are made in one task: a slow phone is done with them, and with what they are laid out by, in 50 ms. */
const step = 16;
/** Distance from the end, in px, that counts as being there. */
const near = 48;
/** As many new items at once are history being loaded, not somebody speaking. */
const history = 4;

interface Row {
  readonly element: HTMLElement;
  /** What it shows: its item, the items around it, whether it is the newest own one. */
  shown?: readonly unknown[];
}

/**
 * A thread of messages, `<valethon-messages>`. Stays at its end unless the reader scrolled up; keeps at most 200 rows in
 * the document however long the thread is; a screen reader hears each message of others once.
 *
 * Properties: `items`, `strings`, `locale`, `cardAfter` (key of the item behind which the slot `card` stands), `linkify`
 * (of `links.ts`; without it no text is a link).
 * Slots: `start` (before the first item), `card`, default (behind the last item).
 * Events: `retry`, `discard` (detail: the item's key), `earlier` (the reader came to the first item). Parts: `bubble`, `own`, and who wrote it (`visitor`, `agent`, `bot`).
 */
export class ValethonMessages extends LitElement {
  static override properties = {
    items: { attribute: false },
    strings: { attribute: false },
    locale: {},
    cardAfter: { attribute: false },
    linkify: { attribute: false },
    _missed: { state: true },
  };

  static override styles = [base, messagesLook];

  declare items: readonly ThreadItem[];
  declare strings: Strings;
  declare locale: string;
  declare cardAfter: string | null | undefined;
  declare linkify: typeof linkify | undefined;
  /** New messages arrived below what the reader looks at. */
  declare protected _missed: boolean;

  #dates: DateFormats = createDateFormats("en", Date.now);
  readonly #rows = new Map<string, Row>();
  readonly #card = document.createElement("slot");
  readonly #resize = new ResizeObserver(() => this.#settle());
  /** Index of the first row in the document. */
  #from = 0;
  #atEnd = true;
  /** How far the thread scrolled when it was last looked at, in px. */
  #range = 0;
  /** Keys of what somebody just said: the only rows that are announced. */
  #fresh: ReadonlySet<string> = new Set();
  /** Rows that may yet be made in this task; below 0 some are left for the next. */
  #left = 0;
  #task: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.items = [];
    this.locale = "en";
    this._missed = false;
    this.#card.name = "card";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  /** Goes to the newest message and stays there. */
  scrollToEnd(): void {
    this.#atEnd = true;
    this._missed = false;
    if (this.#below) this.#from = this.items.length - step;
    this.requestUpdate();
  }

  /** At first in a task of its own: where one writes is there before. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await nextTask();
    void super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("strings") || changed.has("locale") || changed.has("linkify")) {
      this.#dates = createDateFormats(this.locale, Date.now);
      // Said once: it is not said again in another language.
      for (const row of this.#rows.values()) {
        row.element.ariaLive = "off";
        delete row.shown;
      }
    }
    if (changed.has("items")) this.#follow(changed.get("items") ?? []);
  }

  protected override firstUpdated(): void {
    this.#observe();
  }

  protected override updated(): void {
    this.#sync();
    // Not at once: where things stand is asked when the browser lays them out anyway, in a task of its own.
    requestAnimationFrame(() => this.#settle());
  }

  protected override render() {
    const { strings } = this;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${strings.messages} @scroll=${this.#onScroll}><div><slot
      name="start"></slot><div role="log" aria-relevant="additions"></div><slot></slot></div></div>${
        this._missed
          ? html`<button class="new" @click=${this.scrollToEnd}>${downIcon}${strings.newMessages}</button>`
          : nothing
      }`;
  }

  /** How many items are below the window. */
  get #below(): number {
    return Math.max(0, this.items.length - this.#from - windowSize);
  }

  get #scroller(): HTMLElement {
    return this.renderRoot.querySelector(".scroll") as HTMLElement;
  }

  get #log(): HTMLElement {
    return this.renderRoot.querySelector("[role=log]") as HTMLElement;
  }

  #observe(): void {
    this.#resize.observe(this.#scroller);
    this.#resize.observe(this.#log.parentElement as Element);
  }

  /** Decides what the reader sees of items that were added: their end, or a hint that there is more below. */
  #follow(before: readonly ThreadItem[]): void {
    const { items } = this;
    const known = new Set(before.slice(-step * 2).map(({ key }) => key));
    const added = items.slice(-step).filter(({ key }) => !known.has(key));
    this.#fresh = new Set(added.length < history ? added.map(({ key }) => key) : []);
    if (added.some(({ delivery }) => delivery === "sending")) this.#atEnd = true;
    if (!this.#atEnd) {
      // Earlier items may have come before the window: it stays on what the reader looks at.
      const first = before[this.#from]?.key;
      const place = items.findIndex(({ key }) => key === first);
      this.#from = Math.max(0, place);
      if (added.some(({ own }) => !own)) this._missed = true;
    } else {
      // The newest come first. Where some of them stand there already, so do those before them.
      const newest = items.length - step;
      const from = added.length < step ? Math.min(this.#from, newest) : newest;
      this.#from = Math.max(0, from, items.length - windowSize);
    }
  }

  /** What there is was laid out anew: a reader who was at the end is there again. */
  #settle(): void {
    const scroller = this.#scroller;
    if (this.#atEnd) {
      scroller.scrollTop = scroller.scrollHeight;
      this.#range = scroller.scrollHeight - scroller.clientHeight;
    }
    this.#onScroll();
  }

  #onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // A hidden thread has no height, and says nothing about its reader.
    if (!clientHeight) return;
    const range = scrollHeight - clientHeight;
    // Another size scrolled it, as when a phone is turned, and not its reader: #resize brings it back to its end.
    if (this.#atEnd && range !== this.#range) return;
    this.#range = range;
    const below = range - scrollTop;
    this.#atEnd = !this.#below && below < near;
    if (this.#atEnd) this._missed = false;
    // A screen of rows is kept above and below what the reader looks at.
    if (scrollTop < clientHeight) {
      if (this.#from) this.#move(-step);
      else if (!this.#atEnd) this.dispatchEvent(new Event("earlier"));
    } else if (this.#below && below < clientHeight) this.#move(step);
  }

  /** In a task of its own: a step costs a slow phone most of what one may take. */
  #move(by: number): void {
    clearTimeout(this.#task);
    this.#task = setTimeout(() => {
      this.#from = Math.max(0, this.#from + by);
      this.#sync();
    });
  }

  /** Brings the rows in line with the items in the window. Rows are kept by key, so the live region hears only new ones. */
  #sync(): void {
    this.#left = step;
    const scroller = this.#scroller;
    const log = this.#log;
    // Asking where something stands makes the browser lay out the page at once: only where the answer is needed.
    const topOf = (element: Element) => element.getBoundingClientRect().top;
    const anchor = this.#atEnd
      ? null
      : [...log.children].find((row) => row.getBoundingClientRect().bottom > topOf(scroller));
    const top = anchor ? topOf(anchor) : 0;
    const shown = this.items.slice(this.#from, this.#from + windowSize);
    const newestOwn = this.items.findLast(({ own, type }) => own && type === "message");
    const elements: Element[] = shown.flatMap((item, index) => {
      const row = this.#row(item, this.#from + index, item === newestOwn);
      return item.key === this.cardAfter ? [...row, this.#card] : row;
    });
    const kept = new Set(elements);
    for (const child of [...log.children]) if (!kept.has(child)) child.remove();
    elements.forEach((element, index) => {
      const there = log.children[index] ?? null;
      if (there !== element) log.insertBefore(element, there);
    });
    for (const [key, { element }] of this.#rows) if (!kept.has(element)) this.#rows.delete(key);
    this.#fresh = new Set();
    if (anchor?.isConnected) scroller.scrollTop += topOf(anchor) - top;
    if (this.#left < 0) this.#move(0);
  }

  /** The row of an item, rendered anew only when that or its place changed; none when it has to wait for its turn. */
  #row(item: ThreadItem, index: number, newestOwn: boolean): HTMLElement[] {
    const { items, strings, linkify } = this;
    const { key } = item;
    const shown = [item, items[index - 1], items[index + 1], newestOwn];
    const known = this.#rows.get(key);
    if (known?.shown?.every((part, at) => part === shown[at])) return [known.element];
    const isFresh = this.#fresh.has(key);
    if (this.#left-- < 1 && !isFresh) return known ? [known.element] : [];
    const row: Row = known ?? { element: document.createElement("div") };
    if (!known && (item.own || !isFresh)) row.element.ariaLive = "off";
    this.#rows.set(key, row);
    row.shown = shown;
    const tell = (type: string) => this.dispatchEvent(new CustomEvent(type, { detail: key }));
    const context = { strings, dates: this.#dates, newestOwn, linkify, tell };
    render(messageRow(item, placeOf(items, index), context), row.element);
    return [row.element];
  }
}
