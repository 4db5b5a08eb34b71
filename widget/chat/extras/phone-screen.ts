import type { ReactiveController } from "lit";
import type { ExtrasHost } from "./host.ts";

/** Where the panel fills the screen; its styles and the launcher's repeat it. */
const phoneQuery = "(max-width: 640px), (max-height: 480px) and (pointer: coarse)";

/**
 * Full screen on a phone: while the panel shows, the page behind does not scroll, and the host learns by `--top` and
 * `--height` what the on-screen keyboard leaves of the window (100dvh does not shrink for it on iOS).
 */
export class PhoneScreen implements ReactiveController {
  readonly #host: ExtrasHost;
  readonly #query = matchMedia(phoneQuery);
  #undo: (() => void) | null = null;

  constructor(host: ExtrasHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether the panel fills the screen. */
  get active(): boolean {
    return this.#query.matches;
  }

  hostConnected(): void {
    this.#query.addEventListener("change", this.#onChange);
  }

  hostDisconnected(): void {
    this.#query.removeEventListener("change", this.#onChange);
    this.#set(false);
  }

  hostUpdated(): void {
    this.#set(this.#host.open && this.active);
  }

  readonly #onChange = (): void => this.#host.requestUpdate();

  #set(full: boolean): void {
    if (full) this.#undo ??= this.#fill();
    else {
      this.#undo?.();
      this.#undo = null;
    }
  }

  #fill(): () => void {
    const page = document.documentElement.style;
    const before = page.overflow;
    page.overflow = "hidden";
    const { style } = this.#host;
    const view = window.visualViewport;
    const follow = (): void => {
      // A pinch zooms the page: then the panel keeps its size.
      if (!view || view.scale > 1.01) return;
      style.setProperty("--top", `${view.offsetTop}px`);
      style.setProperty("--height", `${view.height}px`);
    };
    follow();
    for (const type of ["resize", "scroll"]) view?.addEventListener(type, follow);
    return () => {
      page.overflow = before;
      for (const type of ["resize", "scroll"]) view?.removeEventListener(type, follow);
      for (const name of ["--top", "--height"]) style.removeProperty(name);
    };
  }
}
