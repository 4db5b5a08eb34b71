import { z } from "zod";
import { operation } from "../../kit/operation.ts";
import { openness } from "../business-hours.ts";
import { findContact } from "../contact-details.ts";
import { messageText } from "../conversation.schema.ts";
import { readSettings } from "../settings.ts";
import { pageUrl } from "../widget-schemas.ts";
import { matchRule } from "./reply-match.ts";
import { replyRule, replyRules } from "./reply-rules.ts";

/** What would answer a message: for whoever edits the rules, before visitors meet them. */
export const tryRulesOperation = operation(
  "POST /settings/reply-rules/try",
  {
    summary: "Try a message against the reply rules",
    description:
      "Tells which rule would answer a visitor's message, and changes nothing. With `reply_rules` those are tried, else the ones that hold. Variables of the text are not filled in.",
    permission: "console_admin",
    body: z.strictObject({
      message: messageText,
      page_url: pageUrl.nullish().describe("The page on which it is written; null for none that a rule knows."),
      hours: z.enum(["open", "closed"]).optional().describe("As if it were so; what it is now when absent."),
      contact_known: z.boolean().default(false).describe("As if an email or phone of the visitor were known."),
      reply_rules: replyRules.optional().describe("Rules that are not stored yet."),
    }),
    returns: z.object({
      rule: z.int().nullable().describe("The place of the rule that answers, from 0; null for the fallback."),
      reply: z.string().describe("What it says."),
      suggested_actions: z.array(z.string()).describe("Texts that the visitor could tap."),
      action: replyRule.shape.action
        .unwrap()
        .nullable()
        .describe("What it would do beside answering; null for nothing."),
    }),
    status: 200,
    example: { message: "When are you open?" },
  },
  async ({ space, now }, { body }) => {
    const settings = await readSettings(space);
    const { rules, fallback } = body.reply_rules ?? settings.reply_rules;
    const { business_hours, timezone, country } = settings;
    const { email, phone } = findContact(body.message, country);
    const rule = matchRule(rules, {
      text: body.message,
      page_url: body.page_url ?? null,
      open: body.hours === undefined ? openness(business_hours, timezone, now).open : body.hours === "open",
      contact_given: email !== undefined || phone !== undefined,
      contact_known: body.contact_known,
    });
    const { reply, suggested_actions } = rule ?? fallback;
    return { rule: rule === null ? null : rules.indexOf(rule), reply, suggested_actions, action: rule?.action ?? null };
  },
);
