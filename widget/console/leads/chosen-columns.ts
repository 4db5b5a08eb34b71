import { allowed } from "../../state/environment.ts";

/** The columns that one chose to see, by label, kept on the device. */
export class ChosenColumns {
  readonly #name: string;
  readonly #storage: Pick<Storage, "getItem" | "setItem"> | null;
  /** Absent labels follow the default. */
  #shown: Readonly<Record<string, boolean>>;

  constructor(name: string, storage = allowed(() => localStorage)) {
    this.#name = name;
    this.#storage = storage;
    this.#shown = read(storage?.getItem(name) ?? null);
  }

  isShown(label: string, byDefault: boolean): boolean {
    return this.#shown[label] ?? byDefault;
  }

  show(label: string, on: boolean): void {
    this.#shown = { ...this.#shown, [label]: on };
    // A full storage keeps nothing; the choice holds for this page.
    allowed(() => this.#storage?.setItem(this.#name, JSON.stringify(this.#shown)));
  }
}

function read(text: string | null): Readonly<Record<string, boolean>> {
  try {
    const known = Object.entries(Object(JSON.parse(text ?? "{}"))).filter(([, on]) => typeof on === "boolean");
    return Object.fromEntries(known) as Record<string, boolean>;
  } catch {
    return {};
  }
}
