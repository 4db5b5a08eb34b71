import { html, type TemplateResult } from "lit";
import { selectField, textField } from "../parts/choices.ts";
import { field } from "../parts/field.ts";
import { phrasesIn, type Rule } from "./rule-words.ts";

/** A rule while it is edited: lists as texts. */
export interface RuleDraft {
  readonly phrases: string;
  readonly reply: string;
  readonly suggested: string;
  readonly page: string;
  readonly maxWords: string;
  readonly hours: string;
  readonly contact: string;
  readonly action: string;
}

export const draftOf = (rule: Rule): RuleDraft => ({
  phrases: rule.any_of.join("\n"),
  reply: rule.reply,
  suggested: rule.suggested_actions.join("\n"),
  page: rule.page ?? "",
  maxWords: rule.max_words === undefined ? "" : String(rule.max_words),
  hours: rule.hours ?? "",
  contact: rule.contact ?? "",
  action: rule.action ?? "",
});

/** What the draft makes; the API looks at it when all is saved. */
export function ruleOf({ phrases, reply, suggested, page, maxWords, hours, contact, action }: RuleDraft): Rule {
  const words = Number(maxWords);
  return {
    any_of: phrasesIn(phrases),
    reply: reply.trim(),
    suggested_actions: phrasesIn(suggested).slice(0, 6),
    ...(page.trim() === "" ? {} : { page: page.trim() }),
    ...(maxWords.trim() === "" || !Number.isInteger(words) ? {} : { max_words: words }),
    ...(hours === "" ? {} : { hours: hours as NonNullable<Rule["hours"]> }),
    ...(contact === "" ? {} : { contact: contact as NonNullable<Rule["contact"]> }),
    ...(action === "" ? {} : { action: action as NonNullable<Rule["action"]> }),
  };
}

/** The fields of a rule. */
export function ruleFields(draft: RuleDraft, put: (change: Partial<RuleDraft>) => void): TemplateResult {
  return html`<div class="edit">
    ${textField({
      name: "phrases",
      label: "When the message has any of",
      value: draft.phrases,
      rows: 3,
      hint: "Words or phrases, one on a line. Case and accents make no difference. Empty: the conditions below decide.",
      onInput: (phrases) => put({ phrases }),
    })}
    ${textField({
      name: "reply",
      label: "Answer",
      value: draft.reply,
      rows: 4,
      maxLength: 4000,
      hint: "{{company_name}}, {{agent_hours}} and {{service_status}} are filled in.",
      onInput: (reply) => put({ reply }),
    })}
    ${textField({
      name: "suggested",
      label: "Suggested actions",
      value: draft.suggested,
      rows: 2,
      hint: "Up to six buttons, one on a line; each is sent as a message.",
      onInput: (suggested) => put({ suggested }),
    })}
    <div class="pair">
      ${field({ name: "page", label: "Only on the page", value: draft.page, maxLength: 300, hint: "For example /pricing*", onInput: (page) => put({ page }) })}
      ${field({ name: "max", label: "Only up to so many words", value: draft.maxWords, maxLength: 3, onInput: (maxWords) => put({ maxWords }) })}
      ${selectField({
        name: "hours",
        label: "Business hours",
        value: draft.hours,
        options: [
          ["", "At any time"],
          ["open", "Inside"],
          ["closed", "Outside"],
        ],
        onChange: (hours) => put({ hours }),
      })}
      ${selectField({
        name: "contact",
        label: "Contact details",
        value: draft.contact,
        options: [
          ["", "Do not matter"],
          ["given", "The message holds some"],
          ["known", "Are known already"],
        ],
        onChange: (contact) => put({ contact }),
      })}
      ${selectField({
        name: "action",
        label: "Beside answering",
        value: draft.action,
        options: [
          ["", "Do nothing"],
          ["talk_to_person", "Call a person"],
          ["create_ticket", "Create a ticket"],
          ["service_status", "Tell the service status"],
        ],
        onChange: (action) => put({ action }),
      })}
    </div>
  </div>`;
}
