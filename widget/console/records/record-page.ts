import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { CallOptions, CallResult } from "../../../api/client.ts";
import type { FeedEvent } from "../../../gateway/protocol.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import { choicesLook } from "../parts/choices.ts";
import { factsLook } from "../parts/facts.ts";
import { fieldLook } from "../parts/field.ts";
import { statusLook } from "../parts/status.ts";
import type { Activity, Note } from "../records.ts";
import { may } from "../rights.ts";
import { loadCustomFields } from "./custom-fields.ts";
import type { Stored } from "./edits.ts";
import { OpenRecord } from "./open-record.ts";
import "./record-activities.ts";
import { recordForm } from "./record-form.ts";
import type { RecordKind } from "./record-kind.ts";
import { recordLook } from "./record-look.ts";
import "./record-notes.ts";
import { restoreRecord } from "./remove.ts";
import "./tags-editor.ts";

/** What every record's page shows beside its fields. */
export interface RecordDetail extends Stored {
  readonly notes: readonly Note[];
  readonly activities: readonly Activity[];
  readonly tags: readonly string[];
}

/**
 * The page of one record: its fields, custom ones included, its notes and activities, and at its side what a subclass
 * knows of it. It follows what others do. What is typed is written under the version on screen.
 */
export abstract class RecordPage<Detail extends RecordDetail> extends DeskPage {
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    choicesLook,
    avatarLook,
    statusLook,
    factsLook,
    recordLook,
  ];

  protected readonly record = new OpenRecord<Detail>(this, {
    noun: this.kindOf().noun,
    read: (id) => this.read(id),
    write: (id, change, options) => this.write(id, change, options),
    shown: (record) => this.shown(record),
  });
  #undo: (() => void) | null = null;
  /** The id in the address, which may be no number. */
  #at: string | undefined;

  protected abstract kindOf(): RecordKind;
  protected abstract read(id: number): Promise<CallResult<Detail>>;
  protected abstract write(id: number, change: Record<string, unknown>, options: CallOptions): Promise<unknown>;
  protected abstract nameOf(record: Detail): string;
  protected abstract renderHeader(record: Detail): TemplateResult;
  protected abstract renderSide(record: Detail): TemplateResult;

  /** The record on screen is another one, or a newer version of it. */
  protected shown(record: Detail): void {
    this.services.title.set(this.nameOf(record));
  }

  /** What stands below a field. */
  protected hintOf(_record: Detail, _name: string): TemplateResult | undefined {
    return undefined;
  }

  /** Dialogs of the page. */
  protected renderDialogs(_record: Detail): TemplateResult | typeof nothing {
    return nothing;
  }

  /** What can be done where there is no such record; restoring it, unless a page knows better. */
  protected renderMissing(): TemplateResult {
    const { noun, remove } = this.kindOf();
    return html`<p class="quiet">
        It belongs to the other mode, or it was deleted. For 30 days after that it can be restored.
      </p>
      <div>
        ${this.may(remove) ? html`<button type="button" @click=${this.#restore}>Restore this ${noun}</button>` : nothing}
        ${this.#allLink()}
      </div>`;
  }

  protected may(right: RecordKind["write"]): boolean {
    return may(this.desk.employee.role, right);
  }

  protected get readOnly(): boolean {
    return !this.may(this.kindOf().write);
  }

  protected override watched() {
    return [this.desk.employees];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#undo = this.desk.onEvent((event) => {
      if (this.#concerns(event)) void this.record.refresh();
    });
    void this.#loadFields();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#undo?.();
  }

  override willUpdate(): void {
    const id = this.place.params["id"];
    if (id === this.#at) return;
    this.#at = id;
    void this.record.show(Number(id));
  }

  override render() {
    const { value, missing } = this.record;
    const { plural, path, noun } = this.kindOf();
    if (missing !== null) {
      return html`<div class="missing">
        <h1>This ${noun} does not exist</h1>
        ${this.renderMissing()}
      </div>`;
    }
    return html`<div class="page">
      <nav aria-label="Breadcrumb"><a class="crumb" href=${path} @click=${this.#back}>${icon("back", 15)}${plural}</a></nav>
      ${value === null ? this.#renderLoading(noun) : this.#renderRecord(value)}
    </div>`;
  }

  /** Stores a change at once. */
  protected put(change: Record<string, unknown>): void {
    // A choice that was refused shows the stored value again.
    void this.record.put(change).then(() => this.requestUpdate());
  }

  protected readonly reload = (): void => void this.record.load();

  #renderRecord(record: Detail) {
    const { formTitle, noun, entity } = this.kindOf();
    const about = { entity_type: entity, entity_id: this.record.id };
    return html`${this.renderHeader(record)} ${this.#renderProblem()}
      <div class="columns">
        <div class="main">
          ${recordForm(this.record, {
            title: formTitle,
            readOnly: this.readOnly,
            hintOf: (name) => this.hintOf(record, name),
            saved: () => this.services.notify("Saved."),
          })}
          <console-record-notes
            .services=${this.services}
            .desk=${this.desk}
            .about=${about}
            .notes=${record.notes}
            .readOnly=${this.readOnly}
            @changed=${this.reload}
          ></console-record-notes>
          <console-record-activities
            .services=${this.services}
            .desk=${this.desk}
            .about=${about}
            .activities=${record.activities}
            @changed=${this.reload}
          ></console-record-activities>
        </div>
        <aside aria-label="About this ${noun}">
          <section class="facts">
            <h3>Tags</h3>
            <console-tags
              .tags=${live(record.tags)}
              .readOnly=${this.readOnly}
              @change=${(event: CustomEvent<readonly string[]>) => this.put({ tags: event.detail })}
            ></console-tags>
          </section>
          ${this.renderSide(record)}
        </aside>
      </div>
      ${this.renderDialogs(record)}`;
  }

  #renderProblem(): TemplateResult | typeof nothing {
    const { problem } = this.record;
    if (problem === null) return nothing;
    return html`<p class="refusal" role="alert">${icon("alert", 16)}<span>${problem}</span></p>`;
  }

  #renderLoading(noun: string) {
    if (this.record.problem !== null) {
      return html`${this.#renderProblem()}
        <p><button type="button" @click=${this.reload}>Try again</button></p>`;
    }
    return html`<div class="skeleton ghost" role="status" aria-label="Loading the ${noun}"><i></i><i></i><i></i><i></i></div>`;
  }

  #allLink() {
    const { path, plural } = this.kindOf();
    return html`<a class="button" href=${path}>All ${plural.toLowerCase()}</a>`;
  }

  #concerns({ data }: FeedEvent): boolean {
    const { id, entity } = this.kindOf();
    const isOurs = data["entity_type"] === entity && data["entity_id"] === this.record.id;
    return isOurs || data[id] === this.record.id;
  }

  /** Without them the rest of the form is still of use; the refusal is told. */
  async #loadFields(): Promise<void> {
    const { fields, entity } = this.kindOf();
    this.record.fields = fields;
    try {
      this.record.fields = [...fields, ...(await loadCustomFields(this.services.client, entity))];
      this.requestUpdate();
    } catch (error) {
      this.services.report(error);
    }
  }

  readonly #restore = async (): Promise<void> => {
    if (await restoreRecord(this.services, this.kindOf(), this.record.id)) await this.record.load();
  };

  /** Back to the table as it was left, with its filters, when that is where one came from. */
  readonly #back = (event: MouseEvent): void => {
    const isFromTable = this.router.previous?.split("?")[0] === this.kindOf().path;
    if (!isFromTable || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.back();
  };
}
