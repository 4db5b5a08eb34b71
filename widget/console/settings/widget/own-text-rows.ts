import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { en as lateTexts } from "../../../chat/extras/locales/en.ts";
import { en as texts } from "../../../ui/locales/en.ts";
import { icon } from "../../icons.ts";
import type { Editing } from "./editing.ts";
import { type OwnText, ownTexts, withOwnTexts } from "./key-settings.ts";
import { languages } from "./languages.ts";

/** The widget's texts in English, by their names. */
const known: Readonly<Record<string, string>> = { ...texts, ...lateTexts };

/** Texts of the widget that are said in another way, each in its language. Use with `fieldLook`. */
export function ownTextRows({ settings, replace, problems }: Editing): TemplateResult {
  const rows = ownTexts(settings);
  const change = (changed: readonly OwnText[]) => replace(withOwnTexts(settings, changed));
  const put = (at: number, part: Partial<OwnText>) =>
    change(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  const typed = (event: Event) => (event.target as HTMLInputElement).value;
  const free = Object.keys(known).find((name) => !rows.some((row) => row.name === name));
  const problem = Object.entries(problems).find(([name]) => name.startsWith("strings"))?.[1];
  return html`<div class="texts" role="group" aria-label="Texts in other words">
    <span class="label">Texts in other words</span>
    ${rows.map(
      ({ locale, name, text }, at) => html`<div class="text">
        <select aria-label="Text ${at + 1}" @change=${(event: Event) => put(at, { name: typed(event) })}>
          ${namesWith(name).map((one) => html`<option value=${one} .selected=${live(one === name)}>${known[one] ?? one}</option>`)}
        </select>
        <select aria-label="Language of text ${at + 1}" @change=${(event: Event) => put(at, { locale: typed(event) })}>
          ${languages(locale).map(([tag, label]) => html`<option value=${tag} .selected=${live(tag === locale)}>${label}</option>`)}
        </select>
        <input
          aria-label="Your words for text ${at + 1}"
          maxlength="500"
          .value=${live(text)}
          @input=${(event: Event) => put(at, { text: typed(event) })}
        />
        <button type="button" class="icon" aria-label="Remove text ${at + 1}" @click=${() => change(rows.filter((_, index) => index !== at))}>
          ${icon("close", 15)}
        </button>
      </div>`,
    )}
    ${problem === undefined ? "" : html`<p class="problem">${problem}</p>`}
    <button
      type="button"
      ?hidden=${free === undefined}
      @click=${() => change([...rows, { locale: settings.locale ?? "en", name: free ?? "", text: known[free ?? ""] ?? "" }])}
    >
      ${icon("plus", 15)}Change a text
    </button>
  </div>`;
}

const namesWith = (name: string): readonly string[] => [...new Set([...Object.keys(known), name])];
