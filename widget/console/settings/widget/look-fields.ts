import { html, type TemplateResult } from "lit";
import { contrast, textOn } from "../../../ui/contrast.ts";
import { selectField, switchField } from "../../parts/choices.ts";
import { field } from "../../parts/field.ts";
import { colourField, isColour } from "../colour-field.ts";
import type { Editing } from "./editing.ts";
import { defaultColour, type KeySettings } from "./key-settings.ts";

/** Colour, place and launcher. */
export function lookFields({ settings, workspace, problems, set }: Editing): TemplateResult {
  const { offset = {}, launcher = {} } = settings;
  const colour = settings.primaryColor ?? "";
  return html`${colourField({
    name: "primaryColor",
    label: "Colour",
    value: colour,
    otherwise: workspace.primary_color,
    hint: contrastHint(colour === "" ? defaultColour : colour, colour === ""),
    problem: problems["primaryColor"],
    onInput: (value) => set("primaryColor", value),
  })}
  <div class="pair">
    ${selectField({
      name: "position",
      label: "Corner",
      options: [
        ["bottom-right", "Bottom right"],
        ["bottom-left", "Bottom left"],
      ],
      value: settings.position ?? "bottom-right",
      onChange: (value) => set("position", value as KeySettings["position"]),
    })}
    ${selectField({
      name: "theme",
      label: "Theme",
      options: [
        ["auto", "As the visitor’s system"],
        ["light", "Light"],
        ["dark", "Dark"],
      ],
      value: settings.theme ?? "auto",
      onChange: (value) => set("theme", value as KeySettings["theme"]),
    })}
    ${pixels("offset-x", "From the side", offset.x, (x) => set("offset", without({ ...offset, x })), problems["offset.x"])}
    ${pixels("offset-y", "From the bottom", offset.y, (y) => set("offset", without({ ...offset, y })), problems["offset.y"])}
  </div>
  <div class="pair">
    ${field({
      name: "launcher-label",
      label: "Launcher’s label",
      value: launcher.label ?? "",
      maxLength: 60,
      hint: "Beside its icon, such as “Ask us”.",
      problem: problems["launcher.label"],
      onInput: (label) => set("launcher", { ...launcher, label }),
    })}
    ${field({
      name: "launcher-icon",
      label: "Launcher’s icon",
      type: "url",
      value: launcher.icon ?? "",
      maxLength: 2048,
      hint: "The address of a picture, in place of ours.",
      problem: problems["launcher.icon"],
      onInput: (icon) => set("launcher", { ...launcher, icon }),
    })}
  </div>
  ${switchField({
    name: "launcher-hidden",
    label: "Hide the launcher",
    hint: "For pages that have a button of their own. The preview shows it all the same.",
    on: launcher.hidden ?? false,
    onChange: (hidden) => set("launcher", without({ ...launcher, hidden: hidden || undefined })),
  })}
  ${field({
    name: "launcher-selector",
    label: "The page’s own button",
    value: launcher.selector ?? "",
    maxLength: 200,
    hint: "A CSS selector, such as #help. It opens the chat.",
    problem: problems["launcher.selector"],
    onInput: (selector) => set("launcher", { ...launcher, selector }),
  })}
  ${field({
    name: "zIndex",
    label: "Layer",
    value: settings.zIndex === undefined ? "" : String(settings.zIndex),
    maxLength: 10,
    hint: "The z-index on the page. Empty: above everything.",
    problem: problems["zIndex"],
    onInput: (text) => set("zIndex", wholeNumber(text)),
  })}`;
}

function pixels(
  name: string,
  label: string,
  value: number | undefined,
  onInput: (value?: number) => void,
  problem?: string,
) {
  return field({
    name,
    label,
    value: value === undefined ? "" : String(value),
    maxLength: 4,
    hint: "Pixels; 20 when empty.",
    problem,
    onInput: (text) => onInput(wholeNumber(text)),
  });
}

/** How text stands on a colour: the widget chooses black or white by itself, so that it can always be read. */
function contrastHint(colour: string, isDefault: boolean): string {
  if (!isColour(colour)) return "Write it like #1FB6FF.";
  const text = textOn(colour);
  const ratio = contrast(colour, text).toFixed(1);
  const words = `${text === "#fff" ? "White" : "Black"} text stands on it, contrast ${ratio} : 1.`;
  return isDefault ? `Empty: the widget’s own, ${colour}. ${words}` : words;
}

/** A number that was typed; undefined for none, and for what is none. */
function wholeNumber(text: string): number | undefined {
  return /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}

/** An object without its undefined parts, as the settings' types want it. */
function without<T extends object>(given: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}
