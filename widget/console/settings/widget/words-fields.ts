import { html, nothing, type TemplateResult } from "lit";
import { selectField, textField } from "../../parts/choices.ts";
import { field } from "../../parts/field.ts";
import type { Editing } from "./editing.ts";
import { languages } from "./languages.ts";
import { ownTextRows } from "./own-text-rows.ts";

/** Company, greeting and language. */
export function wordsFields(editing: Editing): TemplateResult {
  const { settings, workspace, problems, set } = editing;
  return html`<div class="pair">
      ${field({
        name: "company_name",
        label: "Company name",
        value: settings.company_name ?? "",
        maxLength: 200,
        hint: `Empty: ${workspace.company_name}.`,
        problem: problems["company_name"],
        onInput: (value) => set("company_name", value),
      })}
      ${field({
        name: "logo_url",
        label: "Logo",
        type: "url",
        value: settings.logo_url ?? "",
        maxLength: 2048,
        hint: "An https address. Empty: the workspace’s.",
        problem: problems["logo_url"],
        onInput: (value) => set("logo_url", value),
      })}
    </div>
    ${textField({
      name: "greeting",
      label: "Greeting",
      rows: 2,
      value: settings.greeting ?? "",
      maxLength: 500,
      hint: `Empty: “${workspace.greeting}”`,
      problem: problems["greeting"],
      onInput: (value) => set("greeting", value),
    })}
    ${bubbleFields(editing)}
    ${selectField({
      name: "locale",
      label: "Language",
      options: [["", "The page’s, then the visitor’s"], ...languages(settings.locale)],
      value: settings.locale ?? "",
      problem: problems["locale"],
      onChange: (value) => set("locale", value),
    })}
    ${ownTextRows(editing)}`;
}

/** A bubble says nothing, the greeting, or a text of its own. */
function bubbleFields({ settings: { greetingBubble = false }, problems, set }: Editing): TemplateResult {
  const kind = typeof greetingBubble === "string" ? "text" : String(greetingBubble);
  return html`${selectField({
    name: "greetingBubble",
    label: "Bubble beside the launcher",
    options: [
      ["false", "None"],
      ["true", "Says the greeting"],
      ["text", "Says something else"],
    ],
    value: kind,
    onChange: (value) =>
      set("greetingBubble", value === "text" ? "Questions? We’re here." : value === "true" || undefined),
  })}
  ${
    kind === "text"
      ? field({
          name: "greetingBubble-text",
          label: "What it says",
          value: String(greetingBubble),
          maxLength: 500,
          problem: problems["greetingBubble"],
          onInput: (value) => set("greetingBubble", value),
        })
      : nothing
  }`;
}
