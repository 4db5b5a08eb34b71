import { type EventName, eventNames } from "../events/names.ts";

interface Meaning {
  readonly when: string;
  readonly data: string;
}

const lead = "The lead: `lead_id` …";
const opportunity = "The opportunity: `opportunity_id` …";
const contact = "The contact: `contact_id` …";
const prospect = "The prospect: `prospect_id` …";
const erased = "When it was erased for good, its id and `erased: true` alone";
const activity = "The activity: `activity_id` …";

const meanings: Readonly<Record<EventName, Meaning>> = {
  "lead.created": { when: "A lead is made: by this API, an import or the chat.", data: lead },
  "lead.updated": {
    when: "Fields of a lead change, or a deleted lead is restored, or a merge is taken back.",
    data: `${lead}, \`previous\``,
  },
  "lead.converted": {
    when: "A lead is converted. No lead.updated comes beside it.",
    data: `${lead}, \`previous\`, and \`contact_id\`, \`prospect_id\`, \`opportunity_id\`, each null where there is none`,
  },
  "lead.deleted": {
    when: "A lead is deleted, or merged into another.",
    data: `${lead} as it was. When merged, \`merged_into\`: the other's id. ${erased}`,
  },
  "opportunity.created": { when: "An opportunity is made.", data: opportunity },
  "opportunity.stage_changed": {
    when: "An opportunity moves to another stage, closing and reopening included.",
    data: `${opportunity}, \`previous\``,
  },
  "opportunity.won": { when: "It is won: after stage_changed, or after created.", data: opportunity },
  "opportunity.lost": { when: "It is lost: after stage_changed, or after created.", data: opportunity },
  "contact.created": { when: "A contact is made, by converting a lead too.", data: contact },
  "contact.updated": { when: "Fields of a contact change.", data: `${contact}, \`previous\`` },
  "prospect.created": { when: "A prospect account is made, by converting a lead too.", data: prospect },
  "prospect.converted": {
    when: "A prospect becomes a customer. No prospect.updated comes beside it.",
    data: `${prospect} with its \`company_id\`, \`previous\``,
  },
  "activity.completed": { when: "An open activity is completed, or one is made completed.", data: activity },
  "lead.assigned": {
    when: "A lead gets another `assigned_to`, or is made with one: after lead.updated or lead.created.",
    data: `${lead}, \`previous\` with \`assigned_to\` alone`,
  },
  "contact.deleted": { when: "A contact is deleted.", data: `${contact} as it was. ${erased}` },
  "prospect.updated": { when: "Fields of a prospect change.", data: `${prospect}, \`previous\`` },
  "prospect.deleted": { when: "A prospect is deleted.", data: `${prospect} as it was. ${erased}` },
  "opportunity.updated": {
    when: "Fields change that do not follow from a move: before stage_changed.",
    data: `${opportunity}, \`previous\``,
  },
  "opportunity.deleted": { when: "An opportunity is deleted.", data: `${opportunity} as it was. ${erased}` },
  "activity.created": {
    when: "An activity is made, by a conversation too when it gets its lead: one for each, completed. Later changes, but for completing it, fire nothing.",
    data: activity,
  },
  "note.created": { when: "A note is made. Later changes fire nothing.", data: "The note: `note_id` …" },
  "conversation.started": {
    when: "A visitor's message begins a conversation.",
    data: "`conversation_id`, `visitor_id`, `visitor_name`, `page_url`, `created_at`",
  },
  "conversation.message": {
    when: "The visitor, an agent or the automatic reply says something.",
    data: "The message: `message_id`, `seq`, `sender`, `body` …, and the conversation's `conversation_id`, `status`, `lead_id`, `assigned_to`, `wants_person`",
  },
  "conversation.ended": {
    when: "The visitor ends it (status ended), or an agent closes it, or nobody wrote in it for 7 days (status closed).",
    data: "`conversation_id`, `status`, `lead_id`, `ended_at`, `rating`",
  },
  "conversation.reopened": {
    when: "A closed conversation is open again: an agent reopens it, or somebody writes in it.",
    data: "`conversation_id`, `status`, `lead_id`, `assigned_to`",
  },
  "conversation.assigned": {
    when: "A conversation gets another agent, or nobody.",
    data: "`conversation_id`, `assigned_to`, `previous`: the employee before, or null",
  },
  "conversation.lead_linked": {
    when: "A conversation gets its lead, or another by a merge.",
    data: "`conversation_id`, `lead_id`",
  },
  "conversation.contact_linked": {
    when: "A conversation turns out to be a contact's, and makes no lead.",
    data: "`conversation_id`, `contact_id`, `assigned_to`: the contact's owner, or null",
  },
};

/** An event as GET /events shows it: the lead that the reference makes, after its first call. */
export const exampleEvent = {
  seq: 1187,
  event_id: 1187,
  event: "lead.updated",
  timestamp: "2026-03-13T10:05:00Z",
  conversation_id: null,
  data: {
    lead_id: 43,
    first_name: "Jane",
    last_name: "Smith",
    email: "jane@company.com",
    phone: "+1-555-9876",
    phone_e164: null,
    company_name: "Globex Corp",
    status: "contacted",
    source: "website_form",
    form_type: "contact_us",
    score: 75,
    score_breakdown: [],
    assigned_to: null,
    raw_payload: { role: "IT Director" },
    tags: [],
    custom_fields: {},
    attribution: {},
    field_origins: {},
    previous_lead_id: null,
    created_at: "2026-03-13T10:00:00Z",
    updated_at: "2026-03-13T10:05:00Z",
    previous: { status: "new" },
  },
} as const;

/** The introduction's chapter about events. */
export const events = `## Events

Whatever happens becomes an event: a lead is created, a visitor writes, an agent answers. \`GET /events\` reads them in order. \
Store \`next_after\` of each answer and send it as \`after\`; go on at once while \`more\` is true. A page can be empty although there is more: \
events your key may not read are left out. Each operation below names the events it may write.

- Events are kept as long as the space itself: \`after\` 0 starts at the very first.
- \`data\` is the whole record as it stood just after the event, without what its detail embeds. \`previous\` holds the fields that changed, as they were; \`updated_at\` and \`field_origins\` are not among them.
- Reading an event takes the \`:read\` permission of what it is about: \`leads:read\` for lead.*, \`conversations:read\` for conversation.*; for a note, that of the record the note is about.
- A call that changes nothing fires nothing. Restoring a deleted record fires its updated event, whose \`previous\` holds \`deleted_at\`; activities and notes have none.

| Event | When | \`data\` |
|---|---|---|
${eventNames.map((name) => `| \`${name}\` | ${meanings[name].when} | ${meanings[name].data} |`).join("\n")}

A whole event, of \`PUT /leads/43\` with \`{"status": "contacted"}\`:

\`\`\`json
${JSON.stringify(exampleEvent, null, 2)}
\`\`\``;
