import type { PreviewWelcome } from "./preview-server.ts";

/** What the console tells the preview's frame, at its start in the address and later by a message. */
export interface PreviewShown {
  /** Options of `window.ValethonWidget`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly welcome: PreviewWelcome;
  readonly scheme: "light" | "dark";
  /** Whether the chat opens at once. */
  readonly open: boolean;
}

/** To the frame: shows something else. Types alone stand here: the frame's script shares no file with the console. */
export interface PreviewOrder {
  readonly kind: "preview:show";
  readonly shown: PreviewShown;
}

/** From the frame: the chat was opened or closed in it. */
export interface PreviewNews {
  readonly kind: "preview:turned";
  readonly open: boolean;
}
