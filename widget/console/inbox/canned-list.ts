import { css, html, nothing, type TemplateResult } from "lit";
import type { CannedReply } from "../records.ts";
import type { CannedState } from "./canned-replies.ts";

export interface CannedListOptions {
  readonly state: CannedState;
  /** Those that fit what was typed. */
  readonly found: readonly CannedReply[];
  /** Index of the one that Enter inserts. */
  readonly active: number;
  readonly query: string;
  readonly choose: (reply: CannedReply) => void;
  readonly retry: () => void;
}

/** The replies to choose from, above the composer; what is chosen by the keyboard is said aloud, for the focus stays below. */
export function cannedList({ state, found, active, query, choose, retry }: CannedListOptions): TemplateResult {
  const chosen = found[active];
  return html`<div class="canned">
    <ul role="listbox" aria-label="Canned replies" ?hidden=${found.length === 0}>
      ${found.map(
        (reply, index) =>
          html`<li
            role="option"
            aria-selected=${index === active ? "true" : "false"}
            @mousedown=${(event: Event) => event.preventDefault()}
            @click=${() => choose(reply)}
          >
            <span class="line"><strong class="clip">${reply.title}</strong><code>/${reply.shortcut}</code></span>
            <span class="clip quiet small">${reply.body}</span>
          </li>`,
      )}
    </ul>
    ${found.length === 0 ? none(state, query, retry) : html`<p class="foot quiet small"><kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> insert <kbd>Esc</kbd> close</p>`}
    <p class="unseen" role="status">
      ${chosen === undefined ? nothing : `${chosen.title}, ${active + 1} of ${found.length}. Enter inserts it.`}
    </p>
  </div>`;
}

function none({ phase, problem, replies }: CannedState, query: string, retry: () => void): TemplateResult {
  if (phase === "failed") {
    return html`<div class="none" role="alert">
      <p>${problem}</p>
      <button type="button" @click=${retry}>Try again</button>
    </div>`;
  }
  if (phase !== "ready")
    return html`<div class="none skeleton" role="status" aria-label="Loading canned replies"><i></i><i></i></div>`;
  const why = replies.length === 0 ? "Your team keeps no replies ready yet." : `No reply fits “/${query}”.`;
  return html`<div class="none"><p class="quiet">${why}</p><a href="/crm/settings/replies">Manage replies</a></div>`;
}

export const cannedLook = css`
  .canned {
    position: absolute;
    right: 1rem;
    bottom: 100%;
    left: 1rem;
    z-index: 2;
    max-width: 34rem;
    padding: 0.25rem;
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-raised);
    box-shadow: var(--c-shadow);
  }
  .canned ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    max-height: min(17rem, 40dvh);
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .canned li {
    display: grid;
    gap: 0.0625rem;
    padding: 0.4375rem 0.625rem;
    border-radius: 8px;
    font-size: 0.8125rem;
    cursor: pointer;
  }
  .canned li:hover {
    background: var(--c-hover);
  }
  .canned li[aria-selected="true"] {
    background: var(--c-selected);
    box-shadow: inset 3px 0 0 var(--c-accent);
  }
  .canned li[aria-selected="true"] .quiet {
    color: var(--c-ink-2);
  }
  .canned .line {
    display: flex;
    align-items: baseline;
    gap: 0.5rem;
    min-width: 0;
  }
  .canned .line strong {
    flex: 1;
    font-weight: 600;
  }
  .canned code {
    color: var(--c-ink-2);
    font-size: 0.75rem;
  }
  .canned .foot {
    padding: 0.375rem 0.625rem 0.25rem;
    border-top: 1px solid var(--c-line);
  }
  .canned .none {
    display: grid;
    justify-items: start;
    gap: 0.5rem;
    padding: 0.75rem;
    font-size: 0.8125rem;
  }
  .canned .none.skeleton {
    justify-items: stretch;
  }
  @media (pointer: coarse) {
    .canned .foot {
      display: none;
    }
  }
`;
