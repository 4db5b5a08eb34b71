import { css } from "lit";

export const panelLook = css`
:host { width: 392px; height: min(704px, calc(100dvh - 92px - var(--valethon-y, 20px))); }
:host(:not([open])) { display: none; }
[role=dialog] { height: 100%; display: flex; flex-direction: column; overflow: clip; background: var(--v-bg); border: 1px solid var(--v-line); border-radius: 20px; box-shadow: var(--v-shadow); outline: 0; animation: rise .22s ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(16px); } }
header { flex: none; display: flex; align-items: center; gap: 4px; padding: 14px 0; padding-inline: 16px 10px; border-bottom: 1px solid var(--v-line); }
.face { flex: none; width: 40px; height: 40px; margin-inline-end: 8px; border-radius: 50%; display: grid; place-items: center; background: var(--v-accent); color: var(--v-on-accent); font-weight: 600; font-size: 17px; object-fit: cover; }
header > div { flex: 1; min-width: 0; }
h2 { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 16px; line-height: 22px; font-weight: 650; }
header p { font-size: 13px; line-height: 18px; color: var(--v-mute); }
valethon-messages { flex: 1; }
.greeting { width: fit-content; margin-inline-end: 48px; padding: 9px 14px; border-radius: 18px; border-end-start-radius: 6px; background: var(--v-soft); white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid transparent; }
footer { flex: none; padding: 8px 12px max(12px, env(safe-area-inset-bottom)); }
@media (max-width: 640px), (max-height: 480px) and (pointer: coarse) {
  :host { position: fixed !important; left: 0; top: var(--top, 0); width: 100vw; height: var(--height, 100dvh); }
  [role=dialog] { border: 0; border-radius: 0; }
  header { padding-top: max(12px, env(safe-area-inset-top)); }
}
`;
