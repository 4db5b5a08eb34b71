import { html, nothing, type TemplateResult } from "lit";
import type { CallOptions } from "../../../api/client.ts";
import type { ApiSignatures } from "../../../api/resources/index.ts";
import { icon } from "../icons.ts";
import "../inbox/lead-finder.ts";
import { facts } from "../parts/facts.ts";
import "../parts/menu.ts";
import { personKind } from "../people/kind.ts";
import { nameOfPerson } from "../people/name.ts";
import { opportunityLinks } from "../records/opportunity-links.ts";
import { assigneeChoice, recordHeader } from "../records/record-header.ts";
import { RecordPage } from "../records/record-page.ts";
import { removeRecord } from "../records/remove.ts";
import { conversationLinks, linkedRecords } from "../records/side.ts";
import type { Contact, FoundLead } from "../records.ts";
import { instantText } from "../time.ts";

type PersonChange = NonNullable<ApiSignatures["PUT /people/{id}"]["input"]["body"]>;

/** One person: how to reach them, for whom they work, what was said and done. */
export class PersonPage extends RecordPage<Contact> {
  static override properties = { ...RecordPage.properties, choosing: { state: true } };

  /** The prospect that the person belongs to is being chosen. */
  declare private choosing: boolean;

  constructor() {
    super();
    this.choosing = false;
  }

  protected override kindOf() {
    return personKind;
  }

  protected override read(id: number) {
    return this.services.client.send("GET /people/{id}", { params: { id } });
  }

  protected override write(id: number, change: PersonChange, options: CallOptions) {
    return this.services.client.call("PUT /people/{id}", { params: { id }, body: change }, options);
  }

  protected override nameOf(person: Contact): string {
    return nameOfPerson(person);
  }

  protected override renderHeader(person: Contact) {
    const name = nameOfPerson(person);
    const consequence = "Leads, conversations and opportunities stay.";
    const record = { id: person.contact_id, name, consequence };
    return recordHeader({
      name,
      line: [person.title, person.prospect?.name, person.email].filter(Boolean).join(" · "),
      choices: [
        assigneeChoice(this.desk.employees.value, person.assigned_to, {
          disabled: this.readOnly,
          onChange: (assigned_to) => this.put({ assigned_to }),
        }),
      ],
      actions: this.readOnly
        ? nothing
        : html`<console-menu label="More actions for ${name}">
          <button type="button" class="danger" @click=${() => void removeRecord(this.services, personKind, record)}>
            ${icon("trash", 16)}Delete person
          </button>
        </console-menu>`,
    });
  }

  protected override renderSide(person: Contact) {
    const { prospect, lead_id, identities } = person;
    const lead =
      lead_id === null ? [] : [{ href: `/crm/leads/${lead_id}`, sign: "leads", text: `Lead ${lead_id}` } as const];
    return html`${this.#renderProspect(prospect)}
    ${linkedRecords("Opportunities", opportunityLinks(person.opportunities))} ${linkedRecords("Made from", lead)}
    ${conversationLinks(person.conversations, Date.now())}
    ${facts(
      "Proved by your website",
      identities.flatMap(({ external_id, verified_at }) => [
        ["Your id", external_id],
        ["Last", html`<time datetime=${verified_at}>${instantText(verified_at)}</time>`],
      ]),
    )}
    ${facts("Record", [
      ["Created", instantText(person.created_at)],
      ["Updated", instantText(person.updated_at)],
    ])}`;
  }

  #renderProspect(prospect: Contact["prospect"]): TemplateResult | typeof nothing {
    const links =
      prospect === null
        ? []
        : [{ href: `/crm/prospects/${prospect.prospect_id}`, sign: "company", text: prospect.name } as const];
    return linkedRecords("Works for", links, this.readOnly ? nothing : this.#renderChoice(prospect !== null));
  }

  #renderChoice(isSet: boolean): TemplateResult {
    if (this.choosing) {
      return html`<console-lead-finder
        type="prospect"
        .client=${this.services.client}
        @pick=${(event: CustomEvent<FoundLead>) => this.#link(event.detail.id)}
        @cancel=${() => this.#choose(false)}
      ></console-lead-finder>`;
    }
    return html`<div>
      <button type="button" @click=${() => this.#choose(true)}>${isSet ? "Change" : "Link a prospect"}</button>
      ${isSet ? html`<button type="button" class="plain" @click=${() => this.#link(null)}>Unlink</button>` : nothing}
    </div>`;
  }

  #choose(choosing: boolean): void {
    this.choosing = choosing;
  }

  #link(prospect_id: number | null): void {
    this.choosing = false;
    this.put({ prospect_id });
  }
}

customElements.define("console-person", PersonPage);
