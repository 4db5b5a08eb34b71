import { z } from "zod";
import { ticketTexts } from "./flows/ticket-texts.ts";
import { replyText, suggestedActions } from "./reply-text.ts";

/** What a rule does beside answering. */
export const ruleActions = ["talk_to_person", "create_ticket", "service_status"] as const;

/** One row of the editable list that answers until a person does. Rows are tried in their order. */
export const replyRule = z.strictObject({
  any_of: z
    .array(z.string().trim().min(1).max(100))
    .max(100)
    .describe(
      "Words or phrases, any of which must stand in the message, as whole words, without regard to case and accents. Empty: the other conditions decide.",
    ),
  max_words: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe("Only when the message has at most so many words: a greeting before a question is no greeting."),
  contact: z
    .enum(["given", "known"])
    .optional()
    .describe(
      "`given`: only when the message itself holds an email or phone number. `known`: only when the visitor's email or phone is known.",
    ),
  page: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe("Only on pages whose path is this; `*` stands for any text, as in `/pricing*`."),
  hours: z.enum(["open", "closed"]).optional().describe("Only inside, or only outside, the business hours."),
  reply: replyText,
  suggested_actions: suggestedActions.default([]),
  action: z
    .enum(ruleActions)
    .optional()
    .describe(
      "`talk_to_person`: marks the conversation in the inbox, a person is wanted. `create_ticket`: asks, after the reply, for what is missing and makes a task of the answers. `service_status`: tells the state of your services after the reply, or where it says {{service_status}}.",
    ),
});

export const replyRules = z.strictObject({
  rules: z.array(replyRule).max(200).describe("Tried in their order; the first that matches answers. At most 200."),
  fallback: z
    .strictObject({ reply: replyText, suggested_actions: suggestedActions.default([]) })
    .describe("What answers when no rule matches."),
  ticket: ticketTexts.prefault({}).describe("What is said while a ticket is created; a text left out is the default."),
});

export type ReplyRule = z.infer<typeof replyRule>;
export type ReplyRules = z.infer<typeof replyRules>;

/** Stored rules in today's form: `wants_person: true` was what the action `talk_to_person` is now. */
export function upgradeRules(stored: unknown): unknown {
  if (!isObject(stored) || !Array.isArray(stored["rules"])) return stored;
  return { ...stored, rules: stored["rules"].map(upgradeRule) };
}

function upgradeRule(rule: unknown): unknown {
  if (!isObject(rule) || !("wants_person" in rule)) return rule;
  const { wants_person, ...rest } = rule;
  return wants_person === true ? { action: "talk_to_person", ...rest } : rest;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
