import type { ReactiveController } from "lit";
import type { ValethonMessages } from "../../ui/message-list.ts";
import type { ExtrasHost } from "./host.ts";

/**
 * Follows who reads the thread: it shows its end when the panel opens, and is marked as read while it is looked at: in an
 * open panel, on a visible page, with nothing in its place.
 */
export class Reader implements ReactiveController {
  readonly #host: ExtrasHost;
  readonly #isHidden: () => boolean;
  #wasOpen = false;

  constructor(host: ExtrasHost, isHidden: () => boolean) {
    this.#host = host;
    this.#isHidden = isHidden;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#look);
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#look);
  }

  hostUpdated(): void {
    const { open, renderRoot } = this.#host;
    if (open && !this.#wasOpen) {
      renderRoot.querySelector<ValethonMessages>("valethon-messages:not(.past)")?.scrollToEnd();
    }
    this.#wasOpen = open;
    this.#look();
  }

  readonly #look = (): void => {
    const { chat, open } = this.#host;
    const looks = open && document.visibilityState === "visible" && !this.#isHidden();
    if (looks && chat.snapshot.unread) chat.markRead();
  };
}
