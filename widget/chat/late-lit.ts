import type { ValethonPanel } from "./panel.ts";

// Lit as the panel's chunk holds it, for what comes after the panel. The build puts it in Lit's place there
// (build/plugins.ts): a chunk that both need would be one more request, and 0.3 KB more, until a message can be written.
const { lit } = customElements.get("valethon-panel") as typeof ValethonPanel;

export const { css, html, nothing } = lit;
