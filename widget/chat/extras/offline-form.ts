import { html, type TemplateResult } from "lit";
import type { Asked } from "../../state/ask.ts";
import type { ThreadItem } from "../../state/types.ts";
import type { Field, Values } from "./fields.ts";
import { Form } from "./form.ts";
import { type ExtrasHost, tellPage } from "./host.ts";

const message: Field = { name: "message", required: true };
const all: readonly Field[] = [{ name: "name", required: false }, { name: "email", required: true }, message];

/** As the outbox makes them: 128 random bits. */
const createId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The form in place of thread and composer while nobody answers. */
export class OfflineForm {
  readonly #host: ExtrasHost;
  readonly #form: Form;
  /** The message that was tried last, and the id under which it is stored once however often it is. */
  #tried = { text: "", id: "" };
  #sent: Values | null = null;

  constructor(host: ExtrasHost) {
    this.#host = host;
    this.#form = new Form(host);
  }

  /** Of the message that was tried last. */
  get id(): string {
    return this.#tried.id;
  }

  /** Whether something was typed that is not sent. */
  get isTouched(): boolean {
    return this.#sent === null && this.#form.isTouched;
  }

  /** Whether the message is among these items, or will be. */
  isSent(items: readonly ThreadItem[]): boolean {
    return this.#sent !== null || items.some(({ key }) => key === this.#tried.id);
  }

  render(contactKnown: boolean): TemplateResult {
    const { late, strings } = this.#host;
    return html`<section class="screen">${this.#form.render({
      title: late.leave,
      text: late.leaveText,
      fields: contactKnown ? [message] : all,
      go: strings.send,
      submit: (values) => this.#submit(values),
    })}</section>`;
  }

  /** What is said of a message that was left. */
  thanks(): TemplateResult {
    const { late } = this.#host;
    const email = this.#sent?.email;
    return html`<div slot="card" class="card" role="status">${email ? late.thanks.replace("{email}", () => email) : late.received}</div>`;
  }

  async #submit(values: Values): Promise<Asked<unknown>> {
    const { message: text = "", ...contact } = values;
    if (text !== this.#tried.text) this.#tried = { text, id: createId() };
    const answer = await this.#host.chat.call("message", {
      message: text,
      client_id: this.#tried.id,
      form: "offline",
      page_url: location.href.split("#", 1)[0]?.slice(0, 2048),
      ...(Object.keys(contact).length ? { contact } : {}),
    });
    if (!answer.ok) return answer;
    this.#sent = values;
    tellPage(this.#host, "offline:submitted", values);
    this.#host.requestUpdate();
    this.#host.focus();
    return answer;
  }
}
