import { css, html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { field } from "../parts/field.ts";

interface ColourOptions {
  readonly name: string;
  readonly label: string;
  /** `#rgb` or `#rrggbb`, or what is typed on the way there; empty for none. */
  readonly value: string;
  /** What is chosen while there is no value. */
  readonly otherwise?: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly onInput: (value: string) => void;
}

/** A colour as a text and as what the browser offers to choose one. Use with `fieldLook` and `colourLook`. */
export function colourField({ otherwise = "", ...options }: ColourOptions): TemplateResult {
  const { value, onInput } = options;
  return html`<div class="colour">
    ${field({ ...options, maxLength: 7 })}
    <input
      type="color"
      aria-label="Choose the colour"
      .value=${live(longHex(value === "" ? otherwise : value))}
      @input=${(event: InputEvent) => onInput((event.target as HTMLInputElement).value)}
    />
  </div>`;
}

/** `#1bf` as `#11bbff`, the only form that a colour input takes. */
function longHex(colour: string): string {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(colour);
  return short === null
    ? colour.toLowerCase()
    : `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join("")}`;
}

export const isColour = (text: string): boolean => /^#([\da-f]{3}){1,2}$/i.test(text);

export const colourLook = css`
  .colour {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 2.5rem;
    align-items: start;
    gap: 0.5rem;
  }
  .colour input[type="color"] {
    margin-top: 1.5rem;
    padding: 0.125rem;
    cursor: pointer;
  }
`;
