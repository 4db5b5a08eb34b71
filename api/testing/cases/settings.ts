import { row } from "../cases.ts";

export const cases = [
  row("GET /settings", {
    status: 200,
    answers: { data: { country: "US", currency: "USD", business_hours: null, services: [] } },
  }),
  row("PUT /settings", {
    body: { timezone: "Europe/Berlin", business_hours: { mon: [["09:00", "17:00"]] }, greeting: null },
    status: 200,
    answers: {
      data: {
        ...{ timezone: "Europe/Berlin", greeting: "Hi! How can we help?" },
        business_hours: { mon: [["09:00", "17:00"]] },
      },
    },
  }),
  row("PUT /settings", {
    name: "a place that is no time zone is refused",
    body: { timezone: "Atlantis" },
    status: 400,
    answers: { details: [{ field: "timezone" }] },
  }),
  row("POST /settings/reply-rules/try", {
    body: {
      message: "When do you open?",
      reply_rules: {
        rules: [
          { any_of: ["price"], reply: "Our prices" },
          { any_of: ["open"], hours: "closed", reply: "We open at 9.", suggested_actions: ["Talk to a person"] },
        ],
        fallback: { reply: "Hm?" },
      },
      hours: "closed",
    },
    status: 200,
    answers: { data: { rule: 1, reply: "We open at 9.", suggested_actions: ["Talk to a person"], action: null } },
  }),
  row("POST /settings/reply-rules/try", {
    name: "what no rule knows is the fallback's",
    body: { message: "Zzz", reply_rules: { rules: [], fallback: { reply: "Hm?" } } },
    status: 200,
    answers: { data: { rule: null, reply: "Hm?" } },
  }),
];
