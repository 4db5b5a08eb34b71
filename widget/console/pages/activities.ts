import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type AboutRecord, aboutHref, activityLook, activityRow } from "../activities/activity-row.ts";
import { turnActivity } from "../activities/complete.ts";
import { type DueView, dayName, dueViews } from "../activities/due.ts";
import "../activities/quick-add.ts";
import { activitiesLook } from "../activities/activities-look.ts";
import { activitiesQuery, activitiesShape, activityTypes, viewOf } from "../activities/shape.ts";
import { viewTexts } from "../activities/texts.ts";
import { icon } from "../icons.ts";
import { chipsFilter, selectFilter } from "../lists/filters.ts";
import { ListPage } from "../lists/list-page.ts";
import { hrefOf, type ListQuery } from "../lists/list-query.ts";
import { type Activity, counted, type Listed } from "../records.ts";
import { may } from "../rights.ts";
import { Ticking } from "../time.ts";

type Task = Activity & { readonly about: AboutRecord | null };

const perPage = 25;
const counters = ["overdue", "today", "upcoming", "undated"] as const satisfies readonly DueView[];
type Counts = Readonly<Partial<Record<DueView, number>>>;

/** What is to be done, by when: one's own, or the team's. */
export class ActivitiesPage extends ListPage<Task, "due_date"> {
  static override properties = { ...ListPage.properties, counts: { state: true } };
  static override styles = [...ListPage.styles, activityLook, activitiesLook];

  protected override readonly shape = activitiesShape;
  protected override readonly texts = { title: "Activities", placeholder: "Search subject and description" };
  protected override readonly events = ["activity."];
  declare private counts: Counts;
  /** Where the row stood that was turned by keyboard: the next one takes the focus when it goes. */
  #turned: { readonly id: number; readonly index: number } | null = null;

  constructor() {
    super();
    this.counts = {};
    new Ticking(this);
  }

  override updated(): void {
    const turned = this.#turned;
    if (turned === null || this.renderRoot.querySelector(`[data-id="${turned.id}"]`) !== null) return;
    this.#turned = null;
    const boxes = [...this.renderRoot.querySelectorAll<HTMLElement>(".box")];
    boxes[Math.min(turned.index, boxes.length - 1)]?.focus();
  }

  protected override async load(): Promise<void> {
    await Promise.all([super.load(), this.#count()]);
  }

  protected override async ask(query: Record<string, string | number>, signal: AbortSignal): Promise<Listed<Task>> {
    const asked = { ...this.#asked(viewOf(this.query)), page: query["page"], per_page: perPage, include: "about" };
    const { data, pagination } = await this.services.client.call("GET /activities", { query: asked }, { signal });
    // Rows of a list that includes the embed have it.
    return { data: data as readonly unknown[] as readonly Task[], pagination };
  }

  protected override columns() {
    return [];
  }

  protected override keyOf({ activity_id }: Task): number {
    return activity_id;
  }

  protected override linkOf({ about }: Task): string {
    return about === null ? this.shape.path : aboutHref(about);
  }

  protected override renderActions() {
    const here = viewOf(this.query);
    return html`<nav class="views" aria-label="When">
      ${(Object.keys(viewTexts) as DueView[]).map((view) => {
        const count = this.counts[view] ?? 0;
        return html`<a href=${this.#hrefOf(view)} aria-current=${view === here ? "true" : nothing}
          >${viewTexts[view].label}${count === 0 ? nothing : html`<span class="count ${view}">${count}</span>`}</a
        >`;
      })}
    </nav>`;
  }

  protected override renderFilters({ filters }: ListQuery<"due_date">) {
    const others = this.desk.employees.value.filter(
      ({ employee_id }) => employee_id !== this.desk.employee.employee_id,
    );
    const people = others.map(({ employee_id, name }) => [String(employee_id), name] as const);
    const whose = [["all", "Everybody’s"] as const, ["none", "Unassigned"] as const, ...people];
    return html`${chipsFilter("Kind", activityTypes, filters["type"], (text) => this.filter("type", text))}
    ${selectFilter("Whose", "Mine", whose, filters["who"], (text) => this.filter("who", text))}`;
  }

  protected override renderAbove() {
    if (!may(this.desk.employee.role, "activities:write")) return nothing;
    return html`<console-quick-add .services=${this.services} .desk=${this.desk} @added=${this.#added}></console-quick-add>`;
  }

  protected override renderRows(query: ListQuery<"due_date">): TemplateResult {
    const { result } = this;
    if (result === null)
      return html`<div class="skeleton ghost" role="status" aria-label="Loading the activities"><i></i><i></i><i></i></div>`;
    const now = Date.now();
    const view = viewOf(query);
    const rows = repeat(
      result.data,
      ({ activity_id }) => activity_id,
      (task, index) => {
        const day = this.#dayOf(task, view, now);
        const before = result.data[index - 1];
        const heads = day !== null && (before === undefined || this.#dayOf(before, view, now) !== day);
        return html`${heads ? html`<li class="day"><h2>${day}</h2></li>` : nothing}${this.#renderTask(task, index, now)}`;
      },
    );
    return html`<ul class="tasks list" aria-label=${viewTexts[view].label}>${rows}</ul>`;
  }

  protected override renderEmpty() {
    const { empty, hint } = viewTexts[viewOf(this.query)];
    return html`<div class="empty">
      ${icon("task", 30)}
      <h2>${empty}</h2>
      <p class="quiet">${hint}</p>
    </div>`;
  }

  #renderTask(task: Task, index: number, now: number) {
    const mine = task.assigned_to === this.desk.employee.employee_id;
    return activityRow(task, {
      now,
      completable: may(this.desk.employee.role, "activities:write"),
      turn: () => void this.#turn(task, index),
      assignee: mine && this.query.filters["who"] === undefined ? null : this.desk.nameOf(task.assigned_to),
      about: task.about,
    });
  }

  #dayOf({ due_date, completed_at }: Task, view: DueView, now: number): string | null {
    const instant = view === "upcoming" ? due_date : view === "done" ? completed_at : null;
    return instant === null ? null : dayName(Date.parse(instant), now);
  }

  #asked(view: DueView): Record<string, string | number> {
    return activitiesQuery(this.query, view, { me: this.desk.employee.employee_id, now: Date.now() });
  }

  #hrefOf(view: DueView): string {
    const { view: _, ...query } = this.query;
    return hrefOf(this.shape, { ...query, page: 1, ...(view === dueViews[0] ? {} : { view }) });
  }

  /** How many stand behind each tab; one that cannot be counted now keeps its number. */
  async #count(): Promise<void> {
    const counts = await Promise.all(
      counters.map(async (view) => {
        const query = { ...this.#asked(view), per_page: 1 };
        const answer = await this.services.client.call("GET /activities", { query }).catch(() => null);
        return [view, answer === null ? this.counts[view] : counted(answer).pagination.total] as const;
      }),
    );
    this.counts = Object.fromEntries(counts.filter(([, count]) => count !== undefined));
  }

  async #turn(task: Task, index: number): Promise<void> {
    if (this.renderRoot.querySelector(`[data-id="${task.activity_id}"] .box:focus`) !== null) {
      this.#turned = { id: task.activity_id, index };
    }
    this.#show(task.activity_id, !task.completed);
    const stored = await turnActivity(task, this.services, () => void this.load());
    if (!stored) await this.load();
  }

  /** On screen at once; what the server then says replaces it. */
  #show(id: number, completed: boolean): void {
    const { result } = this;
    if (result === null) return;
    this.result = { ...result, data: result.data.map((row) => (row.activity_id === id ? { ...row, completed } : row)) };
  }

  readonly #added = (event: CustomEvent<Activity>): void => {
    this.services.notify(`“${event.detail.subject}” is written down.`);
    void this.load();
  };
}

customElements.define("console-activities", ActivitiesPage);
