import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Desk } from "../desk.ts";
import { type IconName, icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import { type Activity, counted } from "../records.ts";
import { may } from "../rights.ts";
import type { Services } from "../services.ts";
import { ago, dateText, instantText } from "../time.ts";
import type { About } from "./about.ts";
import { activitiesLook } from "./activities-look.ts";
import { activityForm, type LoggedType, loggedTypes, newActivity, problemsIn } from "./activity-form.ts";
import { cardLook } from "./card-look.ts";

const signs: Readonly<Record<Activity["type"], IconName>> = {
  call: "phone",
  email: "mail",
  meeting: "leads",
  task: "task",
  note: "note",
};

/** As many as a record's detail brings along. */
const perPage = 20;

/**
 * What was done with a record and what is to be done, newest first, `<console-record-activities>`.
 * @property about - the record
 * @property activities - the latest 20
 * @fires changed - one was logged, completed or opened again: read the record anew
 */
export class RecordActivities extends LitElement {
  static override properties = {
    services: { attribute: false },
    desk: { attribute: false },
    about: { attribute: false },
    activities: { attribute: false },
    adding: { state: true },
    earlier: { state: true },
    isAll: { state: true },
    busy: { state: true },
    problems: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, cardLook, activitiesLook];

  declare services: Services;
  declare desk: Desk;
  declare about: About;
  declare activities: readonly Activity[];
  /** What is being logged. */
  declare private adding: LoggedType | null;
  declare private earlier: readonly Activity[];
  declare private isAll: boolean;
  declare private busy: boolean;
  declare private problems: Readonly<Record<string, string>>;

  constructor() {
    super();
    this.activities = [];
    this.adding = null;
    this.earlier = [];
    this.isAll = false;
    this.busy = false;
    this.problems = {};
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("about") as About | undefined;
    if (before === undefined || before.entity_id === this.about.entity_id) return;
    this.adding = null;
    this.earlier = [];
    this.isAll = false;
  }

  override render() {
    const mayWrite = may(this.desk.employee.role, "activities:write");
    const known = new Set(this.activities.map(({ activity_id }) => activity_id));
    const shown = [...this.activities, ...this.earlier.filter(({ activity_id }) => !known.has(activity_id))];
    const isMore = !this.isAll && this.activities.length >= perPage;
    return html`<section class="card" aria-labelledby="activity">
      <div class="top">
        <h2 id="activity">Activity</h2>
        ${mayWrite ? this.#renderButtons() : nothing}
      </div>
      ${this.adding === null ? nothing : this.#renderForm(this.adding)}
      ${
        shown.length === 0
          ? html`<p class="quiet">Nothing yet. Conversations, calls and tasks appear here.</p>`
          : html`<ol>${shown.map((activity) => this.#renderActivity(activity, mayWrite))}</ol>`
      }
      ${isMore ? html`<p><button type="button" @click=${this.#loadEarlier}>Show earlier</button></p>` : nothing}
    </section>`;
  }

  #renderForm(type: LoggedType): TemplateResult {
    const { busy, problems } = this;
    return activityForm(type, this.desk, { submit: this.#add, cancel: () => this.#close(), busy, problems });
  }

  #renderButtons(): TemplateResult[] {
    return loggedTypes.map(
      (type) =>
        html`<button type="button" aria-expanded=${this.adding === type ? "true" : "false"} @click=${() => this.#toggle(type)}>
          ${icon(signs[type], 15)}${type === "task" ? "New task" : `Log ${type}`}
        </button>`,
    );
  }

  #renderActivity(activity: Activity, mayWrite: boolean): TemplateResult {
    const { type, subject, description, completed, created_at } = activity;
    const isTask = type === "task";
    return html`<li class=${isTask && completed ? "done" : ""}>
      <span class="sign">${icon(signs[type], 16)}</span>
      <div>
        <p><strong>${subject}</strong></p>
        ${description === null ? nothing : html`<p class="words" dir="auto">${description}</p>`}
        <p class="quiet small">
          ${type.charAt(0).toUpperCase()}${type.slice(1)}${this.#renderDue(activity)}${this.#wordsOf(activity)} ·
          <time datetime=${created_at} title=${instantText(created_at)}>${ago(created_at, Date.now())}</time>
        </p>
      </div>
      ${mayWrite && isTask ? this.#renderTurn(activity) : nothing}
    </li>`;
  }

  #renderDue({ due_date, completed }: Activity): TemplateResult | typeof nothing {
    if (due_date === null || completed) return nothing;
    const isLate = Date.parse(due_date) < Date.now();
    return html` · <span class=${isLate ? "late" : ""} title=${instantText(due_date)}>${isLate ? "overdue since" : "due"} ${dateText(due_date, Date.now())}</span>`;
  }

  #wordsOf({ type, assigned_to, duration_minutes, completed }: Activity): string {
    const minutes = duration_minutes === null ? null : `${duration_minutes} min`;
    const done = type === "task" && completed ? "done" : null;
    return [minutes, this.desk.nameOf(assigned_to), done]
      .filter((word) => word !== null)
      .map((word) => ` · ${word}`)
      .join("");
  }

  #renderTurn({ activity_id: id, subject, completed }: Activity): TemplateResult {
    return html`<button
      type="button"
      class=${completed ? "plain" : ""}
      aria-label="${completed ? "Reopen" : "Complete"} ${subject}"
      @click=${() => void this.#complete(id, !completed)}
    >
      ${completed ? "Reopen" : html`${icon("check", 15)}Complete`}
    </button>`;
  }

  #toggle(type: LoggedType): void {
    this.adding = this.adding === type ? null : type;
    this.problems = {};
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("form input")?.focus());
  }

  #close(): void {
    this.adding = null;
  }

  readonly #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    this.problems = problemsIn(form);
    const [wrong] = Object.keys(this.problems);
    if (wrong !== undefined) form.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
    if (wrong !== undefined || this.busy) return;
    this.busy = true;
    const body = newActivity(form);
    const stored = await this.#try(() =>
      this.services.client.call("POST /activities", { body: { ...body, ...this.about } }),
    );
    this.busy = false;
    if (stored) this.#close();
  };

  async #complete(id: number, completed: boolean): Promise<void> {
    await this.#try(() => this.services.client.call("PUT /activities/{id}", { params: { id }, body: { completed } }));
  }

  /** All of them but the first page, which the record brings. */
  readonly #loadEarlier = async (): Promise<void> => {
    const earlier: Activity[] = [];
    try {
      for (let page = 1; ; page += 1) {
        const query = { ...this.about, sort: "created_at", order: "desc", per_page: 100, page };
        const { data, pagination } = counted(await this.services.client.call("GET /activities", { query }));
        earlier.push(...data);
        if (page >= pagination.total_pages) break;
      }
      this.earlier = earlier;
      this.isAll = true;
    } catch (error) {
      this.services.report(error);
    }
  };

  async #try(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      this.dispatchEvent(new CustomEvent("changed"));
      return true;
    } catch (error) {
      this.services.report(error);
      return false;
    }
  }
}

customElements.define("console-record-activities", RecordActivities);
