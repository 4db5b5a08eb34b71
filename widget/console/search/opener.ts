import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Desk } from "../desk.ts";
import type { Services } from "../services.ts";
import type { Readable } from "../store.ts";
import type { ConsolePalette } from "./palette.ts";

/** Opens the search by Ctrl-K or Cmd-K, or when a part of the host fires `search`. Its code is fetched when first asked for. */
export class SearchOpener implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #services: Services;
  readonly #desk: Readable<Desk | null>;
  #palette: ConsolePalette | null = null;
  #opening = false;

  constructor(host: ReactiveControllerHost & HTMLElement, services: Services, desk: Readable<Desk | null>) {
    this.#host = host;
    this.#services = services;
    this.#desk = desk;
    host.addController(this);
  }

  /** The open search, for the host to render; null while it is closed. */
  get element(): HTMLElement | null {
    return this.#palette;
  }

  hostConnected(): void {
    window.addEventListener("keydown", this.#key);
    this.#host.addEventListener("search", this.#open);
  }

  hostDisconnected(): void {
    window.removeEventListener("keydown", this.#key);
    this.#host.removeEventListener("search", this.#open);
  }

  readonly #key = (event: KeyboardEvent): void => {
    const asks =
      (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    if (!asks || event.defaultPrevented || this.#desk.value === null) return;
    event.preventDefault();
    void this.#open();
  };

  readonly #open = async (): Promise<void> => {
    const desk = this.#desk.value;
    if (desk === null || this.#palette !== null || this.#opening) return;
    this.#opening = true;
    try {
      await import("./palette.ts");
      this.#show(desk);
    } catch {
      this.#services.toasts.say("The search could not be loaded. Check the connection, then try again.", "problem");
    } finally {
      this.#opening = false;
    }
  };

  #show(desk: Desk): void {
    const palette = document.createElement("console-palette") as ConsolePalette;
    palette.services = this.#services;
    palette.desk = desk;
    palette.addEventListener("close", () => {
      this.#palette = null;
      this.#host.requestUpdate();
    });
    this.#palette = palette;
    this.#host.requestUpdate();
  }
}
