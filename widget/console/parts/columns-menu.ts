import { css, html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { icon } from "../icons.ts";

/** A button that opens the list of columns to choose from. Use with `columnsMenuLook`; once in a shadow root. */
export function columnsMenu(
  columns: readonly { readonly label: string; readonly on: boolean }[],
  show: (label: string, on: boolean) => void,
): TemplateResult {
  return html`<span class="columns">
    <button type="button" popovertarget="columns">${icon("panel", 16)}Columns</button>
    <fieldset id="columns" popover>
      <legend class="unseen">Columns</legend>
      ${columns.map(
        ({ label, on }) =>
          html`<label
            ><input
              type="checkbox"
              .checked=${live(on)}
              @change=${(event: Event) => show(label, (event.target as HTMLInputElement).checked)}
            />${label}</label
          >`,
      )}
    </fieldset>
  </span>`;
}

export const columnsMenuLook = css`
  .columns button {
    anchor-name: --columns;
  }
  #columns {
    inset: 7rem 1.5rem auto auto;
    position-anchor: --columns;
    min-width: 12rem;
    max-height: 60dvh;
    margin: 0;
    padding: 0.5rem;
    overflow: auto;
    border: 1px solid var(--c-line);
    border-radius: 10px;
    background: var(--c-raised);
    color: var(--c-ink);
    box-shadow: var(--c-shadow);
  }
  /* Where a popover can be tied to its button, it is. */
  @supports (position-area: bottom) {
    #columns {
      inset: auto;
      position-area: bottom span-left;
      margin-top: 0.25rem;
    }
  }
  #columns label {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.25rem 0.375rem;
    border-radius: 6px;
    color: var(--c-ink);
    font-weight: 400;
    cursor: pointer;
  }
  #columns label:hover {
    background: var(--c-hover);
  }
  #columns input {
    flex: none;
    width: 1rem;
    min-height: 0;
    height: 1rem;
    margin: 0;
    accent-color: var(--c-accent);
  }
`;
