import type { FeedEvent } from "../../gateway/protocol.ts";
import type { News } from "../state/news.ts";
import { createOneSound, type OneSound, type OneSoundOptions } from "../state/one-sound.ts";
import { inboxHref } from "./inbox/tabs.ts";
import { Store } from "./store.ts";

/** What a browser can do to call somebody who looks elsewhere. */
export interface AlertDoors {
  /** Whether the browser shows notifications for this site; `default`: it would ask. */
  permission(): NotificationPermission | "unsupported";
  ask(): Promise<NotificationPermission>;
  notify(text: { readonly title: string; readonly body: string; readonly tag: string }, open: () => void): void;
  readonly tones: { ready(): Promise<boolean>; ring(): void; prepare(): void };
}

export interface AlertsOptions extends Pick<OneSoundOptions, "environment" | "heard"> {
  readonly name: string;
  readonly doors: AlertDoors;
  readonly now: () => number;
  /** Where this device remembers what was chosen. */
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
  readonly go: (href: string) => void;
}

interface Call {
  readonly title: string;
  readonly body: string;
  readonly href: string;
  readonly tag: string;
}

const key = "valethon.console.alerts";
/** What is older was missed in sleep: it stands in the inbox, and rings for nobody. */
const freshMs = 60_000;

/**
 * Calls an agent who looks elsewhere to what visitors write: by a sound and, where the browser may, a notification, once for
 * all tabs of this device. Off until it is asked for.
 */
export class Alerts {
  readonly wanted: Store<boolean>;
  readonly #options: AlertsOptions;
  readonly #sound: OneSound;
  /** By conversation and seq, until it was told or left. */
  readonly #calls = new Map<string, Call>();
  #marked: News | null = null;

  constructor(options: AlertsOptions) {
    const { name, environment, heard, storage } = options;
    this.#options = options;
    this.wanted = new Store(storage?.getItem(key) === "on");
    this.#sound = createOneSound({
      name,
      environment,
      heard: {
        has: (news) => heard.has(news),
        add: async (news) => {
          this.#marked = news;
          return await heard.add(news);
        },
      },
      // A notification needs no sound, so that a page nobody has touched yet can show one.
      chime: { ready: async () => true, ring: () => void this.#ring() },
    });
  }

  /** By the person's own click: only then a browser asks. Resolves to what is to be said about it. */
  async choose(wanted: boolean): Promise<string> {
    const { doors, storage } = this.#options;
    this.wanted.set(wanted);
    storage?.setItem(key, wanted ? "on" : "off");
    if (!wanted) return "This device stays silent.";
    doors.tones.prepare();
    const permission = doors.permission() === "default" ? await doors.ask() : doors.permission();
    if (permission === "granted") return "You are told of new messages on this device while you look elsewhere.";
    return "You hear a sound for new messages. For notifications, allow them for this site in your browser.";
  }

  /** Whether the person looks at this tab. */
  look(looks: boolean): void {
    this.#sound.look(looks);
    if (looks) this.#sound.use();
  }

  /** `me` is the employee's id, `nameOf` says whom a conversation is with. */
  hear(event: FeedEvent, me: number, nameOf: (conversationId: number) => string): void {
    const { conversation_id: id, type, data, timestamp } = event;
    if (!this.wanted.value || id === null || type !== "conversation.message") return;
    const { sender, assigned_to, seq, body } = data as unknown as Said;
    const isMine = assigned_to === me || assigned_to === null;
    if (sender.kind !== "visitor" || !isMine || this.#options.now() - Date.parse(timestamp) > freshMs) return;
    const news = { conversation: String(id), seq };
    const call = {
      title: nameOf(id),
      body: body.slice(0, 200),
      href: inboxHref("open", id),
      tag: `conversation-${id}`,
    };
    this.#calls.set(nameOfNews(news), call);
    void this.#sound.announce(news).then(() => this.#calls.delete(nameOfNews(news)));
  }

  async #ring(): Promise<void> {
    const { doors, go } = this.#options;
    const call = this.#marked === null ? undefined : this.#calls.get(nameOfNews(this.#marked));
    if (call !== undefined && doors.permission() === "granted") doors.notify(call, () => go(call.href));
    if (await doors.tones.ready()) doors.tones.ring();
  }

  stop(): void {
    this.#sound.stop();
  }
}

interface Said {
  readonly sender: { readonly kind: string };
  readonly assigned_to: number | null;
  readonly seq: number;
  readonly body: string;
}

const nameOfNews = ({ conversation, seq }: News) => `${conversation}:${seq}`;
