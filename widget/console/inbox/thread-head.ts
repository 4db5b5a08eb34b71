import { html, LitElement, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import type { ConversationRow } from "../records.ts";
import type { Services } from "../services.ts";
import { Watch } from "../store.ts";
import { nameOfVisitor } from "./tabs.ts";
import { threadHeadLook } from "./thread-head-look.ts";

/**
 * Whose conversation it is and how it stands, with what one can do about that.
 * @fires panel - to show or hide the visitor's details
 */
export class ThreadHead extends LitElement {
  static override properties = {
    desk: { attribute: false },
    services: { attribute: false },
    row: { attribute: false },
    back: {},
    panelOpen: { attribute: false },
  };
  static override styles = [baseLook, buttonLook, fieldLook, threadHeadLook];

  declare desk: Desk;
  declare services: Services;
  /** Null until it is known. */
  declare row: ConversationRow | null;
  /** Address of the list, for the way back on a phone. */
  declare back: string;
  declare panelOpen: boolean;

  constructor() {
    super();
    new Watch(this, () => [this.desk.employees]);
  }

  override render() {
    const { row } = this;
    return html`<header>
      <a class="icon back" href=${this.back} aria-label="Back to the list">${icon("back")}</a>
      <div class="title">
        <h2 class="clip">${row === null ? "Visitor" : nameOfVisitor(row)}</h2>
        ${row === null || row.status === "open" ? nothing : html`<span class="state ${row.status}">${row.status}</span>`}
      </div>
      ${row === null ? nothing : this.#renderActions(row)}
      <button
        type="button"
        class="icon"
        aria-label="Visitor details"
        title="Visitor details"
        aria-pressed=${this.panelOpen ? "true" : "false"}
        @click=${() => this.dispatchEvent(new CustomEvent("panel", { bubbles: true, composed: true }))}
      >
        ${icon("panel")}
      </button>
    </header>`;
  }

  #renderActions(row: ConversationRow) {
    const id = row.conversation_id;
    const me = this.desk.employee.employee_id;
    return html`<select aria-label="Assigned to" class="assignee" @change=${this.#assign}>
        <option value="" .selected=${live(row.assigned_to === null)}>Unassigned</option>
        ${this.desk.employees.value.map(
          (one) =>
            html`<option value=${one.employee_id} .selected=${live(one.employee_id === row.assigned_to)}>
              ${one.employee_id === me ? `${one.name} (me)` : one.name}
            </option>`,
        )}
      </select>
      ${
        row.assigned_to === me
          ? nothing
          : html`<button type="button" class="take" @click=${() => void this.#try(this.desk.inbox.assign(id, me))}>Assign to me</button>`
      }
      ${
        row.status === "open"
          ? html`<button type="button" class="close" @click=${() => void this.#try(this.desk.inbox.close(id))}>
              ${icon("check", 16)}<span>Close</span>
            </button>`
          : nothing
      }
      ${
        row.status === "closed"
          ? html`<button type="button" class="close" @click=${() => void this.#try(this.desk.inbox.reopen(id))}>
              ${icon("reopen", 16)}<span>Reopen</span>
            </button>`
          : nothing
      }`;
  }

  readonly #assign = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    if (this.row === null) return;
    const { conversation_id } = this.row;
    void this.#try(this.desk.inbox.assign(conversation_id, value === "" ? null : Number(value)));
  };

  async #try(action: Promise<void>): Promise<void> {
    await action.catch((error: unknown) => this.services.report(error));
  }
}

customElements.define("console-thread-head", ThreadHead);
