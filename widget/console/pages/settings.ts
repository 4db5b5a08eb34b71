import { css, html } from "lit";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { settingsGroups } from "../settings/sections.ts";

/** The overview of the settings. */
export class SettingsPage extends DeskPage {
  static override styles = [
    baseLook,
    css`
      :host {
        overflow: auto;
        background: var(--c-surface);
      }
      .page {
        max-width: 60rem;
        padding: 1.125rem 1.5rem 4rem;
      }
      h2 {
        margin: 1.5rem 0 0.625rem;
        color: var(--c-ink-3);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr));
        gap: 0.625rem;
      }
      li a {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 0.125rem 0.5rem;
        height: 100%;
        padding: 0.75rem 0.875rem;
        border: 1px solid var(--c-line);
        border-radius: 10px;
        background: var(--c-raised);
        color: var(--c-ink);
      }
      li a:hover {
        border-color: var(--c-line-strong);
        background: var(--c-hover);
        text-decoration: none;
      }
      li strong {
        font-weight: 600;
      }
      li .quiet {
        grid-row: 2;
      }
      li svg {
        grid-row: 1 / 3;
        grid-column: 2;
        color: var(--c-ink-3);
      }
      @media (max-width: 960px) {
        .page {
          padding: 0.875rem 1rem 3rem;
        }
      }
    `,
  ];

  override render() {
    return html`<div class="page">
      <h1>Settings</h1>
      ${settingsGroups(this.desk.employee.role).map(
        ({ title, sections }) =>
          html`<h2>${title}</h2>
            <ul>
              ${sections.map(
                ({ path, label, about }) =>
                  html`<li>
                    <a href=${path}><strong>${label}</strong><span class="quiet small">${about}</span>${icon("next", 16)}</a>
                  </li>`,
              )}
            </ul>`,
      )}
    </div>`;
  }
}

customElements.define("console-settings", SettingsPage);
