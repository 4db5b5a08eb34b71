import { type OpenApiDocument, resolve, type Schema } from "./document.ts";

/** Values a reader recognises, by the name of the field; the same person and company in every example. */
const familiar: Readonly<Record<string, unknown>> = {
  first_name: "Jane",
  last_name: "Smith",
  name: "Jane Smith",
  visitor_name: "Jane Smith",
  email: "jane@company.com",
  phone: "+1-555-9876",
  company: "Globex Corp",
  company_name: "Globex Corp",
  website: "https://www.globex.example",
  domain: "globex.example",
  industry: "Managed services",
  employee_count: 120,
  address: "1 Main Street, Springfield",
  password: "correct horse battery staple",
  source: "website_form",
  form_type: "contact_us",
  subject: "Discovery call with Globex Corp",
  content: "Spoke with Jane. Interested in managed services for 50 endpoints.",
  message: "I need help with my email",
  body: "I need help with my email",
  last_message: "I need help with my email",
  "response.message": "I can help with email issues. Could you describe the problem?",
  "services.name": "Email",
  "services.state": "operational",
  comment: "Quick and friendly, thank you.",
  greeting: "Hello! How can we help you today?",
  suggested_actions: ["Create ticket", "Check service status"],
  page_url: "https://customer-site.com/support",
  page_title: "Support",
  referrer: "https://google.com",
  logo_url: "https://cdn.example.com/logo.png",
  primary_color: "#1FB6FF",
  locale: "en-US",
  timezone: "America/New_York",
  user_agent: "Mozilla/5.0",
  session_id: "ws_98765",
  widget_session_id: 98765,
  visitor_id: "v_abc123",
  client_id: "c_4f9b2a71",
  epoch: "6f1d2c3b",
  csrf_token: "9tYkQ0…",
  token: "…",
  tags: ["msp"],
  custom_fields: {},
  raw_payload: { message: "Looking for a PSA solution" },
  event: "lead.created",
  event_id: 1187,
  lead_id: 42,
  contact_id: 201,
  prospect_id: 55,
  company_id: 12,
  opportunity_id: 78,
  "opportunities.name": "Globex Corp - Managed Services",
  "prospect.name": "Globex Corp",
  "opportunity.name": "Acme Corp - Managed Services",
  "stages.key": "discovery",
  "stages.label": "Discovery",
  "stages.probability": 30,
  "stages.position": 1,
  stage: "discovery",
  previous_stage: "discovery",
  value: 50_000,
  currency: "USD",
  probability: 30,
  weighted_value: 15_000,
  expected_close_date: "2026-06-30",
  conversation_id: 310,
  message_id: 5120,
  activity_id: 96,
  note_id: 17,
  employee_id: 5,
  assigned_to: 5,
  score: 75,
  reason: "email",
  label: "Email known",
  points: 20,
  tenant: "acme",
  author_name: "Sam Rivera",
  "employee.name": "Sam Rivera",
  "employee.email": "sam@acme.example",
  "data.author_name": "Sam Rivera",
  description: "Discuss current IT infrastructure and pain points",
  due_date: "2026-03-15T14:00:00Z",
  duration_minutes: 30,
  entity_type: "lead",
  entity_id: 42,
  rating: 5,
  seq: 3,
  head: 3,
  page: 1,
  per_page: 25,
  total: 150,
  total_pages: 6,
  title: "IT Director",
  timestamp: "2026-03-10T14:30:00Z",
};

/** Fields that are null in the life of most records. */
const usuallyNull =
  /^(deleted_at|converted_at|merged_into|previous_\w+|next_cursor|incident|ended_at|raw_payload|phone_e164)$/;

/** Deeper than this nobody reads an example. */
const deepest = 8;

/**
 * An example of what a schema describes. `given` are values that win over all others, by field name: an answer then
 * speaks of what its request sent.
 */
export function exampleOf(
  document: OpenApiDocument,
  schema: Schema,
  given: Readonly<Record<string, unknown>> = {},
): unknown {
  return build(schema, { document, given, depth: 0, name: "", parent: "" });
}

interface Place {
  readonly document: OpenApiDocument;
  readonly given: Readonly<Record<string, unknown>>;
  readonly depth: number;
  readonly name: string;
  /** The property around this one. */
  readonly parent: string;
}

function build(raw: Schema, place: Place): unknown {
  const schema = resolve<Schema>(place.document, raw as Schema);
  if (schema.const !== undefined) return schema.const;
  const known = knownValue(schema, place);
  if (known !== undefined) return known;
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first !== undefined) return build(first, place);
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((part) => build(part, place)));
  return byType(schema, place);
}

function knownValue(schema: Schema, { given, name, parent }: Place): unknown {
  if (usuallyNull.test(name) && allows(schema, "null")) return null;
  const ours = familiar[`${parent}.${name}`] ?? familiar[name];
  for (const value of [given[name], schema.examples?.[0], schema.default, schema.enum?.[0], ours]) {
    if (value !== undefined && value !== null && fits(schema, value)) return value;
  }
  return undefined;
}

/** A sample is only shown where the schema allows it. */
function fits(schema: Schema, value: unknown): boolean {
  if (schema.enum !== undefined) return schema.enum.includes(value);
  if (Array.isArray(value)) return allows(schema, "array") && schema.items !== false && isPlain(schema.items, value[0]);
  if (typeof value === "object") return allows(schema, "object") && schema.properties === undefined;
  if (typeof value === "number")
    return (allows(schema, "integer") || allows(schema, "number")) && inBounds(schema, value);
  return allows(schema, typeof value);
}

const isPlain = (items: Schema | undefined, value: unknown) => items !== undefined && allows(items, typeof value);

const inBounds = ({ minimum = -Infinity, maximum = Infinity }: Schema, value: number) =>
  value >= minimum && value <= maximum;

const typesOf = ({ type }: Schema): readonly string[] =>
  type === undefined ? [] : typeof type === "string" ? [type] : type;

const allows = (schema: Schema, type: string) =>
  typesOf(schema).includes(type) || schema.anyOf?.some((part) => part.type === type) === true;

function byType(schema: Schema, place: Place): unknown {
  switch (typesOf(schema)[0]) {
    case "object":
      return objectOf(schema, place);
    case "array":
      return listOf(schema, place);
    case "integer":
    case "number":
      return schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1);
    case "boolean":
      return false;
    case "string":
      return textOf(schema, place.name);
    default:
      return null;
  }
}

function objectOf({ properties = {} }: Schema, place: Place): unknown {
  if (place.depth >= deepest) return {};
  const below = { ...place, depth: place.depth + 1, parent: place.name };
  return Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, build(part, { ...below, name })]));
}

function listOf({ items, prefixItems }: Schema, place: Place): unknown[] {
  const below = { ...place, depth: place.depth + 1 };
  if (prefixItems !== undefined) return prefixItems.map((part) => build(part, below));
  return items === undefined || items === false ? [] : [build(items, below)];
}

function textOf({ format }: Schema, name: string): string {
  if (format === "email") return "jane@company.com";
  if (format === "uri") return "https://example.com";
  if (format === "date") return "2026-03-10";
  if (format === "date-time" || /(^|_)(at|until|since|after|before)$/.test(name)) return "2026-03-10T14:30:00Z";
  return "…";
}
