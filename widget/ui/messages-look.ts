import { css } from "lit";

/** Of a thread and its rows. */
export const messagesLook = css`
:host { display: block; position: relative; min-height: 0; }
.scroll { position: relative; height: 100%; overflow: hidden auto; overscroll-behavior: contain; overflow-anchor: none; padding: 16px; scrollbar-width: thin; }
.scroll:focus-visible { outline-offset: -2px; }
.new { position: absolute; inset: auto 0 12px; margin: auto; width: fit-content; display: flex; align-items: center; gap: 6px; padding: 6px 14px; border-color: var(--v-line); border-radius: 18px; background: var(--v-bg); color: var(--v-link); font-weight: 600; box-shadow: var(--v-shadow); }
.day, .system { text-align: center; color: var(--v-mute); font-size: 12px; padding: 20px 16px 8px; }
.day { font-weight: 600; }
.system { padding: 12px 16px; }
.item { display: flex; flex-direction: column; align-items: flex-start; padding-inline-end: 48px; margin-top: 2px; }
.first { margin-top: 12px; }
.own { align-items: flex-end; padding-inline: 48px 0; }
.author, .foot { color: var(--v-mute); font-size: 12px; line-height: 16px; padding: 0 4px 4px; }
.bubble { max-width: 100%; padding: 9px 14px; border-radius: 18px; border-end-start-radius: 6px; background: var(--v-soft); white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid transparent; }
.own .bubble { border-end-start-radius: 18px; border-end-end-radius: 6px; background: var(--v-accent); color: var(--v-on-accent); }
.failed .bubble { background: none; color: inherit; border-color: var(--v-bad); }
.foot { padding: 4px 4px 0; display: flex; flex-wrap: wrap; align-items: center; gap: 0 4px; }
.link { color: var(--v-link); font-weight: 600; padding: 2px 6px; }
.link:hover { text-decoration: underline; }
.bad { justify-content: flex-end; }
.bad span { flex-basis: 100%; text-align: end; color: var(--v-bad); }
.bubble a { color: inherit; text-underline-offset: 2px; }
.bubble a:focus-visible { outline-color: currentColor; }
`;
