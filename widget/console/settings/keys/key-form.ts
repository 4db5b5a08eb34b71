import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { selectField, textField } from "../../parts/choices.ts";
import { field } from "../../parts/field.ts";
import type { ApiKey, Mode } from "../../records.ts";
import { FormDialog } from "../form-dialog.ts";
import { bodyOf, changesOf, draftOf, type KeyDraft, type KeyKind, newDraft, problemsOf, typeOf } from "./key-draft.ts";
import { keyFormLook } from "./key-form-look.ts";
import { permissionGroups, presets, turned } from "./permission-groups.ts";

/** A key as it was read, with the version that a change is made under. */
export interface KeyRead {
  readonly key: ApiKey;
  readonly etag: string | null;
}

/** The key that was made, whole for the only time. */
export type MadeKey = ApiKey & { readonly key: string };

/**
 * Makes an API key or changes one, `<console-key-form>`.
 *
 * @property editing - the key to change; null makes one
 * @property kind - of a new key, where only one makes sense; else it is asked for
 * @fires made - `detail` is the new key
 * @fires changed
 */
class KeyForm extends FormDialog {
  static override properties = {
    ...FormDialog.properties,
    mode: {},
    editing: { attribute: false },
    kind: {},
    draft: { state: true },
  };
  static override styles = [...FormDialog.styles, keyFormLook];

  declare mode: Mode;
  declare editing: KeyRead | null;
  declare kind: KeyKind | null;
  declare private draft: KeyDraft;

  constructor() {
    super();
    this.mode = "live";
    this.editing = null;
    this.kind = null;
    this.draft = newDraft("public");
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("editing") && this.editing !== null) this.draft = draftOf(this.editing.key);
    if (changed.has("kind") && this.kind !== null) this.draft = newDraft(this.kind);
  }

  protected override get texts() {
    if (this.editing !== null)
      return { heading: `Edit ${this.editing.key.name}`, action: "Save changes", busy: "Saving…" };
    return { heading: `New ${this.mode} key`, action: "Create key", busy: "Creating…" };
  }

  protected override renderFields() {
    const { draft } = this;
    return html`${this.editing === null && this.kind === null ? this.#renderKinds() : nothing}
    ${field({
      name: "name",
      label: "Name",
      value: draft.name,
      maxLength: 100,
      hint:
        draft.kind === "public"
          ? "For you alone, such as “Website”."
          : "For you alone, such as “Import from the shop”.",
      problem: this.problems["name"],
      onInput: (name) => this.#change({ name }),
    })}
    ${draft.kind === "public" ? this.#renderOrigins() : html`${this.#renderRights()} ${this.#renderIps()}`}
    ${this.#renderLimits()}`;
  }

  #renderKinds() {
    const one = (kind: KeyKind, label: string, text: string) => html`<label
      ><input
        type="radio"
        name="kind"
        value=${kind}
        .checked=${live(this.draft.kind === kind)}
        @change=${() => {
          this.draft = { ...newDraft(kind), name: this.draft.name };
        }}
      /><strong>${label}</strong><span>${text}</span></label
    >`;
    return html`<fieldset class="kinds">
      <legend class="unseen">What it is for</legend>
      ${one("public", "For a website", "A public key. It shows the chat, and visitors may see it.")}
      ${one("secret", "For a server", "A secret key. It reads and writes records by the API.")}
    </fieldset>`;
  }

  #renderOrigins() {
    return textField({
      name: "allowed_origins",
      label: "Websites it works on",
      rows: 2,
      value: this.draft.origins,
      hint: "One on each line, such as https://www.example.com or https://*.example.com. Empty: any website may use it.",
      problem: this.problems["allowed_origins"],
      onInput: (origins) => this.#change({ origins }),
    });
  }

  #renderRights() {
    const { permissions } = this.draft;
    const problem = this.problems["permissions"];
    return html`<fieldset class="rights" aria-describedby=${problem === undefined ? nothing : "permissions-problem"}>
      <legend class="label">What it may do</legend>
      <div class="presets">
        ${presets.map(
          ([label, all]) =>
            html`<button type="button" @click=${() => this.#change({ permissions: all })}>${label}</button>`,
        )}
      </div>
      <div>
        ${permissionGroups.map(
          ([label, all]) => html`<div class="right" role="group" aria-label=${label}>
            <span>${label}</span>
            ${all.map(
              ([permission, name]) => html`<label
                ><input
                  type="checkbox"
                  value=${permission}
                  .checked=${live(permissions.includes(permission))}
                  @change=${(event: Event) =>
                    this.#change({
                      permissions: turned(permissions, permission, (event.target as HTMLInputElement).checked),
                    })}
                />${name}</label
              >`,
            )}
          </div>`,
        )}
      </div>
      ${problem === undefined ? nothing : html`<div class="problem" id="permissions-problem">${problem}</div>`}
    </fieldset>`;
  }

  #renderIps() {
    return textField({
      name: "allowed_ips",
      label: "Addresses it works from",
      rows: 2,
      value: this.draft.ips,
      hint: "One on each line, such as 203.0.113.7 or 203.0.113.0/24. Empty: any address.",
      problem: this.problems["allowed_ips"],
      onInput: (ips) => this.#change({ ips }),
    });
  }

  #renderLimits(): TemplateResult {
    const { draft, problems } = this;
    const isPublic = draft.kind === "public";
    return html`<div class="pair">
        ${field({
          name: "rate_limit_per_minute",
          label: isPublic ? "Requests a minute, each visitor" : "Requests a minute",
          value: draft.perMinute,
          problem: problems["rate_limit_per_minute"],
          onInput: (perMinute) => this.#change({ perMinute }),
        })}
        ${
          isPublic
            ? field({
                name: "site_limit_per_minute",
                label: "Requests a minute, all visitors",
                value: draft.siteMinute,
                problem: problems["site_limit_per_minute"],
                onInput: (siteMinute) => this.#change({ siteMinute }),
              })
            : nothing
        }
      </div>
      <div class="pair">
        <div class="field">
          <label for="expires_at">Works until</label>
          <input
            id="expires_at"
            type="date"
            .value=${live(draft.expires)}
            aria-describedby="expires_at-hint"
            @change=${(event: Event) => this.#change({ expires: (event.target as HTMLInputElement).value })}
          />
          <div class=${problems["expires_at"] === undefined ? "hint" : "problem"} id="expires_at-hint">
            ${problems["expires_at"] ?? "The end of that day. Empty: it does not expire."}
          </div>
        </div>
        ${
          isPublic
            ? selectField({
                name: "rate_limit_scope",
                label: "Count",
                options: [
                  ["visitor", "Each visitor by himself"],
                  ["key", "All visitors together"],
                ],
                value: draft.scope,
                problem: problems["rate_limit_scope"],
                onChange: (scope) => this.#change({ scope: scope as KeyDraft["scope"] }),
              })
            : nothing
        }
      </div>`;
  }

  #change(change: Partial<KeyDraft>): void {
    this.draft = { ...this.draft, ...change };
  }

  protected override async submit(): Promise<void> {
    this.problems = problemsOf(this.draft);
    if (Object.keys(this.problems).length > 0) return;
    await (this.editing === null ? this.#create() : this.#save(this.editing));
  }

  async #create(): Promise<void> {
    const body = { type: typeOf(this.draft.kind, this.mode), ...bodyOf(this.draft) };
    const detail: MadeKey = await this.services.client.call("POST /api-keys", { body });
    await this.close();
    this.dispatchEvent(new CustomEvent("made", { detail }));
  }

  async #save({ key, etag }: KeyRead): Promise<void> {
    const body = changesOf(key, this.draft);
    if (Object.keys(body).length > 0) {
      const input = { params: { id: key.key_id }, body };
      await this.services.client.call("PUT /api-keys/{id}", input, etag === null ? {} : { ifMatch: etag });
      this.services.notify("Saved. It holds at once.");
    }
    await this.close();
    this.dispatchEvent(new Event("changed"));
  }
}

customElements.define("console-key-form", KeyForm);
