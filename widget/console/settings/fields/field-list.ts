import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../../icons.ts";
import "../../parts/menu.ts";
import type { CustomField } from "../../records.ts";
import { fieldTypes } from "./field-draft.ts";

export interface FieldListOptions {
  readonly edit: (field: CustomField) => void;
  readonly step: (field: CustomField, by: 1 | -1) => void;
  readonly remove: (field: CustomField) => void;
  /** Erases it with every value; absent for who may not. */
  readonly purge: ((field: CustomField) => void) | null;
}

/** The fields of one kind of record, in their order. */
export function fieldList(fields: readonly CustomField[], options: FieldListOptions): TemplateResult {
  return html`<ol class="fields">
    ${repeat(
      fields,
      ({ custom_field_id }) => custom_field_id,
      (field, index) => fieldItem(field, { index, last: index === fields.length - 1 }, options),
    )}
  </ol>`;
}

function fieldItem(
  field: CustomField,
  { index, last }: { readonly index: number; readonly last: boolean },
  { edit, step, remove, purge }: FieldListOptions,
): TemplateResult {
  const { label, key, custom_field_id: id } = field;
  return html`<li data-id=${id}>
    <span class="what">
      <button type="button" class="plain name" @click=${() => edit(field)}>${label}</button>
      <span class="quiet small"><code>${key}</code> · ${about(field)}</span>
    </span>
    <span class="moves">
      <button type="button" class="icon up" aria-label="Move ${label} up" ?disabled=${index === 0} @click=${() => step(field, -1)}>${icon("up", 16)}</button>
      <button type="button" class="icon down" aria-label="Move ${label} down" ?disabled=${last} @click=${() => step(field, 1)}>${icon("down", 16)}</button>
      <console-menu label="More actions for ${label}">
        <button type="button" @click=${() => edit(field)}>${icon("edit", 16)}Edit</button>
        <button type="button" class="danger" @click=${() => remove(field)}>${icon("trash", 16)}Delete</button>
        ${purge === null ? nothing : html`<button type="button" class="danger" @click=${() => purge(field)}>${icon("trash", 16)}Delete for good</button>`}
      </console-menu>
    </span>
  </li>`;
}

function about({ type, required, unique, options }: CustomField): string {
  const name = fieldTypes.find(([one]) => one === type)?.[1] ?? type;
  const parts = [
    options.length === 0 ? name : `${name}: ${options.slice(0, 4).join(", ")}${options.length > 4 ? "…" : ""}`,
    ...(required ? ["required"] : []),
    ...(unique ? ["unique"] : []),
  ];
  return parts.join(" · ");
}

export const fieldListLook = css`
  .tabs {
    display: flex;
    gap: 0.25rem;
    border-bottom: 1px solid var(--c-line);
    overflow-x: auto;
    scrollbar-width: none;
  }
  .tabs a {
    flex: none;
    padding: 0.4375rem 0.75rem;
    border-bottom: 2px solid transparent;
    color: var(--c-ink-2);
    font-size: 0.8125rem;
    font-weight: 550;
  }
  .tabs a:hover {
    color: var(--c-ink);
    text-decoration: none;
  }
  .tabs a[aria-current] {
    border-color: var(--c-accent);
    color: var(--c-accent);
  }
  .fields {
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-raised);
  }
  .fields li {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.5rem 0.625rem 0.5rem 1rem;
  }
  .fields li + li {
    border-top: 1px solid var(--c-line);
  }
  .what {
    display: grid;
    flex: 1;
    justify-items: start;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .name {
    max-width: 100%;
    min-height: 1.625rem;
    margin-left: -0.375rem;
    padding: 0 0.375rem;
    color: var(--c-ink) !important;
    font-size: 0.875rem;
    font-weight: 550;
    white-space: normal;
    text-align: left;
  }
  .moves {
    display: flex;
    align-items: center;
  }
  .none {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    padding: 3rem 1.5rem;
    border: 1px dashed var(--c-line-strong);
    border-radius: 12px;
    text-align: center;
    text-wrap: balance;
  }
`;
