import type { ReactiveControllerHost } from "lit";
import type { ApiError, CallOptions, CallResult } from "../../../api/client.ts";
import { isRefusal, messageOf } from "../api.ts";
import { changesOf, conflictsOf, type Edits, editsSince, type Stored, withEdit } from "./edits.ts";
import type { Draft, FormField } from "./form-field.ts";
import { refusalOf } from "./refusal.ts";

/** What a record's page reads and writes by. */
export interface RecordDoor<Detail extends Stored> {
  /** What people call it, as in "Somebody else changed this lead". */
  readonly noun: string;
  read(id: number): Promise<CallResult<Detail>>;
  write(id: number, change: Record<string, unknown>, options: CallOptions): Promise<unknown>;
  /** The record on screen is another one, or a newer version of it. */
  shown?(record: Detail): void;
}

/**
 * One record on screen: what is stored, what was typed, and what the API said to it. It is written under the version on
 * screen, so that a change which somebody else made meanwhile is never overwritten unseen.
 */
export class OpenRecord<Detail extends Stored> {
  /** Null until it is loaded. */
  value: Detail | null = null;
  /** The API's refusal, when there is no such record. */
  missing: ApiError | null = null;
  /** What the form edits, custom fields included. */
  fields: readonly FormField[] = [];
  edits: Edits = {};
  problem: string | null = null;
  /** By the field's name. */
  problems: Readonly<Record<string, string>> = {};
  saving = false;
  readonly #host: Pick<ReactiveControllerHost, "requestUpdate">;
  readonly #door: RecordDoor<Detail>;
  #id = 0;
  #etag: string | null = null;
  #reading = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(host: Pick<ReactiveControllerHost, "requestUpdate">, door: RecordDoor<Detail>) {
    this.#host = host;
    this.#door = door;
  }

  get id(): number {
    return this.#id;
  }

  get dirty(): boolean {
    return Object.keys(this.edits).length > 0;
  }

  /** Shows another record. */
  async show(id: number): Promise<void> {
    this.#id = id;
    this.#etag = null;
    this.value = null;
    this.missing = null;
    this.discard();
    await this.load();
  }

  /** Reads it anew; never rejects: what fails is shown. */
  async load(): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    try {
      const { value, headers } = await this.#door.read(this.#id);
      if (reading !== this.#reading) return;
      if (this.value === null) this.problem = null;
      this.value = value;
      this.missing = null;
      this.#etag = headers.get("ETag");
      this.#door.shown?.(value);
    } catch (error) {
      if (reading !== this.#reading) return;
      if (isRefusal(error, "NOT_FOUND") || isRefusal(error, "VALIDATION_ERROR")) this.missing = error;
      else this.problem = messageOf(error);
    }
    this.#host.requestUpdate();
  }

  /** Reads it anew because something happened to it, and says so where that touches what is being typed. */
  async refresh(): Promise<void> {
    if (this.saving) return;
    const before = this.value;
    await this.load();
    const both = this.#conflictsSince(before);
    if (both.length > 0) this.problem = this.#changedMeanwhile(both);
    this.#host.requestUpdate();
  }

  edit(field: FormField, draft: Draft): void {
    if (this.value !== null) this.edits = withEdit(this.value, this.edits, field, draft);
    this.#host.requestUpdate();
  }

  discard(): void {
    this.edits = {};
    this.problem = null;
    this.problems = {};
    this.#host.requestUpdate();
  }

  /** Stores what was typed. Resolves to whether that was done. */
  async save(): Promise<boolean> {
    const saved = this.edits;
    if (this.saving || !this.dirty || !(await this.put(changesOf(this.fields, saved)))) return false;
    this.edits = editsSince(this.edits, saved);
    this.#host.requestUpdate();
    return true;
  }

  /**
   * Writes a change under the version on screen, after those that are under way. Resolves to whether it was stored; never
   * rejects.
   */
  put(change: Record<string, unknown>): Promise<boolean> {
    const written = this.#writing.then(() => this.#write(change));
    this.#writing = written;
    return written;
  }

  async #write(change: Record<string, unknown>): Promise<boolean> {
    const before = this.value;
    if (before === null) return false;
    this.saving = true;
    this.problem = null;
    this.problems = {};
    this.#host.requestUpdate();
    try {
      const options = this.#etag === null ? {} : { ifMatch: this.#etag };
      await this.#door.write(this.#id, change, options);
      await this.load();
      return true;
    } catch (error) {
      await this.#refused(error, before);
      return false;
    } finally {
      this.saving = false;
      this.#host.requestUpdate();
    }
  }

  async #refused(error: unknown, before: Detail): Promise<void> {
    if (!isRefusal(error, "PRECONDITION_FAILED")) {
      Object.assign(this, refusalOf(this.fields, error));
      return;
    }
    await this.load();
    this.problem = this.#changedMeanwhile(this.#conflictsSince(before));
  }

  #conflictsSince(before: Detail | null): readonly string[] {
    const after = this.value;
    return before === null || after === null ? [] : conflictsOf(this.fields, before, after, this.edits);
  }

  #changedMeanwhile(both: readonly string[]): string {
    const overlap = both.length === 0 ? "" : ` You both changed ${both.join(", ")}.`;
    return `Somebody else changed this ${this.#door.noun} meanwhile; you see the new version.${overlap} Nothing of yours was saved yet: check it, then save again.`;
  }
}
