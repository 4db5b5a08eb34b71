import { html, type TemplateResult } from "lit";
import type { Desk } from "../desk.ts";
import { field } from "../parts/field.ts";
import type { Activity } from "../records.ts";
import { utcTime } from "./form-field.ts";

/** What a person logs by hand; what is noted has its own place. */
export const loggedTypes = ["call", "email", "meeting", "task"] as const satisfies readonly Activity["type"][];
export type LoggedType = (typeof loggedTypes)[number];

interface FormOptions {
  readonly submit: (event: SubmitEvent) => void;
  readonly cancel: () => void;
  readonly busy: boolean;
  /** What is wrong with what was typed, by field. */
  readonly problems: Readonly<Record<string, string>>;
}

/** The form for a call, an email or a meeting that took place, or for a task that is to be done. */
export function activityForm(type: LoggedType, desk: Desk, options: FormOptions): TemplateResult {
  const { submit, cancel, busy, problems } = options;
  const isTask = type === "task";
  return html`<form
    novalidate
    data-type=${type}
    aria-label=${isTask ? "New task" : `Log ${type}`}
    @submit=${submit}
    @keydown=${(event: KeyboardEvent) => event.key === "Escape" && cancel()}
  >
    ${field({ name: "subject", label: isTask ? "What is to be done" : "What it was about", maxLength: 300, problem: problems["subject"] })}
    ${isTask ? taskFields(desk) : durationField(type, problems["minutes"])}
    <div class="field">
      <label for="description">Details</label>
      <textarea id="description" name="description" rows="2" maxlength="10000"></textarea>
    </div>
    <div class="buttons">
      <button type="button" class="plain" @click=${cancel}>Cancel</button>
      <button type="submit" class="primary" ?disabled=${busy}>${isTask ? "Add task" : `Log ${type}`}</button>
    </div>
  </form>`;
}

function taskFields({ employee, employees }: Desk): TemplateResult {
  return html`<div class="pair">
    ${field({ name: "due_date", label: "Due", type: "datetime-local" })}
    <div class="field">
      <label for="assigned_to">For</label>
      <select id="assigned_to" name="assigned_to">
        <option value="">Nobody yet</option>
        ${employees.value.map(
          ({ employee_id: id, name }) =>
            html`<option value=${id} .selected=${id === employee.employee_id}>${name}</option>`,
        )}
      </select>
    </div>
  </div>`;
}

function durationField(type: LoggedType, problem: string | undefined): TemplateResult | string {
  if (type === "email") return "";
  return html`<div class="pair">${field({ name: "minutes", label: "Minutes", inputMode: "numeric", problem })}</div>`;
}

/** What is wrong with what was typed, by field; nothing when it can be stored. */
export function problemsIn(form: HTMLFormElement): Readonly<Record<string, string>> {
  const text = textsOf(form);
  const problems: Record<string, string> = {};
  if (text("subject") === "") problems["subject"] = "Say in a few words what it is about.";
  if (!/^\d{0,5}$/.test(text("minutes"))) problems["minutes"] = "Use whole minutes, for example 30.";
  return problems;
}

/** What the form asks to be stored, without its record. */
export function newActivity(form: HTMLFormElement) {
  const text = textsOf(form);
  // The form was rendered with one of them.
  const type = form.dataset["type"] as LoggedType;
  return {
    type,
    subject: text("subject"),
    description: text("description") || null,
    due_date: text("due_date") === "" ? null : utcTime(text("due_date")),
    assigned_to: text("assigned_to") === "" ? null : Number(text("assigned_to")),
    duration_minutes: text("minutes") === "" ? null : Number(text("minutes")),
    // What one logs took place; a task is to be done.
    completed: type !== "task",
  };
}

function textsOf(form: HTMLFormElement): (name: string) => string {
  const given = new FormData(form);
  return (name) => String(given.get(name) ?? "").trim();
}
