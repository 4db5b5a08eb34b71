import type { ReactiveController, ReactiveControllerHost } from "lit";
import { fieldProblems, isRefusal, messageOf } from "../api.ts";
import type { Settings } from "../records.ts";
import type { Services } from "../services.ts";

/** What a form that edits some of `/settings` needs: the stored values, what was typed, and what the API said to it. */
export class SettingsForm implements ReactiveController {
  /** Null until they are loaded. */
  settings: Settings | null = null;
  problem: string | null = null;
  /** By the setting's name. */
  problems: Readonly<Record<string, string>> = {};
  saving = false;
  #edits: Partial<Settings> = {};
  #etag: string | null = null;
  readonly #host: ReactiveControllerHost & { readonly services: Services };

  constructor(host: ReactiveControllerHost & { readonly services: Services }) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    void this.load();
  }

  /** Something was typed that is not stored. */
  get dirty(): boolean {
    return Object.keys(this.#edits).length > 0;
  }

  /** The edit, else the stored value. Only once `settings` is there. */
  value<Name extends keyof Settings>(name: Name): Settings[Name] {
    const { [name]: stored } = this.settings as Settings;
    const { [name]: edited } = this.#edits;
    return edited === undefined ? stored : (edited as Settings[Name]);
  }

  /** Takes an edit in; one that returns to the stored value is none. */
  edit<Name extends keyof Settings>(name: Name, value: Settings[Name]): void {
    const { [name]: _, ...others } = this.#edits;
    const same = JSON.stringify(value) === JSON.stringify(this.settings?.[name]);
    this.#edits = (same ? others : { ...others, [name]: value }) as Partial<Settings>;
    this.#host.requestUpdate();
  }

  discard(): void {
    this.#edits = {};
    this.problem = null;
    this.problems = {};
    this.#host.requestUpdate();
  }

  /** Never rejects: what fails is shown. */
  async load(): Promise<void> {
    try {
      const { value, headers } = await this.#host.services.client.send("GET /settings", {});
      this.settings = value;
      this.#etag = headers.get("ETag");
      this.problem = null;
    } catch (error) {
      this.problem = messageOf(error);
    }
    this.#host.requestUpdate();
  }

  /** Stores what was typed, under the version on screen. Resolves to whether that was done. */
  async save(): Promise<boolean> {
    if (this.saving || !this.dirty) return false;
    this.saving = true;
    this.problem = null;
    this.problems = {};
    this.#host.requestUpdate();
    try {
      const options = this.#etag === null ? {} : { ifMatch: this.#etag };
      const { value, headers } = await this.#host.services.client.send("PUT /settings", { body: this.#edits }, options);
      this.settings = value;
      this.#etag = headers.get("ETag");
      this.#edits = {};
      this.#host.services.notify("Saved.");
      return true;
    } catch (error) {
      await this.#refused(error);
      return false;
    } finally {
      this.saving = false;
      this.#host.requestUpdate();
    }
  }

  async #refused(error: unknown): Promise<void> {
    if (!isRefusal(error, "PRECONDITION_FAILED")) {
      this.problems = fieldProblems(error);
      this.problem = messageOf(error);
      return;
    }
    await this.load();
    this.problem =
      "Somebody else changed the settings meanwhile. What you typed is still here: look at it beside the new values, then save again.";
  }
}
