import { css, html, nothing } from "lit";
import { confirm } from "../../parts/confirm.ts";
import "../../parts/copy.ts";
import { switchField } from "../../parts/choices.ts";
import type { ApiKey } from "../../records.ts";
import { dateText } from "../../time.ts";
import { FormDialog } from "../form-dialog.ts";
import { signingCode } from "./signing-code.ts";

/**
 * Signed identity of a website's visitors, `<console-key-identity>`: the secrets to sign with, and whether one must.
 *
 * @property apiKey - the public key it is for
 * @fires changed
 */
class KeyIdentity extends FormDialog {
  static override properties = { ...FormDialog.properties, apiKey: { attribute: false }, secret: { state: true } };
  static override styles = [
    ...FormDialog.styles,
    css`
      .secrets {
        display: grid;
        gap: 0.375rem;
      }
      .secrets li {
        display: flex;
        gap: 0.625rem;
        font-size: 0.8125rem;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }
      .warning {
        padding: 0.5rem 0.75rem;
        border-radius: 8px;
        background: var(--c-warn-soft);
        color: var(--c-warn);
        font-size: 0.8125rem;
      }
      code {
        font: 0.75rem / 1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
      }
      details {
        font-size: 0.8125rem;
      }
      summary {
        cursor: pointer;
      }
    `,
  ];

  declare apiKey: ApiKey;
  /** The new one, in the only moment in which it is known. */
  declare private secret: string | null;

  constructor() {
    super();
    this.secret = null;
  }

  protected override get texts() {
    const { name, identity } = this.apiKey;
    const action = identity.secrets.length === 0 ? "Make a secret" : "Make a new secret";
    return { heading: `Signed identity: ${name}`, action, busy: "Making it…" };
  }

  protected override get wide(): boolean {
    return this.secret !== null;
  }

  protected override renderFields() {
    const { identity } = this.apiKey;
    return html`<p>
        Your server signs who is signed in on your website. The chat then knows its visitors, and nobody can pose as another.
      </p>
      ${this.secret === null ? this.#renderSecrets() : this.#renderSecret(this.secret)}
      ${switchField({
        name: "identity_required",
        label: "Only visitors that your server signed for may write",
        on: identity.required,
        disabled: this.busy || identity.secrets.length === 0,
        hint:
          identity.secrets.length === 0
            ? "Make a secret first, and use it on your server."
            : "Everybody else is asked to sign in.",
        problem: this.problems["identity_required"],
        onChange: (on) => void this.#require(on),
      })}
      <details ?open=${this.secret !== null}>
        <summary>How to sign</summary>
        <p>
          A JWT with HS256: <code>sub</code> is your own id of the person, <code>aud</code> is <code>"${this.apiKey.key_id}"</code>,
          <code>exp</code> at most 10 minutes ahead. The page hands it to the chat as <code>identity</code>.
        </p>
        <console-copy multiline label="the code" .text=${signingCode(this.apiKey.key_id)}></console-copy>
      </details>`;
  }

  #renderSecret(secret: string) {
    return html`<p class="warning">Copy it now and keep it on your server. It is not shown again.</p>
      <console-copy .text=${secret} label="the secret"></console-copy>`;
  }

  #renderSecrets() {
    const { secrets } = this.apiKey.identity;
    if (secrets.length === 0) return html`<p class="quiet">There is no secret yet.</p>`;
    const now = Date.now();
    return html`<ul class="secrets" aria-label="Secrets">
        ${secrets.map(
          ({ last4, created_at, retires_at }) => html`<li>
            <code>vis_…${last4}</code>
            <span class="quiet">
              made ${dateText(created_at, now)}${retires_at === null ? "" : `, works until ${dateText(retires_at, now)}`}
            </span>
          </li>`,
        )}
      </ul>
      <div class="buttons">
        ${
          secrets.length > 1
            ? html`<button type="button" ?disabled=${this.busy} @click=${() => void this.#remove("previous")}>Retire the older one</button>`
            : nothing
        }
        <button
          type="button"
          class="danger"
          ?disabled=${this.busy || this.apiKey.identity.required}
          @click=${() => void this.#remove("all")}
        >
          ${secrets.length > 1 ? "Remove both" : "Remove it"}
        </button>
      </div>`;
  }

  /** Makes a secret; the one before works for another day. */
  protected override async submit(): Promise<void> {
    const input = { params: { id: this.apiKey.key_id }, body: { overlap_hours: 24 } };
    const made = await this.services.client.call("POST /api-keys/{id}/identity-secret", input);
    this.secret = made.secret;
    await this.#refresh();
  }

  async #remove(which: "previous" | "all"): Promise<void> {
    const text =
      which === "all"
        ? "No token proves anything any more, and signed visitors have to be signed for anew."
        : "Tokens signed with it prove nothing from now on.";
    if (!(await confirm({ heading: "Remove the secret?", text, action: "Remove", danger: true }))) return;
    await this.#change(async () => {
      const input = { params: { id: this.apiKey.key_id }, query: { which } };
      await this.services.client.call("DELETE /api-keys/{id}/identity-secret", input);
      this.secret = null;
    });
  }

  async #require(on: boolean): Promise<void> {
    await this.#change(async () => {
      const input = { params: { id: this.apiKey.key_id }, body: { identity_required: on } };
      await this.services.client.call("PUT /api-keys/{id}", input);
    });
  }

  async #change(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await work();
      await this.#refresh();
    } catch (error) {
      this.services.report(error);
      this.requestUpdate();
    } finally {
      this.busy = false;
    }
  }

  async #refresh(): Promise<void> {
    this.apiKey = await this.services.client.call("GET /api-keys/{id}", { params: { id: this.apiKey.key_id } });
    this.dispatchEvent(new Event("changed"));
  }
}

customElements.define("console-key-identity", KeyIdentity);
