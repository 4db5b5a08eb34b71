import { html, nothing } from "lit";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { choicesLook, selectField, switchField, textField } from "../parts/choices.ts";
import { fieldLook } from "../parts/field.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import { hoursLook } from "../settings/hours/hours-look.ts";
import { visitorsSee } from "../settings/hours/openness.ts";
import { serviceRows } from "../settings/hours/service-rows.ts";
import { usualWeek } from "../settings/hours/week.ts";
import { weekEditor, weekProblems } from "../settings/hours/week-editor.ts";
import { timezones } from "../settings/regions.ts";
import { SettingsForm } from "../settings/settings-form.ts";
import { Ticking } from "../time.ts";

/** Minutes, and how one says it. */
const replyTimes = [
  ["", "Say nothing about it"],
  ["1", "A minute"],
  ["5", "5 minutes"],
  ["15", "15 minutes"],
  ["30", "30 minutes"],
  ["60", "An hour"],
  ["240", "4 hours"],
  ["480", "8 hours"],
  ["1440", "A day"],
] as const;

/** When the team answers, and how the services it runs are. */
export class SettingsHoursPage extends DeskPage {
  static override styles = [baseLook, buttonLook, fieldLook, choicesLook, frameLook, hoursLook];

  readonly #form = new SettingsForm(this);

  constructor() {
    super();
    new Ticking(this);
  }

  override render() {
    const { settings, problem } = this.#form;
    return settingsFrame(
      this,
      {
        title: "Business hours & status",
        intro: "When your team answers, and what visitors are told while it does not.",
        problem,
      },
      settings === null
        ? html`<div class="skeleton ghost" role="status" aria-label="Loading the settings"><i></i><i></i><i></i></div>`
        : this.#renderForm(),
    );
  }

  #renderForm() {
    const { dirty, saving } = this.#form;
    const broken = Object.keys(this.#weekProblems).length > 0;
    return html`<form class="stack" novalidate @submit=${this.#save}>
      ${this.#renderHours()} ${this.#renderServices()}
      <div class="save">
        <button type="submit" class=${dirty ? "primary" : ""} ?disabled=${!dirty || saving || broken}>${saving ? "Saving…" : "Save changes"}</button>
        <button type="button" class="plain" ?hidden=${!dirty} @click=${() => this.#form.discard()}>Discard</button>
      </div>
    </form>`;
  }

  #renderHours() {
    const form = this.#form;
    const week = form.value("business_hours");
    const minutes = form.value("reply_time_minutes");
    const [timezone, seen] = [form.value("timezone"), { business_hours: week, reply_time_minutes: minutes }];
    return html`<section class="card" aria-labelledby="hours-title">
      <h2 id="hours-title">Business hours</h2>
      ${switchField({
        name: "always",
        label: "Somebody may answer at any time",
        hint: "Turn it off to set hours. Outside of them the chat says when you are back.",
        on: week === null,
        onChange: (on) => form.edit("business_hours", on ? null : usualWeek),
      })}
      ${week === null ? nothing : weekEditor(week, this.#weekProblems, (changed) => form.edit("business_hours", changed))}
      ${form.problems["business_hours"] === undefined ? nothing : html`<p class="problem">${form.problems["business_hours"]}</p>`}
      <div class="pair">
        ${selectField({
          name: "timezone",
          label: "Time zone",
          options: timezones(timezone),
          value: timezone,
          problem: form.problems["timezone"],
          onChange: (value) => form.edit("timezone", value),
        })}
        ${selectField({
          name: "reply_time_minutes",
          label: "Usual time to a reply",
          options: replyChoices(minutes),
          value: String(minutes ?? ""),
          problem: form.problems["reply_time_minutes"],
          onChange: (value) => form.edit("reply_time_minutes", value === "" ? null : Number(value)),
        })}
      </div>
      ${
        Object.keys(this.#weekProblems).length > 0
          ? nothing
          : html`<p class="seen" role="status">
            <span class="quiet">Visitors see now:</span> <strong>${visitorsSee({ timezone, ...seen }, Date.now())}</strong>
          </p>`
      }
      ${switchField({
        name: "show_agents",
        label: "Show visitors who is there",
        hint: "Names of at most three colleagues in the chat’s head.",
        on: form.value("show_agents"),
        onChange: (on) => form.edit("show_agents", on),
      })}
    </section>`;
  }

  #renderServices() {
    const form = this.#form;
    return html`<section class="card" aria-labelledby="services-title">
      <h2 id="services-title">Service status</h2>
      <p class="quiet">Told by the automatic reply to visitors who ask whether something is down.</p>
      ${serviceRows(form.value("services"), form.problems, (services) => form.edit("services", services))}
      ${textField({
        name: "incident",
        label: "Incident",
        rows: 2,
        maxLength: 500,
        value: form.value("incident") ?? "",
        hint: "What is wrong just now. Empty while all is well.",
        problem: form.problems["incident"],
        onInput: (value) => form.edit("incident", value.trim() === "" ? null : value),
      })}
    </section>`;
  }

  get #weekProblems() {
    return weekProblems(this.#form.value("business_hours"));
  }

  readonly #save = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#form.save();
  };
}

/** The usual answers, and the stored one when it is none of them. */
function replyChoices(minutes: number | null): readonly (readonly [string, string])[] {
  const known = replyTimes.some(([value]) => value === String(minutes ?? ""));
  return known ? replyTimes : [...replyTimes, [String(minutes), `${minutes} minutes`]];
}

customElements.define("console-settings-hours", SettingsHoursPage);
