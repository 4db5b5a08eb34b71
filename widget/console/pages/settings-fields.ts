import { html, nothing } from "lit";
import { messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import type { CustomField } from "../records.ts";
import { may } from "../rights.ts";
import { openFieldDialog } from "../settings/fields/field-dialog.ts";
import { fieldList, fieldListLook } from "../settings/fields/field-list.ts";
import { purgeField, removeField } from "../settings/fields/remove-field.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";

type EntityType = CustomField["entity_type"];

const entities: readonly (readonly [EntityType, string])[] = [
  ["lead", "Leads"],
  ["contact", "People"],
  ["prospect", "Prospects"],
  ["opportunity", "Opportunities"],
];

const path = "/crm/settings/custom-fields";

/** The workspace's own fields, by the kind of record that carries them. */
export class SettingsFieldsPage extends DeskPage {
  static override properties = { ...DeskPage.properties, fields: { state: true }, problem: { state: true } };
  static override styles = [baseLook, buttonLook, frameLook, fieldListLook];

  /** In their order; null until they are loaded. */
  declare private fields: readonly CustomField[] | null;
  declare private problem: string | null;
  #shown: EntityType | null = null;

  constructor() {
    super();
    this.fields = null;
    this.problem = null;
  }

  override willUpdate(): void {
    if (this.#shown === this.#entity) return;
    this.#shown = this.#entity;
    this.fields = null;
    void this.#load();
  }

  override render() {
    const [, plural] = entities.find(([type]) => type === this.#entity) ?? ["", ""];
    return settingsFrame(
      this,
      {
        title: "Custom fields",
        intro: "What your records hold beside what they come with. Each field is in forms, filters, files and the API.",
        actions: html`<button type="button" class="primary" @click=${() => void this.#edit(null)}>${icon("plus", 16)}New field</button>`,
        problem: this.problem,
      },
      html`<nav class="tabs" aria-label="Records">
          ${entities.map(
            ([type, label]) =>
              html`<a href=${type === "lead" ? path : `${path}?entity=${type}`} aria-current=${type === this.#entity ? "true" : nothing}>${label}</a>`,
          )}
        </nav>
        ${this.#renderFields(plural)}`,
    );
  }

  get #entity(): EntityType {
    return entities.find(([type]) => type === this.place.query.get("entity"))?.[0] ?? "lead";
  }

  #renderFields(plural: string) {
    const { fields } = this;
    if (fields === null)
      return html`<div class="skeleton ghost" role="status" aria-label="Loading the fields"><i></i><i></i><i></i></div>`;
    if (fields.length === 0) {
      return html`<div class="none">
        <h2>${plural} have no fields of your own yet</h2>
        <p class="quiet">A contract’s term, a customer number, the plan someone asked for: make a field for what you want to know.</p>
      </div>`;
    }
    const changed = () => void this.#load();
    return fieldList(fields, {
      edit: (field) => void this.#edit(field),
      step: (field, by) => void this.#step(field, by),
      remove: (field) => void removeField(field, this.services, changed),
      purge: may(this.desk.employee.role, "owner") ? (field) => void purgeField(field, this.services, changed) : null,
    });
  }

  async #load(): Promise<void> {
    const entity_type = this.#entity;
    try {
      const query = { entity_type, per_page: 100, sort: "position" };
      const { data } = await this.services.client.call("GET /custom-fields", { query });
      if (entity_type !== this.#entity) return;
      this.fields = data;
      this.problem = null;
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  async #edit(edited: CustomField | null): Promise<void> {
    const stored = await openFieldDialog({ services: this.services, entity: this.#entity, edited });
    if (stored === null) return;
    await this.#load();
    this.services.notify(edited === null ? `${stored.label} is there.` : "Saved.");
  }

  /** Shown at once. Those whose place changed are told their new one; when that fails, the stored order is shown again. */
  async #step(field: CustomField, by: 1 | -1): Promise<void> {
    const fields = this.fields ?? [];
    const at = fields.indexOf(field);
    const other = fields[at + by];
    if (other === undefined) return;
    const moved = fields.with(at, other).with(at + by, field);
    const numbered = moved.map((one, index) => ({ ...one, position: index + 1 }));
    this.fields = numbered;
    void this.#focusStep(field, by);
    const changed = numbered.filter((one, index) => one.position !== moved[index]?.position);
    try {
      for (const { custom_field_id: id, position } of changed) {
        await this.services.client.call("PUT /custom-fields/{id}", { params: { id }, body: { position } });
      }
    } catch (error) {
      this.services.report(error);
      await this.#load();
    }
  }

  async #focusStep({ custom_field_id: id }: CustomField, by: 1 | -1): Promise<void> {
    await this.updateComplete;
    const row = this.renderRoot.querySelector(`[data-id="${id}"]`);
    const [same, other] = by === 1 ? ["down", "up"] : ["up", "down"];
    (row?.querySelector<HTMLElement>(`.${same}:enabled`) ?? row?.querySelector<HTMLElement>(`.${other}`))?.focus();
  }
}

customElements.define("console-settings-fields", SettingsFieldsPage);
