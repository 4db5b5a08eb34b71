import { css, html, LitElement, nothing, type PropertyValues, render } from "lit";
import type { ThreadItem } from "../state/types.ts";
import { createDateFormats, type DateFormats } from "./dates.ts";
import { downIcon } from "./icons.ts";
import type { linkify } from "./links.ts";
import { messageRow, messageRowLook } from "./message-row.ts";
import type { Strings } from "./strings.ts";
import { base } from "./theme.ts";
import { placeOf } from "./timeline.ts";

/** Rows in the document at most, and how many come when the reader nears an end of them. */
const windowSize = 200;
const step = 80;
/** Distance from the end, in px, that counts as being there. */
const near = 48;
/** As many new items at once are history being loaded, not somebody speaking. */
const history = 4;

interface Row {
  readonly element: HTMLElement;
  item?: ThreadItem;
  look?: string;
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

  static override styles = [
    base,
    messageRowLook,
    css`
:host { display: block; position: relative; min-height: 0; }
.scroll { position: relative; height: 100%; overflow: hidden auto; overscroll-behavior: contain; overflow-anchor: none; padding: 16px; scrollbar-width: thin; }
.scroll:focus-visible { outline-offset: -2px; }
.new { position: absolute; inset: auto 0 12px; margin: auto; width: fit-content; display: flex; align-items: center; gap: 6px; padding: 6px 14px; border-radius: 18px; background: var(--v-bg); color: var(--v-link); font-weight: 600; box-shadow: var(--v-shadow); }`,
  ];

  declare items: readonly ThreadItem[];
  declare strings: Strings;
  declare locale: string;
  declare cardAfter: string | null | undefined;
  declare linkify: typeof linkify | undefined;
  /** New messages arrived below what the reader looks at. */
  declare protected _missed: boolean;

  #dates: DateFormats | null = null;
  readonly #rows = new Map<string, Row>();
  readonly #card = document.createElement("slot");
  readonly #resize = new ResizeObserver(() => this.#keepEnd());
  /** Index of the first row in the document. */
  #from = 0;
  #atEnd = true;
  /** Keys of what somebody just said: the only rows that are announced. */
  #fresh: ReadonlySet<string> = new Set();

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
    this.#from = Math.max(0, this.items.length - step);
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("strings") || changed.has("locale") || changed.has("linkify")) {
      this.#dates = createDateFormats(this.locale, Date.now);
      for (const row of this.#rows.values()) delete row.item;
    }
    if (changed.has("items")) this.#follow(changed.get("items") ?? []);
  }

  protected override firstUpdated(): void {
    this.#observe();
  }

  protected override updated(): void {
    this.#sync();
    this.#keepEnd();
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
    const known = new Set(before.slice(-history * 4).map(({ key }) => key));
    const added = items.slice(-history * 2).filter(({ key }) => !known.has(key));
    this.#fresh = new Set(added.length < history ? added.map(({ key }) => key) : []);
    if (added.some(({ delivery }) => delivery === "sending")) this.#atEnd = true;
    if (!this.#atEnd) {
      // Earlier items may have come before the window: it stays on what the reader looks at.
      const first = before[this.#from]?.key;
      this.#from = Math.max(
        0,
        items.findIndex(({ key }) => key === first),
      );
      if (added.some(({ own }) => !own)) this._missed = true;
    } else if (items.length > this.#from + windowSize || items.length <= this.#from) {
      this.#from = Math.max(0, items.length - step);
    }
  }

  #keepEnd(): void {
    const scroller = this.#scroller;
    if (this.#atEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  #onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // A hidden thread has no height, and says nothing about its reader.
    if (!clientHeight) return;
    const below = scrollHeight - scrollTop - clientHeight;
    const more = this.#from + windowSize < this.items.length;
    this.#atEnd = !more && below < near;
    if (this.#atEnd) this._missed = false;
    else if (scrollTop < clientHeight) this.#up();
    else if (more && below < clientHeight) this.#move(step);
  }

  #up(): void {
    if (this.#from) this.#move(-step);
    else this.dispatchEvent(new Event("earlier"));
  }

  #move(by: number): void {
    this.#from = Math.max(0, this.#from + by);
    this.#sync();
  }

  /** Brings the rows in line with the items in the window. Rows are kept by key, so the live region hears only new ones. */
  #sync(): void {
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
      return item.key === this.cardAfter ? [row, this.#card] : [row];
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
  }

  /** The row of an item, rendered anew only when it or its place changed. */
  #row(item: ThreadItem, index: number, newestOwn: boolean): HTMLElement {
    const { strings, linkify } = this;
    const row: Row = this.#rows.get(item.key) ?? { element: document.createElement("div") };
    if (!this.#rows.has(item.key) && (item.own || !this.#fresh.has(item.key))) row.element.ariaLive = "off";
    this.#rows.set(item.key, row);
    const place = placeOf(this.items, index);
    const look = `${Object.values(place)}${newestOwn}`;
    if (this.#dates && (row.item !== item || row.look !== look)) {
      const tell = (type: string) => () => this.dispatchEvent(new CustomEvent(type, { detail: item.key }));
      const actions = { retry: tell("retry"), discard: tell("discard") };
      render(messageRow(item, place, { strings, dates: this.#dates, newestOwn, linkify, ...actions }), row.element);
      Object.assign(row, { item, look });
    }
    return row.element;
  }
}
