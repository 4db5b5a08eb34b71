import { html, nothing, type TemplateResult } from "lit";
import type { CallOptions } from "../../../api/client.ts";
import "../leads/convert-lead.ts";
import { isLeadField, leadKind } from "../leads/kind.ts";
import { leadMenu } from "../leads/lead-menu.ts";
import { leadSide } from "../leads/lead-side.ts";
import "../leads/merge-lead.ts";
import { takeMergeBack } from "../leads/merging.ts";
import { nameOfLead } from "../leads/name.ts";
import { originHint } from "../leads/origin-hint.ts";
import { originOf } from "../leads/origins.ts";
import { namedLinks } from "../records/linked.ts";
import { assigneeChoice, type HeaderChoice, recordHeader } from "../records/record-header.ts";
import { RecordPage } from "../records/record-page.ts";
import { type Link, linkedRecords } from "../records/side.ts";
import { type LeadChange, type LeadDetail, leadStatuses } from "../records.ts";

/** One lead: its fields, its history, where it came from and what it became. */
export class LeadPage extends RecordPage<LeadDetail> {
  static override properties = { ...RecordPage.properties, dialog: { state: true }, linked: { state: true } };

  declare private dialog: "convert" | "merge" | null;
  /** What it was converted to. */
  declare private linked: readonly Link[];

  constructor() {
    super();
    this.dialog = null;
    this.linked = [];
  }

  protected override kindOf() {
    return leadKind;
  }

  protected override read(id: number) {
    return this.services.client.send("GET /leads/{id}", { params: { id } });
  }

  protected override write(id: number, change: LeadChange, options: CallOptions) {
    return this.services.client.call("PUT /leads/{id}", { params: { id }, body: change }, options);
  }

  protected override nameOf(lead: LeadDetail): string {
    return nameOfLead(lead);
  }

  protected override shown(lead: LeadDetail): void {
    super.shown(lead);
    void this.#nameLinked(lead);
  }

  protected override hintOf(lead: LeadDetail, name: string): TemplateResult | undefined {
    return isLeadField(name) ? originHint(originOf(lead, this.record.edits, name), Date.now()) : undefined;
  }

  protected override renderHeader(lead: LeadDetail) {
    const disabled = this.readOnly;
    return recordHeader({
      name: nameOfLead(lead),
      line: [lead.company_name, lead.email].filter(Boolean).join(" · "),
      choices: [
        this.#statusChoice(lead),
        assigneeChoice(this.desk.employees.value, lead.assigned_to, {
          disabled,
          onChange: (assigned_to) => this.put({ assigned_to }),
        }),
      ],
      actions: disabled ? nothing : html`${this.#renderConvert(lead)} ${this.#renderMenu(lead)}`,
    });
  }

  protected override renderSide(lead: LeadDetail) {
    return html`${linkedRecords("Became", this.linked)} ${leadSide(lead, Date.now())}`;
  }

  protected override renderDialogs(lead: LeadDetail) {
    const close = () => {
      this.dialog = null;
    };
    return html`<console-convert-lead
        .services=${this.services}
        .desk=${this.desk}
        .lead=${lead}
        .open=${this.dialog === "convert"}
        @close=${close}
        @changed=${this.reload}
      ></console-convert-lead>
      <console-merge-lead
        .services=${this.services}
        .lead=${lead}
        .open=${this.dialog === "merge"}
        @close=${close}
        @changed=${this.reload}
      ></console-merge-lead>`;
  }

  /** A lead that was merged lives on as another one. */
  protected override renderMissing() {
    const into = this.record.missing?.details[0]?.["merged_into"];
    if (typeof into !== "number") return super.renderMissing();
    return html`<p class="quiet">It was merged into lead ${into}, which has all that was known of it.</p>
      <div>
        <a class="button" href="/crm/leads/${into}">Open lead ${into}</a>
        <button type="button" ?hidden=${this.readOnly} @click=${this.#takeMergeBack}>Take the merge back</button>
      </div>`;
  }

  #statusChoice({ status }: LeadDetail): HeaderChoice {
    const isConverted = status === "converted";
    const statuses = leadStatuses.filter((one) => isConverted || one !== "converted");
    return {
      id: "status",
      label: "Status",
      options: statuses.map((one) => [one, one.charAt(0).toUpperCase() + one.slice(1)]),
      value: status,
      disabled: isConverted || this.readOnly,
      onChange: (chosen) => this.put({ status: chosen }),
    };
  }

  #renderConvert({ status }: LeadDetail): TemplateResult | typeof nothing {
    if (status === "converted") return nothing;
    return html`<button type="button" class="primary" @click=${() => this.#show("convert")}>Convert…</button>`;
  }

  #renderMenu(lead: LeadDetail): TemplateResult | typeof nothing {
    const canMerge = lead.status !== "converted";
    return leadMenu(lead, this.desk, this.services, canMerge ? () => this.#show("merge") : null);
  }

  #show(dialog: "convert" | "merge"): void {
    this.dialog = dialog;
  }

  async #nameLinked(lead: LeadDetail): Promise<void> {
    const linked = await namedLinks(this.services.client, lead.linked);
    if (this.record.value?.lead_id === lead.lead_id) this.linked = linked;
  }

  readonly #takeMergeBack = async (): Promise<void> => {
    if (await takeMergeBack(this.services, this.record.id)) this.reload();
  };
}

customElements.define("console-lead", LeadPage);
