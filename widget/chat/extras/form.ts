import { html, nothing, type TemplateResult } from "lit";
import type { Asked } from "../../state/ask.ts";
import { type Field, type FieldName, filled, inputs, problemOf, type Values } from "./fields.ts";
import { type ExtrasHost, focusOn } from "./host.ts";
import type { LateStrings } from "./late-strings.ts";

export interface FormParts {
  readonly title: string;
  readonly text?: string | undefined;
  readonly fields: readonly Field[];
  /** What the button says. */
  readonly go: string;
  /** Sends what was filled in. */
  readonly submit: (values: Values) => Promise<Asked<unknown>>;
}

/** Fields, what is wrong with them, and a button. No form element: a sandboxed frame would refuse to submit it. */
export class Form {
  readonly #host: ExtrasHost;
  #written: Partial<Record<FieldName, string>> = {};
  #problems: Partial<Record<FieldName, string>> = {};
  #failed = false;
  #busy = false;

  constructor(host: ExtrasHost) {
    this.#host = host;
  }

  /** Whether something was typed that would be lost. */
  get isTouched(): boolean {
    return this.#busy || Object.values(this.#written).some((text) => text.trim() !== "");
  }

  render(parts: FormParts): TemplateResult {
    const { title, text, fields, go } = parts;
    const submit = () => void this.#submit(parts);
    // A message may have several lines.
    const onEnter = ({ key, isComposing, ctrlKey, metaKey, target }: KeyboardEvent) => {
      const goes = (target as Element).matches(ctrlKey || metaKey ? "input, textarea" : "input");
      if (goes && key === "Enter" && !isComposing) submit();
    };
    return html`<div class="form" role="group" aria-labelledby="form" @keydown=${onEnter}><b id="form">${title}</b>${
      text ? html`<p class="small">${text}</p>` : nothing
    }${fields.map((field, index) => this.#field(field, index === 0))}<div role="alert" class="small bad">${
      this.#failed ? this.#host.late.problem : nothing
    }</div><button class="primary end" aria-disabled=${this.#busy} @click=${submit}>${go}</button></div>`;
  }

  #field({ name, required }: Field, first: boolean): TemplateResult {
    const { late } = this.#host;
    const { type, autocomplete, longest } = inputs[name];
    const problem = this.#problems[name];
    const id = `ask-${name}`;
    const look = first ? "field goal" : "field";
    const onInput = ({ target }: Event) => {
      this.#written[name] = (target as HTMLInputElement).value;
    };
    const said = this.#written[name] ?? "";
    const ltr = type === "text" ? "auto" : "ltr";
    return html`<div><label for=${id}>${required ? late[name] : late.optional.replace("{field}", () => late[name])}</label>${
      name === "message"
        ? html`<textarea id=${id} class=${look} rows="4" dir="auto" maxlength=${longest} .value=${said}
            aria-required=${required} aria-invalid=${!!problem} aria-describedby="${id}-problem" @input=${onInput}></textarea>`
        : html`<input id=${id} class=${look} type=${type} autocomplete=${autocomplete} dir=${ltr} maxlength=${longest} .value=${said}
            aria-required=${required} aria-invalid=${!!problem} aria-describedby="${id}-problem" @input=${onInput}>`
    }<div id="${id}-problem" role="alert" class="small bad">${problem}</div></div>`;
  }

  async #submit({ fields, submit }: FormParts): Promise<void> {
    if (this.#busy) return;
    const values = filled(fields, this.#written);
    const { late } = this.#host;
    const wrong = fields.flatMap((field) => {
      const problem = problemOf(field, values);
      return problem ? [[field.name, late[problem]] as const] : [];
    });
    if (wrong.length) return this.#complain(Object.fromEntries(wrong));
    this.#complain({});
    this.#busy = true;
    const answer = await submit(values);
    this.#busy = false;
    if (answer.ok) this.#written = {};
    else this.#refused(fields, answer.details);
    this.#host.requestUpdate();
  }

  /** What the server says of a field stands beside that; the rest is for another try. */
  #refused(
    fields: readonly Field[],
    details: readonly { readonly field?: string; readonly message?: string }[] = [],
  ): void {
    const { late } = this.#host;
    const ours: { readonly [Name in FieldName]?: keyof LateStrings } = { email: "invalid", phone: "invalidPhone" };
    const wrong = details.flatMap(({ field = "", message = late.problem }) => {
      const name = fields.find((one) => field.endsWith(one.name))?.name;
      return name ? [[name, ours[name] ? late[ours[name]] : message] as const] : [];
    });
    this.#complain(Object.fromEntries(wrong), wrong.length === 0);
  }

  #complain(problems: Partial<Record<FieldName, string>>, failed = false): void {
    this.#problems = problems;
    this.#failed = failed;
    this.#host.requestUpdate();
    if (Object.keys(problems).length) void focusOn(this.#host, ".form [aria-invalid=true]");
  }
}
