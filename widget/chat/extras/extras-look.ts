import { css } from "lit";
import { typingLook } from "../../ui/typing-bubble.ts";

export const extrasLook = css`
${typingLook}
.primary, .quiet { padding: 8px 16px; min-height: 40px; border-radius: 12px; font-weight: 600; }
.primary { background: var(--v-accent); color: var(--v-on-accent); }
.quiet { border-color: var(--v-edge); }
.quiet:hover, .menu button:hover, .chips button:hover { background: var(--v-soft); }
.field { display: block; width: 100%; resize: none; background: var(--v-bg); border: 1px solid var(--v-edge); padding: 8px 12px; min-height: 40px; border-radius: 12px; }
.field:focus { outline: 2px solid var(--v-link); outline-offset: -1px; }
.small { font-size: 13px; line-height: 18px; color: var(--v-mute); }
.bad { color: var(--v-bad); }
.bad:not(:empty) { margin-top: 6px; }
[hidden] { display: none; }
nav { position: relative; z-index: 2; }
.menu { position: absolute; top: calc(100% + 4px); inset-inline-end: 0; display: grid; min-width: 200px; width: max-content; padding: 6px; border: 1px solid var(--v-line); border-radius: 14px; background: var(--v-bg); box-shadow: var(--v-shadow); }
.menu button { padding: 8px 12px; min-height: 40px; text-align: start; }
.menu [aria-pressed] { display: flex; align-items: center; justify-content: space-between; gap: 16px; }
.menu [aria-pressed=false] svg { visibility: hidden; }
header i { display: inline-block; width: 8px; height: 8px; margin-inline-end: 6px; border-radius: 50%; background: var(--v-good); }
.banner { padding: 6px 16px; text-align: center; background: var(--v-soft); animation: late 1s; }
@keyframes late { from, 80% { opacity: 0; } }
.incident { display: flex; gap: 8px; padding: 8px 16px; background: light-dark(#fff3dc, #3a2c12); color: light-dark(#6f3d00, #ffd694); overflow-wrap: anywhere; }
.incident svg { flex: none; width: 18px; height: 18px; }
.chips { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; padding-top: 16px; }
.chips button { padding: 7px 14px; min-height: 36px; max-width: 100%; border-radius: 18px; border-color: currentColor; color: var(--v-link); font-weight: 600; text-align: start; overflow-wrap: anywhere; }
.card { position: relative; margin-top: 16px; padding: 16px; border: 1px solid var(--v-line); border-radius: var(--v-radius); overflow-wrap: anywhere; }
.card b, .ask b { font-weight: 650; }
.card > .icon { position: absolute; top: 8px; inset-inline-end: 8px; }
.card b { display: block; padding-inline-end: 28px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
.row .field { flex: 1 1 160px; width: 0; }
.ask { display: grid; gap: 8px; text-align: center; padding-top: 12px; }
.ask .row { margin: 0; }
.ask .row button { flex: 1; }
.stars { display: flex; justify-content: center; }
.stars button { display: grid; place-items: center; width: 44px; height: 44px; color: var(--v-edge); transition: transform .15s; }
.stars button:hover { transform: scale(1.12); }
.stars svg { width: 28px; height: 28px; }
.stars .on { color: light-dark(#b25e09, #fdb022); }
.on svg { fill: currentColor; }
.note { padding: 0 8px 8px; }
.screen { flex: 1; min-height: 0; display: flex; flex-direction: column; overflow: hidden auto; overflow-wrap: anywhere; }
.screen ~ valethon-messages, .screen ~ footer { display: none; }
.form { display: grid; gap: 14px; padding: 16px; }
.form b { font-weight: 650; font-size: 16px; }
.form p + .primary { justify-self: start; }
.form a { color: var(--v-link); font-weight: 600; }
.form label { display: block; padding-bottom: 4px; font-size: 13px; line-height: 18px; font-weight: 600; }
.form [aria-invalid=true] { border-color: var(--v-bad); }
.form .bad:empty { display: none; }
.form .bad { padding-top: 4px; }
.form > .bad { padding: 0; }
.form .primary { padding: 10px 20px; }
footer.fills { max-height: 75%; overflow: hidden auto; padding: 0; border-top: 1px solid var(--v-line); }
footer.form { padding: 14px 16px max(16px, env(safe-area-inset-bottom)); border-top: 1px solid var(--v-line); }
.bar { position: sticky; top: 0; z-index: 1; display: flex; align-items: center; gap: 4px; padding: 8px 12px; background: var(--v-bg); border-bottom: 1px solid var(--v-line); }
.bar h3 { font-size: 15px; font-weight: 650; }
[dir=rtl] .bar svg { transform: scaleX(-1); }
ul { list-style: none; padding: 8px; }
li button { display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; width: 100%; padding: 10px 12px; border-radius: 12px; text-align: start; }
li button:hover { background: var(--v-soft); }
li span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
li span:last-child { grid-column: 1 / -1; }
li em { align-self: center; width: 10px; height: 10px; border-radius: 50%; background: var(--v-link); }
.faces { display: flex; margin-inline-end: 8px; }
.faces span { display: grid; place-items: center; width: 28px; height: 28px; margin-inline-start: -10px; border: 2px solid var(--v-bg); border-radius: 50%; background: var(--v-soft); font-size: 11px; font-weight: 650; }
@media (max-height: 480px) { .ask .field { height: 44px; } }
@media (max-width: 360px) { .faces { display: none; } }
@media (pointer: coarse) {
  :is(.primary, .quiet, .field, .menu button, .chips button) { min-height: 44px; }
  .card > .icon { top: 4px; inset-inline-end: 4px; }
  .card b { padding-inline-end: 36px; }
}
`;
