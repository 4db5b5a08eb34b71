import type { TemplateResult } from "lit";
import { checksField, selectField, textField } from "../parts/choices.ts";
import { type FieldOptions, field } from "../parts/field.ts";
import type { Draft, FieldKind, FormField } from "./form-field.ts";

interface InputOptions {
  readonly draft: Draft;
  readonly hint?: TemplateResult | string | undefined;
  readonly problem?: string | undefined;
  readonly readOnly: boolean;
  readonly onInput: (draft: Draft) => void;
}

const types: Partial<Record<FieldKind, NonNullable<FieldOptions["type"]>>> = {
  date: "date",
  datetime: "datetime-local",
  email: "email",
  phone: "tel",
  url: "url",
};

const answers = [
  ["", "–"],
  ["true", "Yes"],
  ["false", "No"],
] as const;

/** The input that fits a field. Use with `fieldLook` and `choicesLook`. */
export function inputOf(shown: FormField, { draft, hint, problem, readOnly, onInput }: InputOptions): TemplateResult {
  const { name, kind, required = false, options = [] } = shown;
  const label = required ? `${shown.label} *` : shown.label;
  const text = typeof draft === "string" ? draft : draft.join(", ");
  const common = { name, label, problem, hint: hint ?? shown.hint };
  const choice = { ...common, disabled: readOnly };
  const limit = shown.longest === undefined ? {} : { maxLength: shown.longest };
  switch (kind) {
    case "multiselect":
      return checksField({ ...choice, options: same(options), values: asList(draft), onChange: onInput });
    case "select":
      return selectField({
        ...choice,
        options: [["", "–"], ...same(kept(options, text))],
        value: text,
        onChange: onInput,
      });
    case "boolean":
      return selectField({ ...choice, options: answers, value: text, onChange: onInput });
    case "textarea":
      return textField({ ...choice, ...limit, value: text, onInput });
    default:
      return field({
        ...common,
        ...limit,
        ...keysOf(kind),
        type: types[kind] ?? "text",
        value: text,
        readOnly,
        onInput,
      });
  }
}

function keysOf(kind: FieldKind): Pick<FieldOptions, "inputMode"> {
  return kind === "number" || kind === "currency" ? { inputMode: "decimal" } : {};
}

const same = (options: readonly string[]) => options.map((option) => [option, option] as const);

const asList = (draft: Draft) => (typeof draft === "string" ? [] : draft);

/** A value that is no option any more stays in view until another is chosen. */
const kept = (options: readonly string[], text: string) =>
  text === "" || options.includes(text) ? options : [...options, text];
