import { html, LitElement, nothing } from "lit";
import { fieldProblems, messageOf } from "../api.ts";
import { startOfDay } from "../deals/days.ts";
import type { Desk } from "../desk.ts";
import "../finder/record-field.ts";
import type { ChosenRecord } from "../finder/record-field.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { selectField } from "../parts/choices.ts";
import { field, fieldLook } from "../parts/field.ts";
import type { Activity } from "../records.ts";
import type { Services } from "../services.ts";
import { quickAddLook } from "./quick-add-look.ts";
import { activityTypes } from "./shape.ts";

type Draft = Readonly<Record<"subject" | "type" | "due" | "assigned", string>>;

const hour = 3_600_000;

/**
 * One line in which a task is written down, `<console-quick-add>`; what else it needs is asked for as soon as one writes.
 * @property given - the record that it is about, where that goes without saying
 * @fires added - with the activity as detail
 */
export class QuickAdd extends LitElement {
  static override properties = {
    services: { attribute: false },
    desk: { attribute: false },
    given: { attribute: false },
    draft: { state: true },
    about: { state: true },
    open: { state: true },
    problems: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, quickAddLook];

  declare services: Services;
  declare desk: Desk;
  declare given: ChosenRecord | null;
  declare private draft: Draft;
  declare private about: ChosenRecord | null;
  declare private open: boolean;
  declare private problems: Readonly<Record<string, string>>;
  declare private problem: string | null;
  declare private busy: boolean;

  constructor() {
    super();
    this.draft = { subject: "", type: "task", due: "", assigned: "" };
    this.given = null;
    this.about = null;
    this.open = false;
    this.problems = {};
    this.problem = null;
    this.busy = false;
  }

  override render() {
    return html`<form aria-label="New activity" novalidate @submit=${this.#submit} @keydown=${this.#key}>
      <div class="subject">
        ${icon("plus", 18)}
        <input
          name="subject"
          aria-label="What is to be done"
          placeholder="Write down what is to be done…"
          maxlength="300"
          autocomplete="off"
          aria-invalid=${this.problems["subject"] === undefined ? nothing : "true"}
          .value=${this.draft.subject}
          @focus=${this.#unfold}
          @input=${(event: InputEvent) => this.#edit("subject", (event.target as HTMLInputElement).value)}
        />
      </div>
      ${this.open ? this.#renderMore() : nothing}
      ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
    </form>`;
  }

  #renderMore() {
    const { draft } = this;
    const people = this.desk.employees.value.map(({ employee_id, name }) => [String(employee_id), name] as const);
    return html`<div class="more">
      ${selectField({
        name: "type",
        label: "Kind",
        options: activityTypes.map((type) => [type, type.charAt(0).toUpperCase() + type.slice(1)] as const),
        value: draft.type,
        onChange: (value) => this.#edit("type", value),
      })}
      ${this.given === null ? this.#renderAbout() : nothing}
      ${field({
        name: "due",
        label: "Due",
        type: "datetime-local",
        value: draft.due,
        problem: this.problems["due_date"],
        onInput: (value) => this.#edit("due", value),
      })}
      ${selectField({
        name: "assigned",
        label: "Who",
        options: [["", "Nobody"] as const, ...people],
        value: draft.assigned,
        onChange: (value) => this.#edit("assigned", value),
      })}
      <div class="buttons">
        <button type="submit" class="primary" ?disabled=${this.busy}>${this.busy ? "Adding…" : "Add"}</button>
        <button type="button" class="plain" @click=${this.#fold}>Cancel</button>
      </div>
    </div>`;
  }

  #renderAbout() {
    return html`<console-record-field
      label="About"
      types="lead,contact,opportunity,prospect"
      placeholder="Lead, person, account or deal"
      .client=${this.services.client}
      .chosen=${this.about}
      .problem=${this.problems["entity_id"] ?? null}
      @pick=${(event: CustomEvent<ChosenRecord | null>) => {
        this.about = event.detail;
      }}
    ></console-record-field>`;
  }

  /** Due at the end of today's work, or of tomorrow's when that is over. */
  readonly #unfold = (): void => {
    if (this.open) return;
    this.open = true;
    const today = startOfDay(Date.now()) + 17 * hour;
    const due = today > Date.now() ? today : startOfDay(Date.now(), 1) + 17 * hour;
    this.draft = { ...this.draft, due: localText(due), assigned: String(this.desk.employee.employee_id) };
  };

  readonly #fold = (): void => {
    this.open = false;
    this.draft = { ...this.draft, subject: "" };
    this.about = null;
    this.problems = {};
    this.problem = null;
  };

  #edit(name: keyof Draft, value: string): void {
    this.draft = { ...this.draft, [name]: value };
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#fold();
    this.renderRoot.querySelector<HTMLElement>("input[name=subject]")?.blur();
  };

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { draft } = this;
    const about = this.given ?? this.about;
    const subject = draft.subject.trim();
    this.problem = subject === "" ? "Write what is to be done first." : null;
    this.problems = {
      ...(subject === "" ? { subject: "" } : {}),
      ...(about === null ? { entity_id: "Choose whom or what it is about." } : {}),
    };
    if (about === null || subject === "" || this.busy) return this.#focusProblem();
    this.busy = true;
    try {
      const made = await this.services.client.call("POST /activities", {
        body: {
          ...{ subject, type: draft.type as Activity["type"] },
          // The search finds these types only.
          ...{ entity_type: about.type as Activity["entity_type"], entity_id: about.id },
          due_date: draft.due === "" ? null : new Date(draft.due).toISOString(),
          assigned_to: draft.assigned === "" ? null : Number(draft.assigned),
        },
      });
      this.#fold();
      this.dispatchEvent(new CustomEvent<Activity>("added", { detail: made }));
    } catch (error) {
      this.problems = fieldProblems(error);
      this.problem = messageOf(error);
    } finally {
      this.busy = false;
    }
  };

  async #focusProblem(): Promise<void> {
    await this.updateComplete;
    const wrong = this.problems["subject"] === undefined ? "console-record-field" : "input[name=subject]";
    this.renderRoot.querySelector<HTMLElement>(wrong)?.focus();
  }
}

/** An instant as a `datetime-local` input writes it, in the reader's zone. */
function localText(instant: number): string {
  const date = new Date(instant);
  return new Date(instant - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

customElements.define("console-quick-add", QuickAdd);
