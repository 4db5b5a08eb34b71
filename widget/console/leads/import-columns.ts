import { html, nothing, type TemplateResult } from "lit";
import { selectField } from "../parts/choices.ts";
import type { CustomField } from "../records.ts";
import { type Mapping, targetsOf } from "./import-targets.ts";

/** A file's columns with what stands in them and what they become. `rows`: its first ones, the titles among them. */
export function importColumns(
  rows: readonly (readonly string[])[],
  mapping: Mapping,
  customFields: readonly CustomField[],
  become: (title: string, target: string) => void,
): TemplateResult {
  const [titles = [], ...samples] = rows;
  return html`<div class="mapping">
    ${titles.map((title, index) => {
      if (title === "") return nothing;
      const cells = samples.map((row) => row[index] ?? "").filter(Boolean);
      return html`<div class="column">
        <div class="clip"><strong>${title}</strong></div>
        <div class="quiet small clip" title=${cells.join("\n")}>${cells.join(" · ") || "empty"}</div>
        ${selectField({
          name: `column-${index}`,
          label: `${title} becomes`,
          options: targetsOf(title, customFields),
          value: mapping[title] ?? "",
          // Until the server has said what it makes of the titles there is nothing to change.
          disabled: mapping[title] === undefined,
          onChange: (target) => become(title, target),
        })}
      </div>`;
    })}
  </div>`;
}
