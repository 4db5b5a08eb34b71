import { html, LitElement, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import "../parts/dialog.ts";
import { fieldLook } from "../parts/field.ts";
import "../parts/menu.ts";
import type { ConversationRow } from "../records.ts";
import { may } from "../rights.ts";
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
    blocking: { state: true },
    busy: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, threadHeadLook];

  declare desk: Desk;
  declare services: Services;
  /** Null until it is known. */
  declare row: ConversationRow | null;
  /** Address of the list, for the way back on a phone. */
  declare back: string;
  declare panelOpen: boolean;
  /** Asks whether to block the visitor, and why. */
  declare private blocking: boolean;
  declare private busy: boolean;

  constructor() {
    super();
    this.blocking = false;
    this.busy = false;
    new Watch(this, () => [this.desk.employees]);
  }

  override render() {
    const { row } = this;
    return html`<header>
      <a class="icon back" href=${this.back} aria-label="Back to the list">${icon("back")}</a>
      <div class="title">
        <h2 class="clip">${row === null ? "Visitor" : nameOfVisitor(row)}</h2>
        ${row === null || row.status === "open" ? nothing : html`<span class="state ${row.status}">${row.status}</span>`}
        ${row?.blocked === true ? html`<span class="state blocked">Blocked</span>` : nothing}
      </div>
      ${row === null || !this.#mayWrite ? nothing : this.#renderActions(row)}
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
      ${row === null ? nothing : this.#renderBlock()}
    </header>`;
  }

  /** Takes the conversation, or closes or reopens it; what the person may not do, or is done already, is passed over. */
  act(what: "take" | "finish"): void {
    const { row } = this;
    if (row === null || !this.#mayWrite) return;
    const { inbox, employee } = this.desk;
    const { conversation_id: id, status } = row;
    if (what === "take") {
      if (row.assigned_to !== employee.employee_id) void this.#try(inbox.assign(id, employee.employee_id));
    } else if (status === "open") void this.#try(inbox.close(id));
    else if (status === "closed") void this.#try(inbox.reopen(id));
  }

  get #mayWrite(): boolean {
    return may(this.desk.employee.role, "conversations:write");
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
          : html`<button type="button" class="take" title="Assign to me ( a )" @click=${() => this.act("take")}>Assign to me</button>`
      }
      ${
        row.status === "ended"
          ? nothing
          : html`<button type="button" class="close" @click=${() => this.act("finish")}>
              ${row.status === "open" ? html`${icon("check", 16)}<span>Close</span>` : html`${icon("reopen", 16)}<span>Reopen</span>`}
            </button>`
      }
      <console-menu .label=${"More actions"}>
        ${
          row.assigned_to === me
            ? nothing
            : html`<button type="button" @click=${() => this.act("take")}>${icon("person", 16)}Assign to me</button>`
        }
        <button type="button" @click=${() => (row.blocked ? void this.#unblock(id) : this.#askBlock())}>
          ${icon("block", 16)}${row.blocked ? "Unblock visitor" : "Block visitor…"}
        </button>
      </console-menu>`;
  }

  #renderBlock() {
    return html`<console-dialog
      heading="Block this visitor?"
      .open=${this.blocking}
      .busy=${this.busy}
      @close=${() => {
        this.blocking = false;
      }}
    >
      <div class="blocking">
        <p>
          Nothing they send will reach you from this browser, nor from any browser in which your website proves who they are.
          Their chat says “not sent” and does not mention a block. You can take it back at any time.
        </p>
        <div class="field">
          <label for="reason">Reason, for your colleagues</label>
          <input id="reason" maxlength="500" autocomplete="off" autofocus @keydown=${this.#reasonKey} />
        </div>
      </div>
      <button slot="actions" type="button" ?disabled=${this.busy} @click=${() => {
        this.blocking = false;
      }}>Cancel</button>
      <button slot="actions" type="button" class="danger" ?disabled=${this.busy} @click=${() => void this.#block()}>
        ${this.busy ? "Blocking…" : "Block visitor"}
      </button>
    </console-dialog>`;
  }

  #askBlock(): void {
    this.blocking = true;
  }

  readonly #reasonKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    void this.#block();
  };

  async #block(): Promise<void> {
    const { row } = this;
    if (row === null || this.busy) return;
    const reason = this.renderRoot.querySelector<HTMLInputElement>("#reason")?.value.trim() ?? "";
    this.busy = true;
    try {
      await this.desk.inbox.block(row.conversation_id, reason === "" ? null : reason);
      this.services.notify("Blocked. Nothing more arrives from this visitor.");
      this.blocking = false;
    } catch (error) {
      this.services.report(error);
    } finally {
      this.busy = false;
    }
  }

  async #unblock(id: number): Promise<void> {
    await this.#try(
      this.desk.inbox.unblock(id).then(() => this.services.notify("Unblocked. What the visitor writes arrives again.")),
    );
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
