import { html, nothing } from "lit";
import { activityLook } from "../activities/activity-row.ts";
import { turnActivity } from "../activities/complete.ts";
import "../activities/quick-add.ts";
import { fieldProblems, isRefusal, messageOf } from "../api.ts";
import { changesOf, conflictsOf, type DealEdits, problemsOf, withEdit } from "../deals/deal-edits.ts";
import { dealForm } from "../deals/deal-form.ts";
import { dealHeader, dealHeaderLook } from "../deals/deal-header.ts";
import { dealLook } from "../deals/deal-look.ts";
import { dealSide } from "../deals/deal-side.ts";
import { dealLoading, dealMissing, dealProblem } from "../deals/deal-states.ts";
import { dealStepper, stageHistory, stepperLook } from "../deals/deal-stepper.ts";
import { dealTimeline } from "../deals/deal-timeline.ts";
import { askWhyLost } from "../deals/lost-dialog.ts";
import { removeDeal } from "../deals/remove-deal.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { factsLook } from "../parts/facts.ts";
import { fieldLook } from "../parts/field.ts";
import { statusLook } from "../parts/status.ts";
import type { CustomField, OpportunityChange, OpportunityDetail, Stage } from "../records.ts";
import { may } from "../rights.ts";

/** One deal: where it stands, its fields, its history. A change that somebody else made meanwhile is never overwritten. */
export class OpportunityPage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    deal: { state: true },
    stages: { state: true },
    fields: { state: true },
    edits: { state: true },
    problem: { state: true },
    problems: { state: true },
    saving: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    statusLook,
    factsLook,
    dealLook,
    activityLook,
    stepperLook,
    dealHeaderLook,
  ];

  declare private deal: OpportunityDetail | "missing" | null;
  declare private stages: readonly Stage[];
  declare private fields: readonly CustomField[];
  declare private edits: DealEdits;
  declare private problem: string | null;
  declare private problems: Readonly<Record<string, string>>;
  declare private saving: boolean;
  #etag: string | null = null;
  #undo: (() => void) | null = null;

  constructor() {
    super();
    this.deal = null;
    this.stages = [];
    this.fields = [];
    this.edits = {};
    this.problem = null;
    this.problems = {};
    this.saving = false;
  }

  protected override watched() {
    return [this.desk.employees];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#undo = this.desk.onEvent(({ data }) => {
      const about = data["entity_type"] === "opportunity" && data["entity_id"] === this.#id;
      if ((about || data["opportunity_id"] === this.#id) && !this.saving) void this.#load();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#undo?.();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("place")) return;
    this.deal = null;
    this.edits = {};
    void this.#load();
    void this.#loadAround();
  }

  override render() {
    const { deal } = this;
    if (deal === "missing") return dealMissing();
    return html`<div class="page">
      <nav aria-label="Breadcrumb"><a class="crumb" href="/crm/opportunities" @click=${this.#back}>${icon("back", 15)}Pipeline</a></nav>
      ${deal === null ? dealLoading(this.problem, () => void this.#load()) : this.#renderDeal(deal)}
    </div>`;
  }

  get #id(): number {
    return Number(this.place.params["id"]);
  }

  #renderDeal(deal: OpportunityDetail) {
    const writable = may(this.desk.employee.role, "opportunities:write");
    const now = Date.now();
    const steps = {
      ...{ stages: this.stages, movable: writable && !this.saving, now },
      nameOf: (id: number | null) => this.desk.nameOf(id),
      move: (stage: string) => void this.#put({ stage }),
    };
    const header = {
      ...{ employees: this.desk.employees.value, writable, put: (change: OpportunityChange) => void this.#put(change) },
      lose: () => void this.#lose(deal),
      remove: () => void removeDeal(deal, this.services),
    };
    return html`${dealHeader(deal, header)} ${dealStepper(deal, steps)} ${dealProblem(this.problem)}
      <div class="columns">
        <div class="main">
          ${dealForm(deal, {
            ...{ edits: this.edits, problems: this.problems, saving: this.saving, writable },
            usual: this.stages.find(({ key }) => key === deal.stage)?.probability ?? deal.probability,
            edit: (name, text) => {
              this.edits = withEdit(deal, this.edits, name, text);
            },
            save: this.#save,
            discard: this.#discard,
          })}
          ${dealTimeline(deal, {
            now,
            notable: writable,
            completable: may(this.desk.employee.role, "activities:write"),
            quickAdd: this.#quickAdd(deal),
            addNote: (text) => this.#addNote(text),
            turn: (activity) => void turnActivity(activity, this.services, () => this.#load()),
          })}
        </div>
        <aside aria-label="About this opportunity">${dealSide(deal, this.fields)} ${stageHistory(deal, steps)}</aside>
      </div>`;
  }

  #quickAdd({ opportunity_id: id, name: title }: OpportunityDetail) {
    if (!may(this.desk.employee.role, "activities:write")) return nothing;
    return html`<console-quick-add
      .services=${this.services}
      .desk=${this.desk}
      .given=${{ type: "opportunity", id, title }}
      @added=${() => void this.#load()}
    ></console-quick-add>`;
  }

  async #load(): Promise<void> {
    const id = this.#id;
    try {
      const { value, headers } = await this.services.client.send("GET /opportunities/{id}", { params: { id } });
      if (id !== this.#id) return;
      this.deal = value;
      this.#etag = headers.get("ETag");
      this.services.title.set(value.name);
    } catch (error) {
      if (isRefusal(error, "NOT_FOUND") || isRefusal(error, "VALIDATION_ERROR")) this.deal = "missing";
      else this.problem = messageOf(error);
    }
  }

  /** The pipeline and the workspace's own fields: the deal is shown without them too. */
  async #loadAround(): Promise<void> {
    const { client } = this.services;
    const query = { entity_type: "opportunity", per_page: 100 };
    const [pipeline, fields] = await Promise.allSettled([
      client.call("GET /pipeline", {}),
      client.call("GET /custom-fields", { query }),
    ]);
    if (pipeline.status === "fulfilled") this.stages = pipeline.value.stages;
    else this.services.report(pipeline.reason);
    if (fields.status === "fulfilled") this.fields = fields.value.data;
  }

  /** Writes a change under the version on screen. Resolves to whether it was stored. */
  async #put(change: OpportunityChange): Promise<boolean> {
    const before = this.deal;
    if (before === null || before === "missing" || this.saving) return false;
    this.saving = true;
    this.problem = null;
    this.problems = {};
    try {
      const options = this.#etag === null ? {} : { ifMatch: this.#etag };
      await this.services.client.call("PUT /opportunities/{id}", { params: { id: this.#id }, body: change }, options);
      await this.#load();
      return true;
    } catch (error) {
      await this.#refused(error, before);
      return false;
    } finally {
      this.saving = false;
    }
  }

  async #refused(error: unknown, before: OpportunityDetail): Promise<void> {
    if (!isRefusal(error, "PRECONDITION_FAILED")) {
      this.problems = fieldProblems(error);
      this.problem = messageOf(error);
      // A select that was turned shows the stored value again.
      this.deal = { ...before };
      return;
    }
    await this.#load();
    const after = this.deal;
    const both = after === null || after === "missing" ? [] : conflictsOf(before, after, this.edits);
    const overlap = both.length === 0 ? "" : ` You both changed ${both.join(", ")}.`;
    this.problem = `Somebody else changed this opportunity meanwhile; you see the new version.${overlap} Nothing of yours was saved yet: check it, then do it again.`;
  }

  async #lose({ name }: OpportunityDetail): Promise<void> {
    const lost_reason = await askWhyLost(name);
    if (lost_reason !== null) await this.#put({ status: "lost", lost_reason });
  }

  async #addNote(text: string): Promise<boolean> {
    try {
      const body = { entity_type: "opportunity", entity_id: this.#id, content: text } as const;
      await this.services.client.call("POST /notes", { body });
      await this.#load();
      return true;
    } catch (error) {
      this.services.report(error);
      return false;
    }
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const saved = this.edits;
    this.problems = problemsOf(saved);
    if (Object.keys(saved).length === 0 || Object.keys(this.problems).length > 0) return;
    if (!(await this.#put(changesOf(saved)))) return;
    this.edits = {};
    this.services.notify("Saved.");
  };

  readonly #discard = (): void => {
    this.edits = {};
    this.problem = null;
    this.problems = {};
  };

  /** Back to the board or the list as it was left, when that is where one came from. */
  readonly #back = (event: MouseEvent): void => {
    const fromBoard = /^\/crm\/opportunities(\?|$)/.test(this.router.previous ?? "");
    if (!fromBoard || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.back();
  };
}

customElements.define("console-opportunity", OpportunityPage);
