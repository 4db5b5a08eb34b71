import { css, html, LitElement, nothing } from "lit";
import { fieldProblems, messageOf } from "../api.ts";
import type { Desk } from "../desk.ts";
import "../finder/record-field.ts";
import type { ChosenRecord } from "../finder/record-field.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { selectField } from "../parts/choices.ts";
import "../parts/dialog.ts";
import { field, fieldLook } from "../parts/field.ts";
import type { Opportunity, Stage } from "../records.ts";
import type { Services } from "../services.ts";
import { currencies } from "../settings/regions.ts";
import { amountOf } from "./money.ts";
import { statusIn } from "./moves.ts";

interface NewDealOptions {
  readonly services: Services;
  readonly desk: Desk;
  readonly stages: readonly Stage[];
}

type Draft = Readonly<Record<"name" | "value" | "currency" | "stage" | "closes" | "assigned", string>>;

/** Makes a deal, `<console-new-deal>`; see `openNewDeal`. */
class ConsoleNewDeal extends LitElement {
  static override properties = {
    draft: { state: true },
    prospect: { state: true },
    contact: { state: true },
    problems: { state: true },
    problem: { state: true },
    busy: { state: true },
    open: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    css`
      form {
        display: grid;
        gap: 0.875rem;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
        align-items: start;
        gap: 0.875rem;
      }
      .refusal {
        color: var(--c-bad);
      }
    `,
  ];

  declare options: NewDealOptions;
  declare answer: (made: Opportunity | null) => void;
  declare private draft: Draft;
  declare private prospect: ChosenRecord | null;
  declare private contact: ChosenRecord | null;
  declare private problems: Readonly<Record<string, string>>;
  declare private problem: string | null;
  declare private busy: boolean;
  declare private open: boolean;

  constructor() {
    super();
    this.draft = { name: "", value: "", currency: "", stage: "", closes: "", assigned: "" };
    this.prospect = null;
    this.contact = null;
    this.problems = {};
    this.problem = null;
    this.busy = false;
    this.open = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#edit("assigned", String(this.options.desk.employee.employee_id));
    void this.#knowCurrency();
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("#name")?.setAttribute("autofocus", "");
  }

  override render() {
    return html`<console-dialog heading="New opportunity" .open=${this.open} .busy=${this.busy} @close=${() => this.#answer(null)}>
      <form id="deal" novalidate @submit=${this.#submit}>
        ${this.#text("name", "Name", { maxLength: 300, problem: this.problems["name"] })}
        <div class="pair">
          ${this.#link("prospect", "Account", this.prospect)} ${this.#link("contact", "Person", this.contact)}
        </div>
        <div class="pair">
          ${this.#text("value", "Value", { inputMode: "decimal", problem: this.problems["value"] })}
          ${this.#select("currency", "Currency", this.draft.currency === "" ? [] : currencies(this.draft.currency))}
        </div>
        <div class="pair">
          ${this.#select("stage", "Stage", this.#stages())}
          ${this.#text("closes", "Expected to close", { type: "date", problem: this.problems["expected_close_date"] })}
        </div>
        ${this.#select("assigned", "Owner", this.#owners())}
        ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
      </form>
      <button slot="actions" type="button" ?disabled=${this.busy} @click=${() => this.#answer(null)}>Cancel</button>
      <button slot="actions" type="submit" form="deal" class="primary" ?disabled=${this.busy}>
        ${this.busy ? "Creating…" : "Create opportunity"}
      </button>
    </console-dialog>`;
  }

  #text(name: keyof Draft, label: string, more: Partial<Parameters<typeof field>[0]>) {
    return field({ name, label, value: this.draft[name], onInput: (value) => this.#edit(name, value), ...more });
  }

  #select(name: keyof Draft, label: string, options: readonly (readonly [string, string])[]) {
    return selectField({ name, label, options, value: this.draft[name], onChange: (value) => this.#edit(name, value) });
  }

  #link(name: "prospect" | "contact", label: string, chosen: ChosenRecord | null) {
    return html`<console-record-field
      .client=${this.options.services.client}
      label=${label}
      types=${name}
      .chosen=${chosen}
      .problem=${this.problems[`${name}_id`] ?? null}
      @pick=${(event: CustomEvent<ChosenRecord | null>) => {
        this[name] = event.detail;
      }}
    ></console-record-field>`;
  }

  #stages() {
    return this.options.stages
      .filter(({ key }) => statusIn(key) === "open")
      .map(({ key, label }) => [key, label] as const);
  }

  #owners() {
    const { employees } = this.options.desk;
    return [
      ["", "Nobody"] as const,
      ...employees.value.map(({ employee_id, name }) => [String(employee_id), name] as const),
    ];
  }

  #edit(name: keyof Draft, value: string): void {
    this.draft = { ...this.draft, [name]: value };
  }

  async #knowCurrency(): Promise<void> {
    const settings = await this.options.services.client.call("GET /settings", {}).catch(() => null);
    // Without it the API takes the space's own.
    if (settings !== null && this.draft.currency === "") this.#edit("currency", settings.currency);
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const value = amountOf(this.draft.value);
    const name = this.draft.name.trim();
    this.problem = null;
    this.problems = {
      ...(name === "" ? { name: "Give it a name, such as the customer and what it is about." } : {}),
      ...(value === null ? { value: "Write an amount such as 1500 or 1500.50." } : {}),
    };
    if (value === null || Object.keys(this.problems).length > 0 || this.busy) return this.#focusProblem();
    this.busy = true;
    try {
      const { currency, stage, closes, assigned } = this.draft;
      const body = {
        ...{ name, value, prospect_id: this.prospect?.id ?? null, contact_id: this.contact?.id ?? null },
        ...(currency === "" ? {} : { currency }),
        ...(stage === "" ? {} : { stage }),
        expected_close_date: closes === "" ? null : closes,
        assigned_to: assigned === "" ? null : Number(assigned),
      };
      const made = await this.options.services.client.call("POST /opportunities", { body });
      this.busy = false;
      this.#answer(made);
    } catch (error) {
      this.busy = false;
      this.problems = fieldProblems(error);
      this.problem = messageOf(error);
    }
  };

  #focusProblem(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("[aria-invalid]")?.focus());
  }

  #answer(made: Opportunity | null): void {
    // The dialog gives the focus back before it goes.
    this.open = false;
    void this.updateComplete.then(() => this.answer(made));
  }
}

customElements.define("console-new-deal", ConsoleNewDeal);

/** Lets the person make a deal; resolves to it, or to null when they let it be. */
export async function openNewDeal(options: NewDealOptions): Promise<Opportunity | null> {
  const element = document.createElement("console-new-deal") as ConsoleNewDeal;
  try {
    return await new Promise<Opportunity | null>((resolve) => {
      Object.assign(element, { options, answer: resolve });
      document.body.append(element);
    });
  } finally {
    element.remove();
  }
}
