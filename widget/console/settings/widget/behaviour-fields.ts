import { html, nothing, type TemplateResult } from "lit";
import { selectField, switchField, textField } from "../../parts/choices.ts";
import { field } from "../../parts/field.ts";
import type { Editing } from "./editing.ts";
import { type Asked, askedFor, type KeySettings, linesOf, pathsOf, prechatNames, withAsked } from "./key-settings.ts";

/** When and where the chat shows, and what it does by itself. */
export function behaviourFields({ settings, problems, set }: Editing): TemplateResult {
  const { autoOpen = false, autoOpenDelay = 5000, pages = {} } = settings;
  return html`${switchField({
    name: "autoOpen",
    label: "Open by itself",
    hint: "Once in a visit, and never again after the visitor closed it.",
    on: autoOpen,
    onChange: (on) => set("autoOpen", on || undefined),
  })}
  ${
    autoOpen
      ? field({
          name: "autoOpenDelay",
          label: "After how many seconds",
          value: String(autoOpenDelay / 1000),
          maxLength: 6,
          problem: problems["autoOpenDelay"],
          onInput: (text) => set("autoOpenDelay", millisecondsOf(text)),
        })
      : nothing
  }
  ${switchField({
    name: "showOnMobile",
    label: "Show on phones",
    on: settings.showOnMobile ?? true,
    onChange: (on) => set("showOnMobile", on ? undefined : false),
  })}
  ${switchField({
    name: "sound",
    label: "A soft sound for messages that the visitor does not look at",
    on: settings.sound ?? true,
    onChange: (on) => set("sound", on ? undefined : false),
  })}
  <div class="pair">
    ${textField({
      name: "pages-show",
      label: "Only on these pages",
      rows: 2,
      value: linesOf(pages.show),
      hint: "A path on each line, such as /shop/**. Empty: everywhere.",
      problem: problems["pages.show"],
      onInput: (text) => set("pages", { ...pages, show: pathsOf(text) }),
    })}
    ${textField({
      name: "pages-hide",
      label: "Not on these pages",
      rows: 2,
      value: linesOf(pages.hide),
      hint: "Such as /shop/checkout. It wins over the others.",
      problem: problems["pages.hide"],
      onInput: (text) => set("pages", { ...pages, hide: pathsOf(text) }),
    })}
  </div>
  ${selectField({
    name: "offline",
    label: "While nobody is there",
    options: [
      ["chat", "The chat, answered automatically"],
      ["form", "A form in place of the chat"],
      ["hide", "No launcher"],
    ],
    value: settings.offline ?? "chat",
    onChange: (value) => set("offline", value as KeySettings["offline"]),
  })}`;
}

const askedWords: readonly (readonly [Asked, string])[] = [
  ["no", "Not asked"],
  ["optional", "Optional"],
  ["required", "Required"],
  ["asked", "Required if it is how you reach them"],
];

const prechatLabels = { name: "Name", email: "Email", phone: "Phone", company: "Company" } as const;

/** The form before the first message, consent, and what becomes of a chat. */
export function beforeFields({ settings, problems, set, replace }: Editing): TemplateResult {
  const { prechat, consent = "none" } = settings;
  return html`<fieldset class="asked">
      <legend class="label">Ask before the first message</legend>
      <div class="pair">
        ${prechatNames.map((name) =>
          selectField({
            name: `prechat-${name}`,
            label: prechatLabels[name],
            options: askedWords,
            value: askedFor(settings, name),
            onChange: (value) => replace(withAsked(settings, name, value as Asked)),
          }),
        )}
      </div>
    </fieldset>
    ${
      prechat === undefined
        ? nothing
        : selectField({
            name: "prechat-when",
            label: "When",
            options: [
              ["always", "Always"],
              ["offline", "Only while nobody is there"],
            ],
            value: prechat.when ?? "always",
            problem: problems["prechat"],
            onChange: (value) => set("prechat", { ...prechat, when: value as "always" | "offline" }),
          })
    }
    ${switchField({
      name: "consent",
      label: "Ask for consent first",
      hint: "Nothing is sent or kept before the visitor agrees.",
      on: consent === "required",
      onChange: (on) => set("consent", on ? "required" : undefined),
    })}
    ${field({
      name: "privacyUrl",
      label: "Privacy policy",
      type: "url",
      value: settings.privacyUrl ?? "",
      maxLength: 2048,
      hint: "An https address, linked where consent is asked for.",
      problem: problems["privacyUrl"],
      onInput: (value) => set("privacyUrl", value),
    })}
    ${selectField({
      name: "lead_on",
      label: "A chat becomes a lead",
      options: [
        ["", "As the workspace says"],
        ["contact", "Once an email or phone is known"],
        ["first_message", "With the first message"],
      ],
      value: settings.lead_on ?? "",
      onChange: (value) => set("lead_on", value === "" ? undefined : (value as KeySettings["lead_on"])),
    })}`;
}

/** Seconds that were typed, at most the API's hour; undefined for none. */
function millisecondsOf(text: string): number | undefined {
  const seconds = Number(text);
  return text.trim() === "" || Number.isNaN(seconds) || seconds < 0 ? undefined : Math.round(seconds * 1000);
}
