import { html, nothing, type TemplateResult } from "lit";
import { isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { confirm } from "../parts/confirm.ts";
import "../parts/menu.ts";
import type { ApiKey } from "../records.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import { kindOf } from "../settings/keys/key-draft.ts";
import type { KeyRead, MadeKey } from "../settings/keys/key-form.ts";
import "../settings/keys/key-form.ts";
import "../settings/keys/key-identity.ts";
import "../settings/keys/key-roll.ts";
import { keyRow } from "../settings/keys/key-row.ts";
import { rowsLook } from "../settings/rows-look.ts";
import "../settings/shown-once.ts";
import { Ticking } from "../time.ts";

type Open =
  | { readonly kind: "new" }
  | { readonly kind: "edit"; readonly read: KeyRead }
  | { readonly kind: "roll" | "identity"; readonly key: ApiKey }
  | { readonly kind: "made"; readonly made: MadeKey };

/** The keys of the mode one works in. */
export class SettingsKeysPage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    keys: { state: true },
    problem: { state: true },
    dialog: { state: true },
  };
  static override styles = [baseLook, buttonLook, frameLook, rowsLook];

  /** Null until they are loaded. */
  declare private keys: readonly ApiKey[] | null;
  declare private problem: string | null;
  declare private dialog: Open | null;

  constructor() {
    super();
    this.keys = null;
    this.problem = null;
    this.dialog = null;
    new Ticking(this);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("place")) void this.#load();
  }

  override render() {
    const { keys, problem } = this;
    return settingsFrame(
      this,
      {
        title: "API keys",
        intro: "Each belongs to the mode you are in. Only its beginning and end are kept to be shown.",
        actions: html`<button type="button" class="primary" @click=${this.#new}>${icon("plus", 16)}New key</button>`,
        problem,
      },
      html`${keys === null ? this.#renderLoading() : this.#renderKeys(keys)} ${this.#renderDialog()}`,
    );
  }

  #renderLoading() {
    if (this.problem !== null)
      return html`<p><button type="button" @click=${() => void this.#load()}>Try again</button></p>`;
    return html`<div class="skeleton ghost" role="status" aria-label="Loading the keys"><i></i><i></i><i></i></div>`;
  }

  #renderKeys(keys: readonly ApiKey[]) {
    const showsRevoked = this.#showsRevoked;
    return html`${this.#renderGroup(
      "For websites",
      keys.filter((key) => kindOf(key) === "public"),
      "No public key yet. A website needs one to show the chat.",
    )}
    ${this.#renderGroup(
      "For servers",
      keys.filter((key) => kindOf(key) === "secret"),
      "No secret key yet. Your own server needs one to use the API.",
    )}
    <p>
      <a href=${showsRevoked ? "/crm/settings/keys" : "/crm/settings/keys?revoked=true"}>
        ${showsRevoked ? "Hide revoked keys" : "Show revoked keys"}
      </a>
    </p>`;
  }

  #renderGroup(title: string, keys: readonly ApiKey[], none: string): TemplateResult {
    const now = Date.now();
    return html`<section class="group" aria-label=${title}>
      <h2>${title}</h2>
      ${
        keys.length === 0
          ? html`<p class="none">${none}</p>`
          : html`<ul class="rows">
            ${keys.map((key) => keyRow(key, now, this.#menuOf(key)))}
          </ul>`
      }
    </section>`;
  }

  #menuOf(key: ApiKey): TemplateResult | typeof nothing {
    if (key.revoked_at !== null) return nothing;
    const isPublic = kindOf(key) === "public";
    return html`<console-menu label="More for ${key.name}">
      <button type="button" @click=${() => void this.#edit(key)}>Edit</button>
      ${
        isPublic
          ? html`<button type="button" @click=${() => this.router.go(`/crm/settings/widget?key=${key.key_id}`)}>Widget settings</button>
              <button type="button" @click=${() => this.#open({ kind: "identity", key })}>Signed identity</button>`
          : nothing
      }
      <button type="button" ?hidden=${key.rolled_to !== null} @click=${() => this.#open({ kind: "roll", key })}>Roll</button>
      <button type="button" class="danger" @click=${() => void this.#revoke(key)}>Revoke</button>
    </console-menu>`;
  }

  #renderDialog() {
    const { dialog, services } = this;
    const close = () => this.#open(null);
    const reload = () => void this.#load();
    if (dialog === null) return nothing;
    if (dialog.kind === "made") {
      return html`<console-shown-once
        heading="${dialog.made.name} is ready"
        label="the key"
        .secret=${dialog.made.key}
        .advice=${adviceOn(dialog.made)}
        @close=${close}
      ></console-shown-once>`;
    }
    if (dialog.kind === "roll") {
      return html`<console-key-roll .services=${services} .apiKey=${dialog.key} @close=${close} @made=${this.#made}></console-key-roll>`;
    }
    if (dialog.kind === "identity") {
      return html`<console-key-identity .services=${services} .apiKey=${dialog.key} @close=${close} @changed=${reload}></console-key-identity>`;
    }
    return html`<console-key-form
      .services=${services}
      .mode=${services.mode.value}
      .editing=${dialog.kind === "edit" ? dialog.read : null}
      @close=${close}
      @made=${this.#made}
      @changed=${reload}
    ></console-key-form>`;
  }

  get #showsRevoked(): boolean {
    return this.place.query.get("revoked") === "true";
  }

  #open(dialog: Open | null): void {
    this.dialog = dialog;
  }

  readonly #new = (): void => this.#open({ kind: "new" });

  readonly #made = ({ detail }: CustomEvent<MadeKey>): void => {
    this.#open({ kind: "made", made: detail });
    void this.#load();
  };

  /** Reads the keys anew; never rejects: what fails is shown. */
  async #load(): Promise<void> {
    const query = { per_page: 100, sort: "created_at", order: "desc" } as const;
    try {
      const { data } = await this.services.client.call("GET /api-keys", {
        query: this.#showsRevoked ? query : { ...query, revoked: false },
      });
      this.keys = data;
      this.problem = null;
    } catch (error) {
      if (!isRefusal(error, "AUTH_REQUIRED")) this.problem = messageOf(error);
    }
  }

  /** Edits the key as it is now, not as it was listed. */
  async #edit({ key_id }: ApiKey): Promise<void> {
    try {
      const { value, headers } = await this.services.client.send("GET /api-keys/{id}", { params: { id: key_id } });
      this.#open({ kind: "edit", read: { key: value, etag: headers.get("ETag") } });
    } catch (error) {
      this.services.report(error);
    }
  }

  async #revoke(key: ApiKey): Promise<void> {
    const question = {
      heading: `Revoke ${key.name}?`,
      text: "Whatever uses it stops working in this moment, and it cannot be taken back. To change over without a gap, roll it instead.",
      action: "Revoke key",
      danger: true,
    };
    if (!(await confirm(question))) return;
    try {
      await this.services.client.call("DELETE /api-keys/{id}", { params: { id: key.key_id } });
      this.services.notify(`${key.name} is revoked.`);
      await this.#load();
    } catch (error) {
      this.services.report(error);
    }
  }
}

/** Where a new key belongs. */
function adviceOn(key: MadeKey): TemplateResult {
  if (kindOf(key) === "secret") {
    return html`<p>Keep it on your server, such as in a secret store. Whoever has it can do all that it may do.</p>`;
  }
  return html`<p>It may be seen by visitors. <a href="/crm/settings/widget?key=${key.key_id}">Set up its widget</a> to get the code for your website.</p>`;
}

customElements.define("console-settings-keys", SettingsKeysPage);
