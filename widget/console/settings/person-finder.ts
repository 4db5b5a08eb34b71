import { css, html, LitElement, nothing } from "lit";
import { fieldProblems, isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { confirm } from "../parts/confirm.ts";
import { field, fieldLook } from "../parts/field.ts";
import type { PersonalData } from "../records.ts";
import { saveFile } from "../save-file.ts";
import type { Services } from "../services.ts";
import { frameLook } from "./frame.ts";
import { countsText, selectorOf } from "./personal-data.ts";

interface Found {
  /** As it was looked for. */
  readonly who: string;
  readonly data: PersonalData;
}

/**
 * Finds what is kept of a person, to hand it out or to erase it, `<console-person-finder>`.
 *
 * @property mayErase - shows the button that erases
 * @fires erased - a person was erased
 */
export class ConsolePersonFinder extends LitElement {
  static override properties = {
    services: { attribute: false },
    mayErase: { type: Boolean },
    who: { state: true },
    found: { state: true },
    busy: { state: true },
    problem: { state: true },
    wrong: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    frameLook,
    css`
      :host {
        display: block;
        background: none;
      }
      .look {
        display: grid;
        grid-template-columns: minmax(0, 24rem) max-content;
        align-items: start;
        gap: 0.5rem;
      }
      .look button {
        margin-top: 1.5rem;
      }
      .found {
        display: grid;
        gap: 0.75rem;
        padding: 0.875rem 1rem;
        border-radius: 10px;
        background: var(--c-canvas);
      }
      .deeds {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }
    `,
  ];

  declare services: Services;
  declare mayErase: boolean;
  declare private who: string;
  declare private found: Found | null;
  declare private busy: boolean;
  declare private problem: string | null;
  /** What is wrong with what was typed. */
  declare private wrong: string | undefined;

  constructor() {
    super();
    this.mayErase = false;
    this.who = "";
    this.found = null;
    this.busy = false;
    this.problem = null;
    this.wrong = undefined;
  }

  override render() {
    return html`<section class="card" aria-labelledby="heading">
      <h2 id="heading">A person’s data</h2>
      <p class="quiet">
        All that is kept of one person: leads, contacts, notes, activities, conversations and visits. Looking somebody up is
        noted in the audit log.
      </p>
      ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${icon("alert", 16)}<span>${this.problem}</span></p>`}
      <form class="look" novalidate @submit=${this.#submit}>
        ${field({
          name: "who",
          label: "Email or phone",
          value: this.who,
          maxLength: 254,
          problem: this.wrong,
          onInput: (value) => {
            this.who = value;
          },
        })}
        <button type="submit" ?disabled=${this.busy || this.who.trim() === ""}>${icon("search", 15)}Look up</button>
      </form>
      <div role="status">${this.found === null ? nothing : this.#renderFound(this.found)}</div>
    </section>`;
  }

  #renderFound({ who, data }: Found) {
    return html`<div class="found">
      <p>Of <strong>${who}</strong> there ${countsText(data.counts)}.</p>
      <div class="deeds">
        <button type="button" @click=${() => saveFile(`personal-data-${who}.json`, jsonOf(data))}>${icon("download", 15)}Download as JSON</button>
        ${
          this.mayErase
            ? html`<button type="button" class="danger" ?disabled=${this.busy} @click=${() => void this.#erase(who)}>${icon("trash", 15)}Erase…</button>`
            : html`<span class="quiet small">Owners can erase this person.</span>`
        }
      </div>
    </div>`;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const who = this.who.trim();
    if (who === "") return;
    await this.#work(async () => {
      this.found = null;
      const data = await this.services.client.call("GET /personal-data", { query: selectorOf(who) });
      this.found = { who, data };
    });
  };

  async #erase(who: string): Promise<void> {
    const sure = await confirm({
      heading: `Erase ${who}?`,
      text: "Every lead, contact, note, activity and conversation of this person goes for good, with what searches find and events tell of it. Deals and companies stay without the person. Nobody can bring it back.",
      action: "Erase for good",
      danger: true,
      typed: who,
    });
    if (!sure) return;
    await this.#work(async () => {
      await this.services.client.call("POST /personal-data/erase", { body: { ...selectorOf(who), confirm: "erase" } });
      this.found = null;
      this.who = "";
      this.services.notify(`${who} is erased.`);
      this.dispatchEvent(new Event("erased"));
    });
  }

  /** What the API refuses is shown: a person of whom nothing is kept beside the field, all else above. */
  async #work(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    this.wrong = undefined;
    try {
      await work();
    } catch (error) {
      if (isRefusal(error, "NOT_FOUND")) this.wrong = "Nothing is kept of such a person.";
      else this.wrong = Object.values(fieldProblems(error))[0];
      if (this.wrong === undefined) this.problem = messageOf(error);
    } finally {
      this.busy = false;
    }
  }
}

function jsonOf(value: unknown): Blob {
  return new Blob([JSON.stringify(value, null, 2)], { type: "application/json" });
}

customElements.define("console-person-finder", ConsolePersonFinder);
