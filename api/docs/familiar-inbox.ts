/** What a reader recognises of what the team says and keeps ready: see `familiar`, of which it is a part. */
export const familiarInbox: Readonly<Record<string, unknown>> = {
  canned_reply_id: 6,
  since: "2026-03-10T14:30:00Z",
  reason: "Sends advertisements",
  blocked: false,
  earlier: [],
  "canned_reply.title": "Opening hours",
  "canned_reply.shortcut": "hours",
  "canned_reply.body": "Hi {{visitor.first_name}}, we are here from 9 to 5 on weekdays. {{agent.name}}",
  any_of: ["email", "outlook"],
  page: "/support",
  reply: "I can help with email issues. Could you describe the problem?",
  "fallback.reply": "Thanks for your message. Somebody will be with you shortly.",
};
