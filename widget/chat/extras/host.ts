import type { ReactiveControllerHost } from "lit";
import type { Chat } from "../../state/types.ts";
import type { Speaker } from "./late-strings.ts";

/** What the extras need of the panel they belong to. */
export interface ExtrasHost extends ReactiveControllerHost, HTMLElement, Speaker {
  readonly chat: Chat;
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
