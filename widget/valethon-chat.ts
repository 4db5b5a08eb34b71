import { fetchChat } from "./chat/fetch-chat.ts";
import { loadWidget } from "./chat/loader.ts";

/** Put in by the build. */
declare const VERSION: string;

const source = import.meta.url;

// As a module: `import "https://…/widget/valethon-chat.js"` defines `<valethon-chat public-key="…">`.
loadWidget(window, {
  source,
  version: VERSION,
  load: fetchChat(source),
});
