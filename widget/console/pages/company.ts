import { html, nothing, type TemplateResult } from "lit";
import { isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import { facts, factsLook, pageLink } from "../parts/facts.ts";
import { nameOfPerson } from "../people/name.ts";
import { opportunityLinks } from "../records/opportunity-links.ts";
import { recordHeader } from "../records/record-header.ts";
import { recordLook } from "../records/record-look.ts";
import { type Link, linkedRecords } from "../records/side.ts";
import type { Company, ProspectDetail } from "../records.ts";
import { instantText } from "../time.ts";

/** One company: what a converted prospect was when it became a customer. The prospect is where its work goes on. */
export class CompanyPage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    company: { state: true },
    prospect: { state: true },
    problem: { state: true },
  };
  static override styles = [baseLook, buttonLook, avatarLook, factsLook, recordLook];

  declare private company: Company | "missing" | null;
  /** The prospect that it was; null until it is loaded, and where it is gone. */
  declare private prospect: ProspectDetail | null;
  declare private problem: string | null;
  /** The id in the address, which may be no number. */
  #at: string | undefined;

  constructor() {
    super();
    this.company = null;
    this.prospect = null;
    this.problem = null;
  }

  protected override watched() {
    return [this.desk.employees];
  }

  override willUpdate(): void {
    const id = this.place.params["id"];
    if (id === this.#at) return;
    this.#at = id;
    this.company = null;
    this.prospect = null;
    void this.#load();
  }

  override render() {
    const { company } = this;
    if (company === "missing") {
      return html`<div class="missing">
        <h1>This company does not exist</h1>
        <p class="quiet">It belongs to the other mode, or its address is wrong.</p>
        <a class="button" href="/crm/companies">All companies</a>
      </div>`;
    }
    return html`<div class="page">
      <nav aria-label="Breadcrumb"><a class="crumb" href="/crm/companies">${icon("back", 15)}Companies</a></nav>
      ${company === null ? this.#renderLoading() : this.#renderCompany(company)}
    </div>`;
  }

  #renderCompany(company: Company): TemplateResult {
    const { name, domain, industry, prospect_id } = company;
    const was: Link[] =
      prospect_id === null
        ? []
        : [{ href: `/crm/prospects/${prospect_id}`, sign: "company", text: name, more: "Prospect" }];
    const people = (this.prospect?.contacts ?? []).map(
      (person): Link => ({
        href: `/crm/people/${person.contact_id}`,
        sign: "person",
        text: nameOfPerson(person),
        more: person.title,
      }),
    );
    return html`${recordHeader({ name, line: [domain, industry].filter(Boolean).join(" · "), choices: [] })}
      <div class="columns">
        <div class="main">
          <div class="card bare">
            ${facts("About the company", [
              ["Website", pageLink(company.website)],
              ["Domain", domain],
              ["Industry", industry],
              ["Employees", company.employee_count],
              ["Phone", company.phone],
              ["Address", company.address],
              ["Assigned", this.desk.nameOf(company.assigned_to)],
              ["Tags", company.tags.join(", ")],
              ["Customer since", instantText(company.created_at)],
            ])}
          </div>
        </div>
        <aside aria-label="What belongs to this company">
          ${linkedRecords("Came from", was, this.#renderAdvice(prospect_id))} ${linkedRecords("People", people)}
          ${linkedRecords("Opportunities", opportunityLinks(this.prospect?.opportunities ?? null))}
        </aside>
      </div>`;
  }

  #renderAdvice(prospectId: number | null): TemplateResult | typeof nothing {
    if (prospectId === null) return nothing;
    return html`<p class="quiet small">Its notes, activities and custom fields are kept there.</p>`;
  }

  #renderLoading(): TemplateResult {
    if (this.problem !== null) {
      return html`<p class="refusal" role="alert">${icon("alert", 16)}<span>${this.problem}</span></p>
        <p><button type="button" @click=${() => void this.#load()}>Try again</button></p>`;
    }
    return html`<div class="skeleton ghost" role="status" aria-label="Loading the company"><i></i><i></i><i></i></div>`;
  }

  async #load(): Promise<void> {
    const { client } = this.services;
    const at = this.#at;
    const id = Number(at);
    this.problem = null;
    try {
      const company = await client.call("GET /companies/{id}", { params: { id } });
      if (at !== this.#at) return;
      this.company = company;
      this.services.title.set(company.name);
      if (company.prospect_id === null) return;
      // The prospect may be deleted by now: the company stands without it.
      const params = { id: company.prospect_id };
      const prospect = await client.call("GET /prospects/{id}", { params }).catch(() => null);
      if (at === this.#at) this.prospect = prospect;
    } catch (error) {
      if (isRefusal(error, "NOT_FOUND") || isRefusal(error, "VALIDATION_ERROR")) this.company = "missing";
      else this.problem = messageOf(error);
    }
  }
}

customElements.define("console-company", CompanyPage);
