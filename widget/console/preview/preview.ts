import type { PageInterface } from "../../chat/page-interface.ts";
import { createPreviewServer } from "./preview-server.ts";
import type { PreviewNews, PreviewOrder, PreviewShown } from "./preview-shown.ts";

/**
 * The page in which the console shows the real widget. It stands in a sandboxed frame without network or storage; before
 * chat.js begins, fetch and WebSocket are replaced by a server in memory.
 */
type PreviewWindow = Window & { ValethonWidget?: unknown; Valethon?: PageInterface };

const page = window as PreviewWindow;
let shown = JSON.parse(decodeURIComponent(location.hash.slice(1))) as PreviewShown;
const server = createPreviewServer(() => shown.welcome);
Object.assign(page, { fetch: server.fetch, WebSocket: server.Socket });
page.ValethonWidget = { ...shown.options, publicKey: "pk_test_preview" };

showScheme();
addEventListener("message", ({ data, source }) => {
  const order = data as Partial<PreviewOrder> | null;
  if (source !== parent || order?.kind !== "preview:show" || order.shown === undefined) return;
  shown = order.shown;
  showScheme();
  page.Valethon?.["update"]?.(shown.options);
});
for (const name of ["valethon:open", "valethon:close"]) {
  const news: PreviewNews = { kind: "preview:turned", open: name === "valethon:open" };
  // Of no origin itself, the frame cannot name its parent's; there is nothing secret in it.
  addEventListener(name, () => parent.postMessage(news, "*"));
}
addEventListener("valethon:ready", () => {
  if (shown.open) void page.Valethon?.["open"]?.();
});

function showScheme(): void {
  document.documentElement.style.colorScheme = shown.scheme;
}
