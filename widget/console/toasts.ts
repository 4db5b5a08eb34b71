import type { Environment } from "../state/environment.ts";
import { Store } from "./store.ts";

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** `notice`: something happened that this person should look at; it stays until looked at or dismissed. */
  readonly tone: "plain" | "problem" | "notice";
  /** Where a notice leads: an address of the console. */
  readonly href?: string;
  readonly action?: ToastAction;
}

/** What a person may still do about what is told, such as taking it back. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

const lastsMs = 7_000;
/** Who may act on it reads it first, and has to get there. */
const actionLastsMs = 20_000;
/** More would cover what the person works on; the oldest go. */
const most = 3;

/** Short messages to the person in front of the screen. */
export class Toasts {
  readonly shown = new Store<readonly Toast[]>([]);
  readonly #later: Environment["after"];
  #last = 0;

  constructor(later: Environment["after"]) {
    this.#later = later;
  }

  /** Says something that needs nothing; it goes by itself. */
  say(text: string, tone: "plain" | "problem", action?: ToastAction): void {
    const id = this.#add({ text, tone, ...(action === undefined ? {} : { action }) });
    this.#later(action === undefined ? lastsMs : actionLastsMs, () => this.dismiss(id));
  }

  /** Calls the person to an address. */
  call(text: string, href: string): void {
    this.#add({ text, tone: "notice", href });
  }

  dismiss(id: number): void {
    this.#keep((toast) => toast.id !== id);
  }

  /** The person is there: nobody needs to be called to it any more. */
  arrived(href: string): void {
    const path = pathOf(href);
    this.#keep((toast) => toast.href === undefined || pathOf(toast.href) !== path);
  }

  /** Somebody else sits here, or the same person at other data: their calls mean nothing any more. */
  forgetCalls(): void {
    this.#keep((toast) => toast.tone !== "notice");
  }

  #add(toast: Omit<Toast, "id">): number {
    this.#last += 1;
    const added = { ...toast, id: this.#last };
    const isSame = (other: Toast) => other.text === toast.text && other.href === toast.href;
    this.shown.update((shown) => [...shown.filter((other) => !isSame(other)), added].slice(-most));
    return added.id;
  }

  #keep(isKept: (toast: Toast) => boolean): void {
    const kept = this.shown.value.filter(isKept);
    if (kept.length < this.shown.value.length) this.shown.set(kept);
  }
}

const pathOf = (href: string) => href.split("?")[0];
