import { loadWidget } from "./chat/loader.ts";
import type { OpenChat, OpenChatOptions } from "./chat/open-chat.ts";

/** File name of the panel's chunk beside this script; put in by the build. */
declare const PANEL_CHUNK: string;
declare const VERSION: string;

// Only while the script runs: a later tick has no current script.
const script = document.currentScript as (HTMLScriptElement & { valethonSettings?: unknown }) | null;

if (script?.src) {
  const source = script.src;
  loadWidget(window, {
    source,
    // The server may put `document.currentScript.valethonSettings = {…};` in front of this file.
    settings: script.valethonSettings,
    version: VERSION,
    async load(options: OpenChatOptions, attempt: number): Promise<OpenChat> {
      const chunk: typeof import("./chat/open-chat.ts") = await import(
        new URL(`${PANEL_CHUNK}#${attempt}`, source).href
      );
      return chunk.openChat(options);
    },
  });
}
