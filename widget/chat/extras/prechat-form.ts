import type { TemplateResult } from "lit";
import type { Asked } from "../../state/ask.ts";
import type { Field, Values } from "./fields.ts";
import { Form } from "./form.ts";
import { type ExtrasHost, tellPage } from "./host.ts";

/** The form before the first message, which makes the lead. */
export class PrechatForm {
  readonly #host: ExtrasHost;
  readonly #form: Form;
  /** It was accepted, with or without a contact in it. */
  done = false;

  constructor(host: ExtrasHost) {
    this.#host = host;
    this.#form = new Form(host);
  }

  render(fields: readonly Field[]): TemplateResult {
    const { late } = this.#host;
    return this.#form.render({
      title: late.introduce,
      fields,
      go: late.start,
      submit: (values) => this.#submit(values),
    });
  }

  async #submit(values: Values): Promise<Asked<unknown>> {
    const answer = await this.#host.chat.call("identify", { identity: values, confirm: true });
    if (!answer.ok) return answer;
    this.done = true;
    tellPage(this.#host, "prechat:submitted", values);
    this.#host.requestUpdate();
    this.#host.focus();
    return answer;
  }
}
