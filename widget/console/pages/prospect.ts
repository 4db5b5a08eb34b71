import { html, nothing, type TemplateResult } from "lit";
import type { CallOptions } from "../../../api/client.ts";
import type { ApiSignatures } from "../../../api/resources/index.ts";
import { icon } from "../icons.ts";
import { confirm } from "../parts/confirm.ts";
import { facts, pageLink } from "../parts/facts.ts";
import "../parts/menu.ts";
import { nameOfPerson } from "../people/name.ts";
import { prospectKind } from "../prospects/kind.ts";
import { prospectStatuses } from "../prospects/shape.ts";
import { opportunityLinks } from "../records/opportunity-links.ts";
import { assigneeChoice, type HeaderChoice, recordHeader } from "../records/record-header.ts";
import { RecordPage } from "../records/record-page.ts";
import { removeRecord } from "../records/remove.ts";
import { type Link, linkedRecords } from "../records/side.ts";
import type { ProspectDetail } from "../records.ts";
import { instantText } from "../time.ts";

type ProspectChange = NonNullable<ApiSignatures["PUT /prospects/{id}"]["input"]["body"]>;

/** One prospect: the company, its people, its opportunities, and the way to a customer. */
export class ProspectPage extends RecordPage<ProspectDetail> {
  protected override kindOf() {
    return prospectKind;
  }

  protected override read(id: number) {
    return this.services.client.send("GET /prospects/{id}", { params: { id } });
  }

  protected override write(id: number, change: ProspectChange, options: CallOptions) {
    return this.services.client.call("PUT /prospects/{id}", { params: { id }, body: change }, options);
  }

  protected override nameOf({ name }: ProspectDetail): string {
    return name;
  }

  protected override renderHeader(prospect: ProspectDetail) {
    const { name, domain, industry, assigned_to, company_id } = prospect;
    return recordHeader({
      name,
      line: [domain, industry].filter(Boolean).join(" · "),
      choices: [
        this.#statusChoice(prospect),
        assigneeChoice(this.desk.employees.value, assigned_to, {
          disabled: this.readOnly,
          onChange: (chosen) => this.put({ assigned_to: chosen }),
        }),
      ],
      actions: this.readOnly
        ? nothing
        : html`${company_id === null ? html`<button type="button" class="primary" @click=${() => void this.#convert(prospect)}>Convert…</button>` : nothing}
          ${this.#renderMenu(prospect)}`,
    });
  }

  protected override renderSide(prospect: ProspectDetail) {
    const { company_id, contacts, opportunities, website } = prospect;
    const company: Link[] =
      company_id === null
        ? []
        : [{ href: `/crm/companies/${company_id}`, sign: "company", text: prospect.name, more: "Company" }];
    const people = (contacts ?? []).map(
      (person): Link => ({
        href: `/crm/people/${person.contact_id}`,
        sign: "person",
        text: nameOfPerson(person),
        more: person.title,
      }),
    );
    return html`${linkedRecords("Became", company)} ${linkedRecords("People", people, this.#renderAllPeople(people.length))}
    ${linkedRecords("Opportunities", opportunityLinks(opportunities))}
    ${facts("Record", [
      ["Website", pageLink(website)],
      ["Created", instantText(prospect.created_at)],
      ["Updated", instantText(prospect.updated_at)],
    ])}`;
  }

  #renderAllPeople(shown: number): TemplateResult | typeof nothing {
    if (shown === 0) return nothing;
    return html`<a class="small" href="/crm/people?prospect_id=${this.record.id}">All its people</a>`;
  }

  #renderMenu({ prospect_id, name }: ProspectDetail): TemplateResult {
    const record = { id: prospect_id, name, consequence: "Its company record, if it became one, stays." };
    return html`<console-menu label="More actions for ${name}">
      <button type="button" class="danger" @click=${() => void removeRecord(this.services, prospectKind, record)}>
        ${icon("trash", 16)}Delete prospect
      </button>
    </console-menu>`;
  }

  #statusChoice({ status }: ProspectDetail): HeaderChoice {
    const isConverted = status === "converted";
    const statuses = prospectStatuses.filter((one) => isConverted || one !== "converted");
    return {
      id: "status",
      label: "Status",
      options: statuses.map((one) => [one, one.charAt(0).toUpperCase() + one.slice(1)]),
      value: status,
      disabled: isConverted || this.readOnly,
      onChange: (chosen) => this.put({ status: chosen }),
    };
  }

  async #convert({ name }: ProspectDetail): Promise<void> {
    const sure = await confirm({
      heading: `Make ${name} a company?`,
      text: "It becomes a customer: a company record is made with what is known of the prospect. This cannot be taken back.",
      action: "Convert prospect",
    });
    if (!sure) return;
    try {
      const { id } = this.record;
      const { company_id } = await this.services.client.call("POST /prospects/{id}/convert", { params: { id } });
      this.services.notify(`${name} is a company now.`, {
        label: "Open it",
        run: () => this.router.go(`/crm/companies/${company_id}`),
      });
    } catch (error) {
      this.services.report(error);
    }
    await this.record.load();
  }
}

customElements.define("console-prospect", ProspectPage);
