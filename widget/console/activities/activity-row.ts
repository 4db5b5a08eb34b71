import { css, html, nothing, type TemplateResult } from "lit";
import { type IconName, icon } from "../icons.ts";
import { avatar } from "../parts/avatar.ts";
import type { Activity } from "../records.ts";
import { ago, instantText } from "../time.ts";
import { dueText } from "./due.ts";

export const typeSigns: Readonly<Record<Activity["type"], IconName>> = {
  call: "phone",
  email: "mail",
  meeting: "calendar",
  task: "task",
  note: "note",
};

/** The record that an activity is about. */
export interface AboutRecord {
  readonly type: "lead" | "contact" | "opportunity" | "prospect";
  readonly id: number;
  readonly title: string;
}

export interface RowOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly completable: boolean;
  readonly turn: (activity: Activity) => void;
  /** Whose it is, where that does not go without saying. */
  readonly assignee: string | null;
  /** What it is about, where it does not stand on that record's own page. */
  readonly about: AboutRecord | null;
}

const paths = { lead: "leads", contact: "people", opportunity: "opportunities", prospect: "prospects" } as const;

/** The page of the record that an activity is about. */
export function aboutHref({ type, id }: AboutRecord): string {
  return `/crm/${paths[type]}/${id}`;
}

/** Something to do, or that was done: a press on its box completes it, or opens it again. */
export function activityRow(activity: Activity, options: RowOptions): TemplateResult {
  const { now, completable, turn, assignee, about } = options;
  const { completed, subject, description, type } = activity;
  return html`<li class="task ${completed ? "done" : ""}" data-id=${activity.activity_id}>
    <button
      type="button"
      class="box"
      role="checkbox"
      aria-checked=${completed ? "true" : "false"}
      aria-label=${subject}
      ?disabled=${!completable}
      title=${completed ? "Open again" : "Complete"}
      @click=${() => turn(activity)}
    >
      ${icon("check", 14)}
    </button>
    <div>
      <p class="subject" dir="auto">${subject}</p>
      ${description === null ? nothing : html`<p class="words quiet" dir="auto">${description}</p>`}
      <p class="meta">
        <span class="kind">${icon(typeSigns[type], 14)}${type}</span> ${when(activity, now)}
        ${about === null ? nothing : html`<a href=${aboutHref(about)} dir="auto">${about.title}</a>`}
      </p>
    </div>
    ${assignee === null ? nothing : html`<span class="owner" title=${assignee}>${avatar(assignee, "small")}<span class="unseen">${assignee}</span></span>`}
  </li>`;
}

function when({ completed, completed_at, due_date }: Activity, now: number): TemplateResult | typeof nothing {
  if (completed && completed_at !== null) {
    return html`<time datetime=${completed_at} title=${instantText(completed_at)}>Done ${ago(completed_at, now)}</time>`;
  }
  if (due_date === null) return nothing;
  const late = Date.parse(due_date) < now;
  return html`<time class=${late ? "late" : ""} datetime=${due_date} title=${instantText(due_date)}
    >${late ? html`<span class="unseen">Overdue: </span>` : nothing}${dueText(due_date, now)}</time
  >`;
}

export const activityLook = css`
  .tasks {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
  }
  .task {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0.75rem;
    align-items: start;
  }
  .task .box {
    width: 1.25rem;
    min-height: 1.25rem;
    height: 1.25rem;
    margin-top: 0.0625rem;
    padding: 0;
    border: 1.5px solid var(--c-control);
    border-radius: 6px;
    box-shadow: none;
    color: transparent;
  }
  /* A target as large as a finger, around the small box. */
  .task .box::after {
    content: "";
    position: absolute;
    width: 2.25rem;
    height: 2.25rem;
  }
  .task .box:hover:not(:disabled) {
    border-color: var(--c-accent);
    color: var(--c-accent);
  }
  .task.done .box {
    border-color: var(--c-accent);
    background: var(--c-accent);
    color: var(--c-on-accent);
  }
  .subject {
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .done .subject {
    color: var(--c-ink-3);
    text-decoration: line-through;
  }
  .task .words {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow-wrap: anywhere;
    font-size: 0.8125rem;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.125rem 0.75rem;
    min-width: 0;
    color: var(--c-ink-3);
    font-size: 0.8125rem;
  }
  .meta a {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .kind {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    text-transform: capitalize;
  }
  .late {
    color: var(--c-bad);
    font-weight: 550;
  }
`;
