import { css } from "lit";

/**
 * Design tokens for the root of a tree of components (`:host` of the chat panel, of the console). Children inherit them.
 * Owners may set the `--valethon-*` property that stands before a default. The scheme follows `color-scheme` of the root.
 */
export const tokens = css`
:host {
  --v-accent: var(--valethon-accent);
  --v-on-accent: var(--valethon-on-accent);
  --v-link: var(--valethon-link, light-dark(#0e73a5, #1fb6ff));
  --v-bg: var(--valethon-background, light-dark(#fff, #14181f));
  --v-soft: var(--valethon-surface, light-dark(#f1f4f8, #252c37));
  --v-line: light-dark(#e3e8ef, #2e3642);
  --v-edge: light-dark(#838d9c, #76829a);
  --v-text: var(--valethon-text, light-dark(#111927, #eef1f6));
  --v-mute: light-dark(#566072, #a3aec0);
  --v-bad: light-dark(#b42318, #ff9d92);
  --v-good: light-dark(#12b76a, #32d583);
  --v-radius: var(--valethon-radius, 16px);
  --v-shadow: 0 12px 48px rgb(9 18 35 / .22);
  --v-font: var(--valethon-font, system-ui, sans-serif);
  font: 400 15px/1.45 var(--v-font);
  color: var(--v-text);
}
`;

/** What every component starts from: boxes, bare buttons, visible focus, calm motion. */
export const base = css`
* { box-sizing: border-box; margin: 0; }
button, input, textarea { font: inherit; color: inherit; }
::placeholder { color: var(--v-mute); opacity: 1; }
button { border: 1px solid transparent; border-radius: 8px; background: none; padding: 0; min-height: 24px; cursor: pointer; }
:focus-visible { outline: 2px solid var(--v-link); outline-offset: 2px; }
svg { display: block; width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.icon { flex: none; display: grid; place-items: center; width: 36px; height: 36px; border-radius: 50%; color: var(--v-mute); }
.icon:hover { background: var(--v-soft); color: var(--v-text); }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (pointer: coarse) {
  input, textarea { font-size: 16px; }
  .icon { width: 44px; height: 44px; }
  .link, .new, textarea { min-height: 44px; }
  textarea { padding-top: 11px !important; }
}
@media (prefers-reduced-motion) { * { animation: none !important; transition: none !important; } }
`;
