import type { ReactiveController, ReactiveControllerHost } from "lit";
import { fieldProblems, isRefusal, messageOf } from "../../api.ts";
import type { ApiKey } from "../../records.ts";
import type { Services } from "../../services.ts";
import type { Editing } from "./editing.ts";
import { type KeySettings, type Workspace, withSetting } from "./key-settings.ts";

/** The public keys, the one that is looked at, and what was typed into its settings. */
export class WidgetForm implements ReactiveController, Editing {
  /** Null until they are loaded. */
  keys: readonly ApiKey[] | null = null;
  key: ApiKey | null = null;
  settings: KeySettings = {};
  workspace: Workspace = { company_name: "", greeting: "", primary_color: "#1FB6FF", logo_url: null };
  problem: string | null = null;
  problems: Readonly<Record<string, string>> = {};
  saving = false;
  #etag: string | null = null;
  readonly #host: ReactiveControllerHost & { readonly services: Services };

  constructor(host: ReactiveControllerHost & { readonly services: Services }) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  get dirty(): boolean {
    return this.key !== null && JSON.stringify(this.settings) !== JSON.stringify(this.key.settings);
  }

  /** Handed on by itself. */
  readonly set = <Name extends keyof KeySettings>(name: Name, value: KeySettings[Name] | undefined): void => {
    this.replace(withSetting(this.settings, name, value));
  };

  replace(settings: KeySettings): void {
    // In the order of the stored ones: what returned to them is no edit.
    const stored = Object.keys(this.key?.settings ?? {});
    const place = (name: string) => (stored.includes(name) ? stored.indexOf(name) : stored.length);
    const sorted = Object.entries(settings).sort(([one], [other]) => place(one) - place(other));
    this.settings = Object.fromEntries(sorted) as KeySettings;
    this.#host.requestUpdate();
  }

  discard(): void {
    this.#take(this.key, this.#etag);
  }

  /** Reads the public keys of the mode and the one of this id, or the newest. Never rejects: what fails is shown. */
  async load(keyId: number | null): Promise<void> {
    const { client, mode } = this.#host.services;
    const type = mode.value === "live" ? "pk_live" : "pk_test";
    try {
      const [{ data }, workspace] = await Promise.all([
        client.call("GET /api-keys", {
          query: { type, revoked: false, per_page: 100, sort: "created_at", order: "desc" },
        }),
        client.call("GET /settings", {}),
      ]);
      this.keys = data;
      this.workspace = workspace;
      const chosen = data.find(({ key_id }) => key_id === keyId) ?? data[0];
      if (chosen === undefined) this.#take(null, null);
      else if (chosen.key_id !== this.key?.key_id) await this.#read(chosen.key_id);
    } catch (error) {
      this.problem = messageOf(error);
      this.#host.requestUpdate();
    }
  }

  /** Stores the settings under the version on screen. */
  async save(): Promise<void> {
    const { key } = this;
    if (key === null || this.saving || !this.dirty) return;
    this.saving = true;
    this.problem = null;
    this.problems = {};
    this.#host.requestUpdate();
    try {
      const input = { params: { id: key.key_id }, body: { settings: this.settings } };
      const options = this.#etag === null ? {} : { ifMatch: this.#etag };
      const { value, headers } = await this.#host.services.client.send("PUT /api-keys/{id}", input, options);
      this.#take(value, headers.get("ETag"));
      this.#host.services.notify("Saved. New visitors see it within five minutes.");
    } catch (error) {
      await this.#refused(error, key);
    } finally {
      this.saving = false;
      this.#host.requestUpdate();
    }
  }

  async #refused(error: unknown, key: ApiKey): Promise<void> {
    if (isRefusal(error, "PRECONDITION_FAILED")) {
      const typed = this.settings;
      await this.#read(key.key_id);
      this.settings = typed;
      this.problem =
        "Somebody else changed this key meanwhile. What you typed is still here: look it over, then save again.";
      return;
    }
    const found = Object.entries(fieldProblems(error));
    this.problems = Object.fromEntries(found.map(([name, text]) => [name.replace(/^settings\./, ""), text]));
    this.problem = messageOf(error);
  }

  async #read(id: number): Promise<void> {
    const { value, headers } = await this.#host.services.client.send("GET /api-keys/{id}", { params: { id } });
    this.#take(value, headers.get("ETag"));
  }

  #take(key: ApiKey | null, etag: string | null): void {
    this.key = key;
    this.#etag = etag;
    // The API checked them when they were stored.
    this.settings = (key?.settings ?? {}) as KeySettings;
    this.problem = null;
    this.problems = {};
    this.#host.requestUpdate();
  }
}
