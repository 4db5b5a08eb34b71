import { html, nothing, type TemplateResult } from "lit";
import { activityRow } from "../activities/activity-row.ts";
import type { Activity, Note, OpportunityDetail } from "../records.ts";
import { ago, instantText } from "../time.ts";

export interface TimelineOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly notable: boolean;
  readonly completable: boolean;
  /** The line in which another one is written down, for who may. */
  readonly quickAdd: TemplateResult | typeof nothing;
  /** Resolves to whether the note was stored. */
  readonly addNote: (text: string) => Promise<boolean>;
  readonly turn: (activity: Activity) => void;
}

/** Notes with the form for a new one, then what was done and what is to be done. */
export function dealTimeline({ notes, activities }: OpportunityDetail, options: TimelineOptions): TemplateResult {
  const { now, notable, completable, turn } = options;
  return html`<section class="card">
      <h2>Notes</h2>
      ${
        notable
          ? html`<form class="note-form" @submit=${(event: SubmitEvent) => void submitNote(event, options)} @keydown=${submitByKey}>
              <textarea name="note" aria-label="New note" placeholder="Write a note for your colleagues…" maxlength="20000" rows="2"></textarea>
              <button type="submit">Add note</button>
            </form>`
          : notes.length === 0
            ? html`<p class="quiet">No notes yet.</p>`
            : nothing
      }
      ${notes.length === 0 ? nothing : html`<ul class="notes">${notes.map((note) => noteItem(note, now))}</ul>`}
    </section>
    <section class="card">
      <h2>Activities</h2>
      ${options.quickAdd}
      ${
        activities.length === 0
          ? html`<p class="quiet">Nothing yet. Calls, meetings and tasks of this deal appear here.</p>`
          : html`<ul class="tasks">
              ${activities.map((activity) => activityRow(activity, { now, completable, turn, assignee: null, about: null }))}
            </ul>`
      }
    </section>`;
}

function noteItem(note: Note, now: number): TemplateResult {
  return html`<li>
    <p class="words" dir="auto">${note.content}</p>
    <p class="quiet small">
      ${note.is_pinned ? "Pinned · " : ""}${note.author_name ?? "Somebody"} ·
      <time datetime=${note.created_at} title=${instantText(note.created_at)}>${ago(note.created_at, now)}</time>
    </p>
  </li>`;
}

async function submitNote(event: SubmitEvent, { addNote }: TimelineOptions): Promise<void> {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const text = String(new FormData(form).get("note") ?? "").trim();
  if (text !== "" && (await addNote(text))) form.reset();
}

/** Ctrl or Cmd with Enter, as everywhere where Enter breaks the line. */
function submitByKey(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  (event.currentTarget as HTMLFormElement).requestSubmit();
}
