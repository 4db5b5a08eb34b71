import { html, nothing, type TemplateResult } from "lit";
import { type IconName, icon } from "../icons.ts";
import type { Activity, LeadDetail, Note } from "../records.ts";
import { ago, dateText, instantText } from "../time.ts";

export interface TimelineOptions {
  /** Resolves to whether the note was stored. */
  readonly addNote: (text: string) => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const signs: Readonly<Record<string, IconName>> = {
  call: "phone",
  email: "mail",
  meeting: "leads",
  task: "task",
  note: "note",
};

/** Notes with the form for a new one, then what happened. */
export function leadTimeline(lead: LeadDetail, options: TimelineOptions): TemplateResult {
  const notes = lead.notes;
  return html`<section class="card">
      <h2>Notes</h2>
      <form class="note-form" @submit=${(event: SubmitEvent) => void submitNote(event, options)} @keydown=${submitByKey}>
        <textarea name="note" aria-label="New note" placeholder="Write a note for your colleagues…" maxlength="20000" rows="2"></textarea>
        <button type="submit">Add note</button>
      </form>
      ${notes.length === 0 ? nothing : html`<ul class="notes">${notes.map((note) => noteItem(note, options))}</ul>`}
    </section>
    <section class="card">
      <h2>Activity</h2>
      ${
        lead.activities.length === 0
          ? html`<p class="quiet">Nothing yet. Conversations, calls and tasks of this lead appear here.</p>`
          : html`<ol class="activities">${lead.activities.map((activity) => activityItem(activity, options.now))}</ol>`
      }
    </section>`;
}

function noteItem(note: Note, { now }: TimelineOptions): TemplateResult {
  return html`<li>
    <p class="words" dir="auto">${note.content}</p>
    <p class="quiet small">
      ${note.is_pinned ? "Pinned · " : ""}${note.author_name ?? "Somebody"} ·
      <time datetime=${note.created_at} title=${instantText(note.created_at)}>${ago(note.created_at, now)}</time>
    </p>
  </li>`;
}

function activityItem(activity: Activity, now: number): TemplateResult {
  const due = activity.due_date !== null && !activity.completed ? ` · due ${dateText(activity.due_date, now)}` : "";
  return html`<li>
    <span class="sign">${icon(signs[activity.type] ?? "note", 16)}</span>
    <div>
      <p><strong>${activity.subject}</strong></p>
      ${activity.description === null ? nothing : html`<p class="words" dir="auto">${activity.description}</p>`}
      <p class="quiet small">
        ${activity.type}${due}${activity.completed ? " · done" : ""} ·
        <time datetime=${activity.created_at} title=${instantText(activity.created_at)}>${ago(activity.created_at, now)}</time>
      </p>
    </div>
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
