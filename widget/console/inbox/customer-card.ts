import { html, nothing, type TemplateResult } from "lit";
import { avatar } from "../parts/avatar.ts";
import { statusChip } from "../parts/status.ts";
import type { Contact } from "../records.ts";

/** The contact whom the visitor turned out to be. `owner` says who looks after him. */
export function customerCard(contact: Contact, owner: string): TemplateResult {
  const name = nameOfContact(contact);
  return html`<section class="facts" aria-label="Customer">
    <div class="customer">
      ${avatar(name)}
      <div>
        <p class="name"><strong class="clip">${name}</strong>${statusChip("customer")}</p>
        ${contact.title === null ? nothing : html`<p class="clip">${contact.title}</p>`}
        <p class="owner">${owner}</p>
      </div>
    </div>
  </section>`;
}

function nameOfContact({ first_name, last_name, email, phone, contact_id }: Contact): string {
  return [first_name, last_name].filter(Boolean).join(" ") || email || phone || `Contact ${contact_id}`;
}
