import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import type { OpportunityDetail, Stage } from "../records.ts";
import { instantText, shortSpan } from "../time.ts";
import { statusIn } from "./moves.ts";

export interface StepperOptions {
  readonly stages: readonly Stage[];
  readonly movable: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly nameOf: (employeeId: number | null) => string | null;
  readonly move: (stage: string) => void;
}

/** The way through the pipeline: where the deal stands, and a press to take it elsewhere. */
export function dealStepper(deal: OpportunityDetail, { stages, movable, move }: StepperOptions): TemplateResult {
  const open = stages.filter(({ key }) => statusIn(key) === "open");
  const at = open.findIndex(({ key }) => key === deal.stage);
  const passed = (index: number) => deal.status === "won" || index < at;
  return html`<ol class="steps ${deal.status}" aria-label="Stages">
    ${open.map(
      ({ key, label, probability }, index) =>
        html`<li>
          <button
            type="button"
            class=${key === deal.stage ? "here" : passed(index) ? "passed" : ""}
            aria-current=${key === deal.stage ? "step" : nothing}
            ?disabled=${!movable}
            title="${label}, ${probability} %"
            @click=${() => key !== deal.stage && move(key)}
          >
            ${passed(index) ? icon("check", 14) : nothing}<span class="clip" dir="auto">${label}</span>
          </button>
        </li>`,
    )}
  </ol>`;
}

/** Each stage the deal came to, the latest first, and how long it stayed. */
export function stageHistory(deal: OpportunityDetail, { stages, now, nameOf }: StepperOptions): TemplateResult {
  const stays = deal.stage_history.map(({ stage, at, by }, index) => {
    const end = deal.stage_history[index + 1]?.at;
    const label = stages.find(({ key }) => key === stage)?.label ?? stage;
    return {
      label,
      at,
      by: nameOf(by),
      span: (end === undefined ? now : Date.parse(end)) - Date.parse(at),
      last: end === undefined,
    };
  });
  return html`<section class="facts">
    <h3>Stage history</h3>
    <ol class="stays">
      ${stays.toReversed().map(
        ({ label, at, by, span, last }) =>
          html`<li>
              <span><strong dir="auto">${label}</strong>${last && deal.status !== "open" ? nothing : html` <span class="quiet">${spanText(span)}</span>`}</span>
              <span class="quiet small"><time datetime=${at}>${instantText(at)}</time>${by === null ? nothing : ` · ${by}`}</span>
            </li>`,
      )}
    </ol>
  </section>`;
}

function spanText(milliseconds: number): string {
  const text = shortSpan(milliseconds);
  return text === "now" ? "under a minute" : text;
}

export const stepperLook = css`
  .steps {
    display: flex;
    gap: 0.25rem;
    min-width: 0;
    overflow-x: auto;
    padding: 2px;
    scrollbar-width: none;
  }
  .steps li {
    flex: 1 0 7rem;
    min-width: 0;
  }
  .steps button {
    width: 100%;
    min-height: 2rem;
    border-color: transparent;
    background: var(--c-hover);
    box-shadow: none;
    color: var(--c-ink-2);
  }
  .steps button:hover:not(:disabled) {
    border-color: var(--c-line-strong);
  }
  .steps button:disabled {
    opacity: 1;
  }
  .steps .passed {
    background: var(--c-accent-soft);
    color: var(--c-accent);
  }
  .steps .here {
    background: var(--c-accent);
    color: var(--c-on-accent);
    font-weight: 600;
  }
  .steps.won .passed {
    background: var(--c-good-soft);
    color: var(--c-good);
  }
  .stays {
    display: grid;
    gap: 0.5rem;
    font-size: 0.8125rem;
  }
  .stays li {
    display: grid;
  }
`;
