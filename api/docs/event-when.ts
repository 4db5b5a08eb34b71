import type { EventName } from "../events/names.ts";

/** When each event fires, in words. */
export const whenFired: Readonly<Record<EventName, string>> = {
  "lead.created": "A lead is made: by this API, an import or the chat.",
  "lead.updated": "Fields of a lead change, or a deleted lead is restored, or a merge is taken back.",
  "lead.converted": "A lead is converted. No lead.updated comes beside it.",
  "lead.deleted": "A lead is deleted, or merged into another.",
  "opportunity.created": "An opportunity is made.",
  "opportunity.stage_changed": "An opportunity moves to another stage, closing and reopening included.",
  "opportunity.won": "It is won: after stage_changed, or after created.",
  "opportunity.lost": "It is lost: after stage_changed, or after created.",
  "contact.created": "A contact is made, by converting a lead too.",
  "contact.updated": "Fields of a contact change, or a deleted one is restored.",
  "prospect.created": "A prospect account is made, by converting a lead too.",
  "prospect.converted": "A prospect becomes a customer. No prospect.updated comes beside it.",
  "activity.completed": "An open activity is completed, or one is made completed.",
  "lead.assigned": "A lead gets another `assigned_to`, or is made with one: after lead.updated or lead.created.",
  "contact.deleted": "A contact is deleted.",
  "prospect.updated": "Fields of a prospect change, or a deleted one is restored.",
  "prospect.deleted": "A prospect is deleted.",
  "opportunity.updated":
    "Fields change that do not follow from a move: before stage_changed. Or a deleted one is restored.",
  "opportunity.deleted": "An opportunity is deleted.",
  "activity.created":
    "An activity is made, by a conversation too when it gets its lead: one for each, completed. Later changes, but for completing it, fire nothing.",
  "note.created": "A note is made. Later changes fire nothing.",
  "conversation.started": "A conversation begins: with a visitor's message, or with an agent's who writes first.",
  "conversation.message": "The visitor, an agent or the automatic reply says something.",
  "conversation.ended":
    "The visitor ends it (status ended), or an agent closes it, or nobody wrote in it for 7 days (status closed).",
  "conversation.reopened": "A closed conversation is open again: an agent reopens it, or somebody writes in it.",
  "conversation.assigned": "A conversation gets another agent, or nobody.",
  "conversation.lead_linked": "A conversation gets its lead, or another by a merge.",
  "conversation.contact_linked": "A conversation turns out to be a contact's, and makes no lead.",
  "conversation.blocked": "The visitor of a conversation is blocked; conversation.ended follows when it was open.",
  "conversation.unblocked": "The visitor of a conversation is no longer blocked.",
};
