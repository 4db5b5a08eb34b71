import type { ReactiveControllerHost } from "lit";
import type { WidgetChat } from "../../state/types.ts";
import type { GivenOptions } from "../config.ts";
import type { Speaker } from "./late-strings.ts";
import type { pageEvents } from "./page-events.ts";

/** What the extras need of the panel they belong to. */
export interface ExtrasHost extends ReactiveControllerHost, HTMLElement, Speaker {
  readonly chat: WidgetChat;
  /** What the page says, and for what it leaves out the console. */
  readonly options: GivenOptions;
  /** Called by who agrees, as long as that is waited for. */
  readonly agree: (() => void) | null;
  readonly company: string;
  readonly open: boolean;
  /** Undefined: there is no sound to mute. */
  readonly muted?: boolean | undefined;
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/** Moves the focus to what the selector finds, once the panel shows it. */
export async function focusOn(host: ExtrasHost, selector: string): Promise<void> {
  await host.updateComplete;
  host.renderRoot.querySelector<HTMLElement>(selector)?.focus();
}

/** Tells the page of something, as an event of `window.Valethon` (followers.ts). */
export function tellPage(host: ExtrasHost, name: (typeof pageEvents)[number], detail: unknown): void {
  host.dispatchEvent(new CustomEvent(name, { detail }));
}

export function warn(message: string): void {
  // biome-ignore lint/suspicious/noConsole: the one word to the page's developer; visitors never see it.
  console.warn(`[Valethon] ${message}`);
}
