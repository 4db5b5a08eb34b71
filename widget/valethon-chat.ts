import { loadWidget } from "./chat/loader.ts";
import type { OpenChat, OpenChatOptions } from "./chat/open-chat.ts";

/** File name of the panel's chunk beside this module; put in by the build. */
declare const PANEL_CHUNK: string;
declare const VERSION: string;

const source = import.meta.url;

// As a module: `import "https://…/widget/valethon-chat.js"` defines `<valethon-chat public-key="…">`.
loadWidget(window, {
  source,
  version: VERSION,
  async load(options: OpenChatOptions, attempt: number): Promise<OpenChat> {
    const chunk: typeof import("./chat/open-chat.ts") = await import(new URL(`${PANEL_CHUNK}#${attempt}`, source).href);
    return chunk.openChat(options);
  },
});
