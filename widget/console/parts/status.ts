import { css, html, type TemplateResult } from "lit";

const tones: Readonly<Record<string, string>> = {
  new: "accent",
  contacted: "violet",
  qualified: "good",
  converted: "good",
  unqualified: "plain",
  open: "good",
  customer: "good",
};

/** A record's state as a small coloured word. */
export function statusChip(status: string): TemplateResult {
  return html`<span class="status ${tones[status] ?? "plain"}">${status}</span>`;
}

/** A score 0–100 as a number with its bar. */
export function scoreBar(score: number): TemplateResult {
  const width = Math.max(0, Math.min(100, score)) * 0.4;
  return html`<span class="score"
    ><span>${score}</span
    ><svg width="40" height="4" viewBox="0 0 40 4" aria-hidden="true">
      <rect class="track" width="40" height="4" rx="2" />
      <rect class="fill" width=${width} height="4" rx="2" /></svg
  ></span>`;
}

export const statusLook = css`
  .status {
    display: inline-block;
    padding: 0 0.4375rem;
    border-radius: 6px;
    font-size: 0.75rem;
    font-weight: 550;
    line-height: 1.3125rem;
    text-transform: capitalize;
  }
  .status.plain {
    background: light-dark(#eceff3, #262d38);
    color: var(--c-ink-2);
  }
  .status.accent {
    background: var(--c-accent-soft);
    color: var(--c-accent);
  }
  .status.violet {
    background: var(--c-violet-soft);
    color: var(--c-violet);
  }
  .status.good {
    background: var(--c-good-soft);
    color: var(--c-good);
  }
  .score {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    font-variant-numeric: tabular-nums;
  }
  .score > span {
    min-width: 1.5rem;
    text-align: right;
  }
  .score .track {
    fill: var(--c-line);
  }
  .score .fill {
    fill: var(--c-accent);
  }
`;
