import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import type { DeskPage } from "../page.ts";
import { mayOpen, settingsGroups } from "./sections.ts";

export interface Frame {
  readonly title: string;
  /** One sentence on what this page is for. */
  readonly intro?: TemplateResult | string;
  /** Buttons at the end of the heading's line. */
  readonly actions?: TemplateResult | typeof nothing;
  /** What the API refused, or null. */
  readonly problem?: string | null;
  /** A table or an editor that needs the whole width. */
  readonly wide?: boolean;
}

/** A page of the settings: all their pages at the side, this one's heading, and its content. Use with `frameLook`. */
export function settingsFrame(page: DeskPage, frame: Frame, content: TemplateResult): TemplateResult {
  const { title, actions = nothing, wide = false } = frame;
  const here = page.place.href.split("?")[0] ?? "";
  const { role } = page.desk.employee;
  const open = mayOpen(role, here);
  return html`<div class="frame">
    <nav class="side" aria-label="Settings">
      <a class="up" href="/crm/settings">${icon("back", 15)}Settings</a>
      ${settingsGroups(role).map(
        (group) =>
          html`<h2>${group.title}</h2>
            <ul>
              ${group.sections.map(
                ({ path, label }) =>
                  html`<li>
                    <a href=${path} aria-current=${here === path || here.startsWith(`${path}/`) ? "page" : nothing}>${label}</a>
                  </li>`,
              )}
            </ul>`,
      )}
    </nav>
    <div class="content">
      <div class="inner ${wide ? "wide" : ""}">
        <a class="crumb" href="/crm/settings">${icon("back", 15)}Settings</a>
        <header>
          <h1>${title}</h1>
          <span class="actions">${open ? actions : nothing}</span>
        </header>
        ${open ? inner(frame, content) : html`<p class="intro">Only owners and admins see this page. Ask one of them.</p>`}
      </div>
    </div>
  </div>`;
}

function inner({ intro, problem = null }: Frame, content: TemplateResult): TemplateResult {
  return html`${intro === undefined ? nothing : html`<p class="intro">${intro}</p>`}
  ${problem === null ? nothing : html`<p class="refusal" role="alert">${icon("alert", 16)}<span>${problem}</span></p>`}
  ${content}`;
}

export const frameLook = css`
  :host {
    display: grid;
    min-height: 0;
    background: var(--c-surface);
  }
  .frame {
    display: grid;
    grid-template-columns: 13.5rem minmax(0, 1fr);
    min-height: 0;
  }
  .side {
    overflow: auto;
    padding: 1.125rem 0.75rem;
    border-right: 1px solid var(--c-line);
    background: var(--c-canvas);
    scrollbar-width: thin;
  }
  .side .up {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    padding: 0 0.5rem 0.375rem;
    color: var(--c-ink);
    font-size: 1.125rem;
    font-weight: 650;
    letter-spacing: -0.011em;
  }
  .side .up svg {
    display: none;
  }
  .side h2 {
    padding: 0.875rem 0.5rem 0.25rem;
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .side li a {
    display: block;
    padding: 0.3125rem 0.5rem;
    border-radius: 7px;
    color: var(--c-ink-2);
    font-size: 0.8125rem;
    font-weight: 500;
  }
  .side li a:hover {
    background: var(--c-hover);
    color: var(--c-ink);
    text-decoration: none;
  }
  .side li a[aria-current] {
    background: var(--c-selected);
    color: var(--c-accent);
  }
  .content {
    min-width: 0;
    overflow: auto;
    scrollbar-width: thin;
  }
  .inner {
    display: grid;
    gap: 1rem;
    max-width: 44rem;
    padding: 1.125rem 2rem 4rem;
  }
  .inner.wide {
    max-width: 72rem;
  }
  .inner > .crumb {
    display: none;
    align-items: center;
    gap: 0.25rem;
    color: var(--c-ink-3);
    font-size: 0.8125rem;
  }
  .inner > header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
    min-height: 2rem;
  }
  .inner > header h1 {
    flex: 1;
  }
  .actions {
    display: flex;
    gap: 0.5rem;
  }
  .intro {
    max-width: 40rem;
    margin-top: -0.5rem;
    color: var(--c-ink-3);
  }
  .card {
    display: grid;
    gap: 1rem;
    padding: 1.25rem;
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-raised);
  }
  .card > h2 {
    font-size: 0.9375rem;
    font-weight: 650;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr));
    align-items: start;
    gap: 1rem;
  }
  .save {
    display: flex;
    gap: 0.5rem;
  }
  .refusal {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.5rem 0.75rem;
    border-radius: 8px;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
  .ghost {
    display: grid;
    gap: 0.875rem;
    padding: 1.25rem;
  }
  @media (max-width: 900px) {
    .frame {
      grid-template-columns: minmax(0, 1fr);
    }
    .side {
      display: none;
    }
    .inner {
      padding: 0.875rem 1rem 3rem;
    }
    .inner > .crumb {
      display: inline-flex;
    }
  }
`;
