import { css, html, type TemplateResult } from "lit";

export const typingLook = css`
.typing { width: fit-content; display: flex; gap: 4px; padding: 14px; margin-top: 12px; border-radius: 18px; border-end-start-radius: 6px; background: var(--v-soft); }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--v-mute); animation: wave 1.2s infinite; }
.typing i + i { animation-delay: .15s; }
.typing i + i + i { animation-delay: .3s; }
@keyframes wave { 0%, 60%, to { opacity: .5; } 30% { transform: translateY(-4px); } }
@media (prefers-reduced-motion) { .typing i { animation: none; } }
@media (forced-colors: active) { .typing i { background: CanvasText; } }`;

/** Somebody writes at the other end: three dots, and in words (`text`) for who does not see them. Wears `typingLook`. */
export const typingBubble = (text: string): TemplateResult =>
  html`<div class="typing" role="img" aria-label=${text}><i></i><i></i><i></i></div>`;
