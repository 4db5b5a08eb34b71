import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import type { Stage } from "../records.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import {
  draftsOf,
  isFixed,
  type StageDraft,
  stageProblems,
  stagesOf,
  withChange,
  withNew,
  without,
  withStep,
} from "../settings/pipeline/stage-edits.ts";
import { stagesLook } from "../settings/pipeline/stages-look.ts";

/** The stages that deals go through. */
export class SettingsPipelinePage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    drafts: { state: true },
    problem: { state: true },
    problems: { state: true },
    saving: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, frameLook, stagesLook];

  /** Null until they are loaded. */
  declare private drafts: readonly StageDraft[] | null;
  declare private problem: string | null;
  declare private problems: Readonly<Record<string, string>>;
  declare private saving: boolean;
  #stored: readonly Stage[] = [];
  #etag: string | null = null;
  /** What gets the focus once the rows stand in their new order. */
  #focus: string | null = null;

  constructor() {
    super();
    this.drafts = null;
    this.problem = null;
    this.problems = {};
    this.saving = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override updated(): void {
    if (this.#focus === null) return;
    const found = this.renderRoot.querySelector<HTMLElement>(this.#focus);
    this.#focus = null;
    found?.focus();
  }

  override render() {
    const { drafts, problem } = this;
    return settingsFrame(
      this,
      {
        title: "Pipeline stages",
        intro:
          "The way from a first talk to a deal. Open deals count by their stage’s probability, unless they have their own.",
        problem,
      },
      drafts === null
        ? html`<div class="skeleton ghost" role="status" aria-label="Loading the stages"><i></i><i></i><i></i></div>`
        : this.#renderForm(drafts),
    );
  }

  #renderForm(drafts: readonly StageDraft[]) {
    const dirty = JSON.stringify(stagesOf(drafts)) !== JSON.stringify(stagesOf(draftsOf(this.#stored)));
    return html`<form class="card" novalidate aria-label="Stages" @submit=${this.#save}>
      <ol class="stages">
        ${repeat(
          drafts,
          ({ id }) => id,
          (draft, index) => this.#renderStage(draft, index, drafts),
        )}
      </ol>
      <div class="save">
        <button type="button" @click=${this.#add}>${icon("plus", 16)}Add stage</button>
        <button type="submit" class=${dirty ? "primary" : ""} ?disabled=${!dirty || this.saving}>${this.saving ? "Saving…" : "Save changes"}</button>
        <button type="button" class="plain" ?hidden=${!dirty} @click=${this.#discard}>Discard</button>
      </div>
    </form>`;
  }

  #renderStage(draft: StageDraft, index: number, drafts: readonly StageDraft[]) {
    const { id, label } = draft;
    const fixed = isFixed(draft);
    const name = label.trim() === "" ? `stage ${index + 1}` : label;
    const above = drafts[index - 1];
    const below = drafts[index + 1];
    return html`<li data-id=${id} @keydown=${(event: KeyboardEvent) => this.#key(event, id)}>
      <span class="number" aria-hidden="true">${index + 1}</span>
      ${this.#renderInput(draft, "label", `Name of ${name}`, 100)}
      ${
        fixed
          ? html`<span class="fixed quiet">${draft.probability} %</span>`
          : html`<span class="percent">${this.#renderInput(draft, "probability", `Probability of ${name} in percent`, 3)}<span class="quiet" aria-hidden="true">%</span></span>`
      }
      <span class="moves">
        ${
          fixed
            ? nothing
            : html`<button type="button" class="icon up" aria-label="Move ${name} up" ?disabled=${above === undefined} @click=${() => this.#step(id, -1)}>${icon("up", 16)}</button>
                <button type="button" class="icon down" aria-label="Move ${name} down" ?disabled=${below === undefined || isFixed(below)} @click=${() => this.#step(id, 1)}>${icon("down", 16)}</button>
                <button type="button" class="icon" aria-label="Remove ${name}" title="Remove" @click=${() => this.#remove(id)}>${icon("trash", 16)}</button>`
        }
      </span>
      ${this.#renderProblemOf(id)}
    </li>`;
  }

  #renderInput(draft: StageDraft, part: "label" | "probability", name: string, longest: number) {
    const problem = this.problems[`${part}-${draft.id}`];
    return html`<input
      class="${part}-input"
      aria-label=${name}
      maxlength=${longest}
      inputmode=${part === "probability" ? "numeric" : nothing}
      autocomplete="off"
      .value=${live(draft[part])}
      aria-invalid=${problem === undefined ? nothing : "true"}
      aria-describedby=${problem === undefined ? nothing : `problem-${draft.id}`}
      @input=${(event: InputEvent) => this.#change(draft.id, { [part]: (event.target as HTMLInputElement).value })}
    />`;
  }

  #renderProblemOf(id: number) {
    const found = this.problems[`label-${id}`] ?? this.problems[`probability-${id}`];
    return found === undefined ? nothing : html`<div class="problem" id="problem-${id}">${found}</div>`;
  }

  async #load(): Promise<void> {
    try {
      const { value, headers } = await this.services.client.send("GET /pipeline", {});
      this.#take(value.stages, headers.get("ETag"));
      this.problem = null;
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  #take(stages: readonly Stage[], etag: string | null): void {
    this.#stored = stages;
    this.#etag = etag;
    this.drafts = draftsOf(stages);
  }

  #change(id: number, change: Partial<Pick<StageDraft, "label" | "probability">>): void {
    this.drafts = withChange(this.drafts ?? [], id, change);
  }

  /** The button that was pressed keeps the focus, or its neighbour where it cannot be pressed again. */
  #step(id: number, by: 1 | -1): void {
    this.drafts = withStep(this.drafts ?? [], id, by);
    const [same, other] = by === 1 ? ["down", "up"] : ["up", "down"];
    void this.updateComplete.then(() => {
      const row = this.renderRoot.querySelector(`[data-id="${id}"]`);
      (row?.querySelector<HTMLElement>(`.${same}:enabled`) ?? row?.querySelector<HTMLElement>(`.${other}`))?.focus();
    });
  }

  #remove(id: number): void {
    const at = this.drafts?.findIndex((draft) => draft.id === id) ?? 0;
    this.drafts = without(this.drafts ?? [], id);
    const next = this.drafts[Math.min(at, this.drafts.length - 1)];
    this.#focus = next === undefined ? null : `[data-id="${next.id}"] .label-input`;
  }

  #key(event: KeyboardEvent, id: number): void {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const part = (event.target as HTMLElement).closest(".probability-input") === null ? "label" : "probability";
    this.drafts = withStep(this.drafts ?? [], id, event.key === "ArrowUp" ? -1 : 1);
    this.#focus = `[data-id="${id}"] .${part}-input`;
  }

  readonly #add = (): void => {
    this.drafts = withNew(this.drafts ?? []);
    const id = Math.max(...this.drafts.map((draft) => draft.id));
    this.#focus = `[data-id="${id}"] .label-input`;
  };

  readonly #discard = (): void => {
    this.drafts = draftsOf(this.#stored);
    this.problem = null;
    this.problems = {};
  };

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const drafts = this.drafts ?? [];
    this.problems = stageProblems(drafts);
    this.problem = null;
    if (Object.keys(this.problems).length > 0 || this.saving) {
      this.#focus = "[aria-invalid]";
      return;
    }
    this.saving = true;
    try {
      const options = this.#etag === null ? {} : { ifMatch: this.#etag };
      const body = { stages: stagesOf(drafts) };
      const { value, headers } = await this.services.client.send("PUT /pipeline", { body }, options);
      this.#take(value.stages, headers.get("ETag"));
      this.services.notify("Saved.");
    } catch (error) {
      await this.#refused(error);
    } finally {
      this.saving = false;
    }
  };

  async #refused(error: unknown): Promise<void> {
    if (!isRefusal(error, "PRECONDITION_FAILED")) {
      this.problem = messageOf(error);
      return;
    }
    await this.#load();
    this.problem =
      "Somebody else changed the pipeline meanwhile; you see it as it is now. Nothing of yours was saved: do it again.";
  }
}

customElements.define("console-settings-pipeline", SettingsPipelinePage);
