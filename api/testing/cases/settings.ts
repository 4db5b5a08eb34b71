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
];
