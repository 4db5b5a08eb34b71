import { css, html, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import "../parts/copy.ts";
import type { Mode } from "../records.ts";

/** The next step of an inbox that never had a conversation: put the widget on a website. */
export function embedHelp(mode: Mode, origin: string): TemplateResult {
  const code = snippet(mode, origin);
  return html`<div class="embed">
    ${icon("chat", 26)}
    <h2>Your first conversation starts on your website</h2>
    <p>Paste this before <code>&lt;/body&gt;</code> on every page. Your public key takes the place of <code>pk_${mode}_…</code></p>
    <console-copy multiline label="the code" .text=${code}></console-copy>
    <p class="quiet">
      <a href="/crm/settings/keys">Settings, API keys</a> makes one. As soon as a visitor writes, the conversation appears here by
      itself.
    </p>
  </div>`;
}

/** The embed code of the reference, with this server's address. */
export function snippet(mode: Mode, origin: string): string {
  return [
    "<script>",
    `  window.ValethonWidget = { publicKey: 'pk_${mode}_…' };`,
    "</script>",
    `<script src="${origin}/widget/chat.js" async></script>`,
  ].join("\n");
}

export const embedLook = css`
  .embed {
    display: grid;
    justify-items: start;
    gap: 0.75rem;
    padding: 1.75rem 1.25rem;
  }
  .embed > svg {
    color: var(--c-accent);
  }
  .embed h2 {
    font-size: 0.9375rem;
  }
  .embed p {
    color: var(--c-ink-2);
    font-size: 0.8125rem;
  }
  .embed code {
    font: 0.75rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
  }
  .embed console-copy {
    width: 100%;
  }
  .embed .quiet {
    color: var(--c-ink-3);
  }
`;
