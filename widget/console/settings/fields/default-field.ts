import type { TemplateResult } from "lit";
import { selectField, textField } from "../../parts/choices.ts";
import { field } from "../../parts/field.ts";
import { type FieldDraft, linesOf } from "./field-draft.ts";

/** What a new record gets that does not name the field, by an input that fits the field's type. */
export function defaultField(
  { type, value, options }: FieldDraft,
  problem: string | undefined,
  edit: (value: string) => void,
): TemplateResult {
  const common = { name: "default", label: "Default", value, problem };
  const hint = "What a new record gets; nothing when it is empty.";
  switch (type) {
    case "boolean":
    case "select": {
      const yesOrNo = [["true", "Yes"] as const, ["false", "No"] as const];
      const choices = type === "boolean" ? yesOrNo : linesOf(options).map((option) => [option, option] as const);
      return selectField({ ...common, hint, options: [["", "Nothing"], ...choices], onChange: edit });
    }
    case "multiselect":
      return textField({
        ...common,
        rows: 2,
        hint: "Choices that a new record gets, one in each line.",
        onInput: edit,
      });
    case "textarea":
      return textField({ ...common, rows: 2, hint, onInput: edit });
    case "date":
      return field({ ...common, hint, type: "date", onInput: edit });
    case "datetime":
      return field({ ...common, hint: "Date and time with its zone, such as 2026-03-15T14:00:00Z.", onInput: edit });
    case "number":
    case "currency":
      return field({ ...common, hint, inputMode: "decimal", onInput: edit });
    default:
      return field({ ...common, hint, onInput: edit });
  }
}
