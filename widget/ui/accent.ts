import { textFrom, textOn } from "./contrast.ts";

/** The harder of the two surfaces that text stands on, --v-soft of theme.ts: readable here is readable on --v-bg too. */
const surfaces = ["#f1f4f8", "#252c37"] as const;

/**
 * Sets the accent and the text colours that go with it, each ≥ 4.5:1, on an element. By CSSOM, because a page's
 * style-src may forbid `style=` attributes.
 */
export function setAccent({ style }: HTMLElement, accent: string): void {
  const [light, dark] = surfaces.map((surface) => textFrom(accent, surface));
  style.setProperty("--valethon-accent", accent);
  style.setProperty("--valethon-on-accent", textOn(accent));
  style.setProperty("--valethon-link", `light-dark(${light}, ${dark})`);
}
