import { expect } from "vitest";

/** An example of the reference: the request word for word, and the fields of its response. */
export interface Replay {
  /** The example's request line; the reference's own ids stand in it. */
  readonly call: string;
  /** Operations that it takes. */
  readonly takes: readonly string[];
  readonly by: "secret" | "public";
  /** Literally; only a session id is replaced by a real one. */
  readonly body?: object;
  readonly status: number;
  /** The whole response where the reference shows it: literal where the example's own records decide the value. */
  readonly response: object;
}

const id = expect.any(Number);
const text = expect.stringMatching(/\S/);

const john = {
  lead_id: 42,
  first_name: "John",
  last_name: "Doe",
  email: "john@example.com",
  phone: "+1-555-0123",
  company_name: "Acme Corp",
  status: "new",
  source: "website_form",
  score: 75,
  assigned_to: null,
  created_at: "2026-03-10T14:30:00Z",
  updated_at: "2026-03-10T14:30:00Z",
};

const { lead_id: _, status: __, created_at: ___, updated_at: ____, ...given } = john;
/** The body that makes the lead which the reference shows as number 42. */
export const johnsBody = given;

const deal = {
  name: "Acme Corp - Managed Services",
  prospect_id: 55,
  stage: "discovery",
  value: 50000,
  expected_close_date: "2026-06-30",
  probability: 30,
  assigned_to: 5,
};

const call = {
  type: "call",
  subject: "Discovery call with Acme Corp",
  description: "Discuss current IT infrastructure and pain points",
  entity_type: "opportunity",
  entity_id: 78,
  assigned_to: 5,
  due_date: "2026-03-15T14:00:00Z",
  duration_minutes: 30,
};

const note = {
  entity_type: "lead",
  entity_id: 42,
  content: "Spoke with John. Interested in managed services for 50 endpoints.",
  is_pinned: false,
};

/** In the reference's order, but for converting, which changes the lead that the others name. */
export const replays: readonly Replay[] = [
  {
    call: "POST /widget/init",
    takes: ["POST /widget/init"],
    by: "public",
    body: { visitor_id: "v_abc123", page_url: "https://customer-site.com/support", referrer: "https://google.com" },
    status: 200,
    response: {
      success: true,
      session_id: expect.stringMatching(/^ws_/),
      greeting: "Hello! How can we help you today?",
      branding: {
        company_name: "Acme IT Solutions",
        primary_color: "#1FB6FF",
        logo_url: "https://cdn.valethon.com/logos/acme.png",
      },
    },
  },
  {
    call: "POST /widget/message",
    takes: ["POST /widget/init", "POST /widget/message"],
    by: "public",
    body: { session_id: "ws_98765", message: "I need help with my email" },
    status: 200,
    response: {
      success: true,
      response: {
        message: expect.stringMatching(/^I can help with email issues\. Could you describe the problem\?/),
        suggested_actions: ["Create ticket", "Check service status"],
      },
    },
  },
  {
    call: "GET /leads",
    takes: ["GET /leads"],
    by: "secret",
    status: 200,
    response: { success: true, data: [john], pagination: { page: 1, per_page: 25, total: 1, total_pages: 1 } },
  },
  {
    call: "POST /leads",
    takes: ["POST /leads"],
    by: "secret",
    body: {
      first_name: "Jane",
      last_name: "Smith",
      email: "jane@company.com",
      phone: "+1-555-9876",
      company_name: "Globex Corp",
      source: "website_form",
      form_type: "contact_us",
      raw_payload: {
        role: "IT Director",
        technicianCount: "11-25",
        industry: "MSP",
        message: "Looking for a PSA solution",
      },
    },
    status: 201,
    response: { success: true, data: { lead_id: 43, status: "new", created_at: "2026-03-13T10:00:00Z" } },
  },
  {
    call: "POST /opportunities",
    takes: ["POST /opportunities", "POST /prospects"],
    by: "secret",
    body: deal,
    status: 201,
    response: { success: true, data: { opportunity_id: id, ...deal } },
  },
  {
    call: "POST /activities",
    takes: ["POST /activities", "POST /opportunities", "POST /prospects"],
    by: "secret",
    body: call,
    status: 201,
    response: { success: true, data: { activity_id: id, ...call } },
  },
  {
    call: "POST /notes",
    takes: ["POST /notes"],
    by: "secret",
    body: note,
    status: 201,
    response: { success: true, data: { note_id: id, ...note } },
  },
  {
    call: "POST /webhooks",
    takes: ["POST /webhooks"],
    by: "secret",
    body: {
      url: "https://your-app.com/webhooks/crm",
      events: ["lead.created", "lead.converted", "opportunity.won"],
      secret: "your_webhook_secret",
    },
    status: 201,
    response: {
      success: true,
      data: {
        webhook_id: id,
        url: "https://your-app.com/webhooks/crm",
        events: ["lead.created", "lead.converted", "opportunity.won"],
      },
    },
  },
  {
    call: "GET /search?q=John",
    takes: ["GET /search"],
    by: "secret",
    status: 200,
    response: {
      success: true,
      data: {
        results: [
          { type: "lead", id: 42, title: "John Doe", subtitle: text, score: expect.any(Number), url: "/crm/leads/42" },
        ],
        total: 1,
      },
    },
  },
  {
    call: "POST /leads/42/convert",
    takes: ["POST /leads/{id}/convert"],
    by: "secret",
    body: {
      create_contact: true,
      create_prospect: true,
      create_opportunity: true,
      opportunity_name: "Acme Corp - Managed IT Services",
      opportunity_value: 50000,
    },
    status: 200,
    response: {
      success: true,
      data: { contact_id: id, prospect_id: id, opportunity_id: id, lead_status: "converted" },
    },
  },
];
