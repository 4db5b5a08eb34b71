import { fetchChat } from "./chat/fetch-chat.ts";
import { loadWidget } from "./chat/loader.ts";

/** Put in by the build. */
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
    load: fetchChat(source),
  });
}
