import { html } from "lit";
import { icon } from "../icons.ts";
import { assigneeFilter } from "../lists/filters.ts";
import { ListPage } from "../lists/list-page.ts";
import type { ListQuery } from "../lists/list-query.ts";
import { avatar } from "../parts/avatar.ts";
import type { Column } from "../parts/table.ts";
import { personKind } from "../people/kind.ts";
import { nameOfPerson } from "../people/name.ts";
import { type PersonSort, peopleShape } from "../people/shape.ts";
import { setFilters } from "../records/list-filters.ts";
import { newRecord } from "../records/new-record.ts";
import type { Person } from "../records.ts";
import { dateText, instantText } from "../time.ts";

/** The table of people: those whom leads became, and those who were entered. */
export class PeoplePage extends ListPage<Person, PersonSort> {
  protected override readonly shape = peopleShape;
  protected override readonly texts = { title: "People", placeholder: "Search name, title, email, phone" };
  protected override readonly events = ["contact."];

  protected override ask(query: Record<string, string | number>, signal: AbortSignal) {
    return this.services.client.call("GET /people", { query }, { signal });
  }

  protected override columns(): readonly Column<Person, PersonSort>[] {
    const now = Date.now();
    return [
      {
        label: "Name",
        sort: "last_name",
        kind: "name",
        cell: (person) => html`${avatar(nameOfPerson(person), "small")}<span>${nameOfPerson(person)}</span>`,
      },
      { label: "Job title", cell: ({ title }) => title },
      { label: "Email", sort: "email", kind: "wide", cell: ({ email }) => email },
      { label: "Phone", kind: "wide", cell: ({ phone }) => phone },
      { label: "Assigned", kind: "wide", cell: ({ assigned_to }) => this.desk.nameOf(assigned_to) },
      {
        label: "Created",
        sort: "created_at",
        kind: "wide",
        cell: ({ created_at }) =>
          html`<time datetime=${created_at} title=${instantText(created_at)}>${dateText(created_at, now)}</time>`,
      },
    ];
  }

  protected override keyOf({ contact_id }: Person): number {
    return contact_id;
  }

  protected override linkOf({ contact_id }: Person): string {
    return `/crm/people/${contact_id}`;
  }

  protected override renderActions() {
    return newRecord(personKind, this.services, this.desk);
  }

  protected override renderFilters({ filters }: ListQuery<PersonSort>) {
    return html`${setFilters(filters, (name) => this.filter(name, ""))}
    ${assigneeFilter(this.desk.employees.value, filters["assigned_to"], (text) => this.filter("assigned_to", text))}`;
  }

  protected override renderEmpty() {
    return html`<div class="empty">
      ${icon("person", 30)}
      <h2>No people yet</h2>
      <p class="quiet">A lead becomes a person when you convert it. You can also enter one.</p>
      <a class="button" href="/crm/leads">Go to the leads</a>
    </div>`;
  }
}

customElements.define("console-people", PeoplePage);
