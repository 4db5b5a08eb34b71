import { z } from "zod";
import { replyText } from "../reply-text.ts";

const text = (otherwise: string, when: string) => replyText.describe(when).default(otherwise);

/** What the automatic reply says while it creates a ticket. */
export const ticketTexts = z.strictObject({
  ask_name: text("What is your name?", "Asks for the name, while it is unknown."),
  ask_contact: text(
    "Which email or phone number can we reach you at?",
    "Asks for an email or phone number, while none is known.",
  ),
  ask_contact_again: text(
    "That does not look like an email or phone number. Could you check it and send it again?",
    "Said once to an answer that holds neither; after a second one a person is asked for.",
  ),
  ask_subject: text("In one line: what is it about?", "Asks for the ticket's subject."),
  created_open: text(
    "Thank you! Your ticket has the number {{ticket_number}}. The {{company_name}} team looks at it next and gets back to you.",
    "Said when the ticket is there, within the business hours. {{ticket_number}} is the task's activity_id.",
  ),
  created_closed: text(
    "Thank you! Your ticket has the number {{ticket_number}}. Our team is available {{agent_hours}} and gets back to you then.",
    "The same outside the business hours.",
  ),
  cancelled: text(
    "All right, no ticket. Is there anything else we can do for you?",
    "Said when the visitor calls it off.",
  ),
  handed_over: text(
    "I could not make a ticket of that, so I have asked the {{company_name}} team to join you here. They read what you have written.",
    "Said when no ticket can be made; the conversation is marked in the inbox.",
  ),
  cancel: z
    .array(z.string().trim().min(1).max(80))
    .min(1)
    .max(50)
    .describe("Messages that call it off, up to 50; the first is offered to be tapped with each question.")
    .default(["Cancel", "never mind", "nevermind", "forget it", "stop", "abort", "abbrechen", "annuler", "cancelar"]),
});
