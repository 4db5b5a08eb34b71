import { html, nothing, type TemplateResult } from "lit";
import type { ConversationEvent } from "../../../api/conversations/conversation.schema.ts";
import type { ThreadItem } from "../../state/types.ts";
import { type ExtrasHost, focusOn } from "./host.ts";
import { backIcon } from "./icons.ts";

/** A conversation as GET /widget/conversations lists it. */
interface Earlier {
  readonly conversation_id: number;
  readonly status: "open" | "closed" | "ended";
  readonly started_at: string;
  readonly last_message: { readonly body: string; readonly created_at: string } | null;
  readonly unread: number;
}

/** As many the API lists at once. */
const pageSize = 50;

/** A stored event as the thread shows it. */
function toItem({ message_id, type, sender, body, created_at }: ConversationEvent): ThreadItem {
  return {
    key: `m${message_id}`,
    type,
    own: sender.kind === "visitor",
    sender: { kind: sender.kind, name: sender.name },
    body: body ?? "",
    createdAt: created_at,
    delivery: null,
    problem: null,
    suggestedActions: [],
  };
}

/** The visitor's earlier conversations: a list in place of the thread, and one of them to read. */
export class History {
  readonly #host: ExtrasHost;
  #list: readonly Earlier[] = [];
  #pages = 0;
  #hasMore = false;
  #moreFailed = false;
  /** Counts lists: what was asked for one is not shown in another. */
  #lists = 0;
  #isOpen = false;
  #read: Earlier | null = null;
  #items: readonly ThreadItem[] | null = null;
  #failed = false;

  constructor(host: ExtrasHost) {
    this.#host = host;
  }

  get isThere(): boolean {
    return this.#list.length > 0;
  }

  /** Whether it stands in place of the thread, whose messages then nobody reads. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Asks what there is, of who was here before: what came before the conversation that the panel shows. */
  async look(): Promise<void> {
    // Who looks through a long list keeps it.
    if (this.#host.chat.visitorId === null || (this.#isOpen && this.#pages > 1)) return;
    const first = await this.#ask(1);
    if (first) this.#list = first;
    this.#host.requestUpdate();
  }

  /** Null: it could not be had, or is not wanted any more. */
  async #ask(page: number): Promise<readonly Earlier[] | null> {
    const { chat } = this.#host;
    this.#lists += 1;
    const list = this.#lists;
    const answer = await chat.call<readonly Earlier[]>(`conversations?per_page=${pageSize}&page=${page}`);
    if (list !== this.#lists) return null;
    this.#moreFailed = page > 1 && !answer.ok;
    if (!answer.ok) return null;
    const { conversationId } = await chat.settled();
    if (list !== this.#lists) return null;
    this.#pages = page;
    this.#hasMore = answer.value.length === pageSize;
    // One that has just begun may be in the list before it is in the thread.
    const shown = conversationId ?? Number.POSITIVE_INFINITY;
    return answer.value.filter((one) => one.conversation_id < shown && one.last_message);
  }

  /** The focus goes on to the first of those that came. */
  readonly #showMore = async (): Promise<void> => {
    const next = await this.#ask(this.#pages + 1);
    // One that began meanwhile moved all others by one place.
    const isKnown = (one: Earlier) => this.#list.some(({ conversation_id }) => conversation_id === one.conversation_id);
    const came = next?.filter((one) => !isKnown(one)) ?? [];
    this.#list = [...this.#list, ...came];
    this.#host.requestUpdate();
    if (came[0]) void focusOn(this.#host, `[data-id="${came[0].conversation_id}"]`);
  };

  open(): void {
    this.#isOpen = true;
    this.#show(null);
  }

  /** One step back: from a conversation to the list, from there to the chat. False when there is none. */
  back(): boolean {
    if (!this.#isOpen) return false;
    const read = this.#read;
    if (read) this.#show(null, `[data-id="${read.conversation_id}"]`);
    else {
      this.#isOpen = false;
      this.#host.requestUpdate();
      this.#host.focus();
    }
    return true;
  }

  /** Another visitor's are not to be seen. */
  forget(): void {
    this.#lists += 1;
    this.#list = [];
    this.#pages = 0;
    this.#hasMore = false;
    this.#isOpen = false;
    this.#read = null;
  }

  render(): TemplateResult | typeof nothing {
    if (!this.#isOpen) return nothing;
    const { late } = this.#host;
    const read = this.#read;
    return html`<section class="screen" aria-labelledby="past"><div class="bar"><button class="icon goal end" aria-label=${
      late.goBack
    } @click=${() => this.back()}>${backIcon}</button><h3 id="past">${
      read ? this.#dateOf(read, "long") : late.earlier
    }</h3></div>${read ? this.#thread(read) : html`<ul>${this.#list.map((one) => this.#row(one))}</ul>${this.#more()}`}</section>`;
  }

  /** The way to those that the list does not hold yet. */
  #more(): TemplateResult | typeof nothing {
    if (!this.#hasMore) return nothing;
    const { late } = this.#host;
    return html`<div class="form">${
      this.#moreFailed ? html`<p role="alert">${late.problem}</p>` : nothing
    }<button class="quiet" @click=${this.#showMore}>${late.showMore}</button></div>`;
  }

  #row(one: Earlier): TemplateResult {
    const { late, strings } = this.#host;
    const { unread, status, last_message } = one;
    return html`<li><button data-id=${one.conversation_id} @click=${() => this.#show(one)}><b>${this.#dateOf(one, "medium")}</b><small
      class="small">${status === "ended" ? late.ended : nothing}</small><span dir="auto">${last_message?.body}</span>${
        unread ? html`<em role="img" aria-label=${strings.newMessages}></em>` : nothing
      }</button></li>`;
  }

  #thread(read: Earlier): TemplateResult {
    const { late, strings, locale } = this.#host;
    if (this.#failed) {
      return html`<div class="form" role="alert"><p>${late.problem}</p><button class="primary" @click=${() =>
        this.#show(read)}>${strings.retry}</button></div>`;
    }
    return this.#items
      ? html`<valethon-messages class="past" .items=${this.#items} .strings=${strings} .locale=${locale}></valethon-messages>`
      : html`<div role="status" class="form small" aria-busy="true">…</div>`;
  }

  /** Shows one conversation, or the list; the focus goes to the way back, or to where one was in the list. */
  #show(read: Earlier | null, focused = ".bar button"): void {
    this.#read = read;
    this.#items = null;
    this.#failed = false;
    this.#host.requestUpdate();
    void focusOn(this.#host, focused);
    if (read) void this.#load(read);
  }

  async #load(read: Earlier): Promise<void> {
    const events: ConversationEvent[] = [];
    for (;;) {
      const path = `conversations/${read.conversation_id}/messages?limit=200&after_seq=${events.at(-1)?.seq ?? 0}`;
      const answer = await this.#host.chat.call<readonly ConversationEvent[]>(path);
      if (this.#read !== read) return;
      this.#failed = !answer.ok;
      if (!answer.ok || answer.value.length === 0) break;
      events.push(...answer.value);
    }
    if (!this.#failed) this.#loaded(read, events);
    this.#host.requestUpdate();
  }

  #loaded(read: Earlier, events: readonly ConversationEvent[]): void {
    this.#items = events.map(toItem);
    const { conversation_id, unread } = read;
    const seq = events.at(-1)?.seq;
    if (!unread || !seq) return;
    this.#list = this.#list.map((one) => (one.conversation_id === conversation_id ? { ...one, unread: 0 } : one));
    // Told once: what could not be told is unread the next time.
    void this.#host.chat.call("read", { conversation_id, seq });
  }

  #dateOf({ last_message, started_at }: Earlier, dateStyle: "medium" | "long"): string {
    const date = new Date(last_message?.created_at ?? started_at);
    return date.toLocaleString(this.#host.locale, { dateStyle, timeStyle: "short" });
  }
}
