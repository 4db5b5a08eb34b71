import { css, html, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import type { Mode } from "../records.ts";

/** The next step of an inbox that never had a conversation: put the widget on a website. */
export function embedHelp(mode: Mode, origin: string, tell: (text: string) => void): TemplateResult {
  const code = snippet(mode, origin);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code);
      tell("Copied. Put your public key in place of the dots.");
    } catch {
      tell("The browser did not allow copying. Select the text instead.");
    }
  };
  return html`<div class="embed">
    ${icon("chat", 26)}
    <h2>Your first conversation starts on your website</h2>
    <p>Paste this before <code>&lt;/body&gt;</code> on every page. Your public key takes the place of <code>pk_${mode}_…</code></p>
    <pre tabindex="0" aria-label="Code to embed the chat"><code>${code}</code></pre>
    <button type="button" @click=${copy}>Copy the code</button>
    <p class="quiet">
      No key yet? On the server, <code>npm run valethon -- keys create --type pk_${mode}</code> makes one. As soon as a visitor
      writes, the conversation appears here by itself.
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
  .embed pre {
    width: 100%;
    margin: 0;
    padding: 0.75rem;
    overflow-x: auto;
    border: 1px solid var(--c-line);
    border-radius: 8px;
    background: var(--c-surface);
    scrollbar-width: thin;
  }
  .embed .quiet {
    color: var(--c-ink-3);
  }
`;
