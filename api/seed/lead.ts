import { timestamp } from "../clock.ts";
import type { ScoreFacts } from "../conversations/leads/score.ts";
import type { Row } from "../kit/entity.ts";
import { normalise } from "../store/normalise.ts";
import type { Draw } from "./draw.ts";
import { drawCompany, drawPerson } from "./people.ts";

const day = 86_400_000;
/** How far back the oldest lead was made. */
export const seedSpanMs = 730 * day;

export interface Recipe {
  /** How many leads there will be in all. */
  readonly leads: number;
  /** When the newest is made, milliseconds. */
  readonly until: number;
  /** Whom leads may be assigned to, those first who get most; none when empty. */
  readonly owners: readonly number[];
}

export interface SeedLead {
  /** As a body of POST /leads would give them, with the moments and a status that only the API itself sets. */
  readonly values: Row;
  readonly deeds: Partial<ScoreFacts>;
}

const statuses = [
  ["new", 0.38],
  ["contacted", 0.22],
  ["qualified", 0.12],
  ["unqualified", 0.16],
  ["converted", 0.12],
] as const;

const sources = [
  ["website_form", 0.36],
  ["chat_widget", 0.26],
  ["api", 0.11],
  ["newsletter", 0.08],
  ["referral", 0.07],
  ["import", 0.06],
  ["webinar", 0.04],
  ["trade_show", 0.02],
] as const;

const formTypes: Readonly<Record<string, readonly string[]>> = {
  website_form: ["contact_us", "request_demo", "pricing"],
  chat_widget: ["chat", "prechat", "offline"],
  webinar: ["registration"],
};

const tags = [
  "vip",
  "msp",
  "renewal",
  "enterprise",
  "smb",
  "eu",
  "us",
  "apac",
  "priority",
  "nurture",
  "cold",
  "partner",
];
const industries = ["MSP", "Healthcare", "Legal", "Retail", "Education", "Finance"];
const campaigns = ["spring-launch", "msp-guide", "autumn-offer", "brand"];
const wishes = [
  "Looking for a PSA solution",
  "Need help with 50 endpoints",
  "What would managed backup cost us?",
  "Our server keeps going down",
];

/** The lead of this number, from 0: always the same for one recipe. Addresses are of domains that nobody can own. */
export function seedLead(number: number, recipe: Recipe, draw: Draw): SeedLead {
  const person = drawPerson(draw);
  const maybe = <T>(probability: number, value: T) => (draw.chance(probability) ? value : null);
  const company_name = maybe(0.78, drawCompany(draw));
  const source = draw.weighted(sources);
  const status = draw.weighted(statuses);
  const moments = drawMoments(number, recipe, status, draw);
  return {
    values: {
      first_name: maybe(0.97, person.first_name),
      last_name: maybe(0.93, person.last_name),
      email: emailOf(number, person, company_name),
      phone: maybe(0.55, person.phone),
      company_name,
      status,
      source,
      ...drawForm(source, moments.created_at, draw),
      assigned_to: drawOwner(recipe, draw),
      ...(draw.chance(0.06) ? { score: draw.below(101) } : {}),
      tags: drawTags(draw),
      ...moments,
    },
    deeds: drawDeeds(source, status, draw),
  };
}

const drawOwner = ({ owners }: Recipe, draw: Draw) =>
  owners.length > 0 && draw.chance(0.65) ? draw.early(owners) : null;

function drawTags(draw: Draw): string[] {
  if (draw.chance(0.6)) return [];
  return [...new Set([draw.early(tags), ...(draw.chance(0.4) ? [draw.pick(tags)] : [])])];
}

/** What the form or the chat brought along. */
function drawForm(source: string, at: string, draw: Draw): Row {
  const forms = formTypes[source];
  return {
    form_type: forms === undefined ? null : draw.early(forms),
    raw_payload: source === "website_form" ? drawPayload(draw) : null,
    attribution: ["website_form", "chat_widget"].includes(source) ? drawAttribution(at, draw) : {},
  };
}

/** Leads come one after another over the whole span, and those that somebody worked on changed some days later. */
function drawMoments(number: number, { leads, until }: Recipe, status: string, draw: Draw) {
  const step = seedSpanMs / leads;
  const created = until - seedSpanMs + step * (number + draw.below(1000) / 1000);
  const worked = status === "new" ? 0 : (1 + draw.below(1000) ** 2 / 40_000) * day;
  return { created_at: timestamp(created), updated_at: timestamp(Math.min(created + worked, until)) };
}

/** `.example` and example.org are reserved (RFC 2606): no mail to a lead of these ever reaches anybody. */
function emailOf(
  number: number,
  { first_name, last_name }: { first_name: string; last_name: string },
  company: string | null,
) {
  const local = [latin(first_name), latin(last_name), String(number + 1)].filter((part) => part !== "").join(".");
  const house = company === null ? "" : latin(company.split(" ").slice(0, 2).join(""));
  return `${local}@${house === "" ? "mail.example" : `${house}.example`}`;
}

const latin = (text: string) => normalise(text).replace(/[^a-z0-9]/g, "");

const drawPayload = (draw: Draw) => ({
  industry: draw.pick(industries),
  technicianCount: draw.pick(["1-10", "11-25", "26-100"]),
  message: draw.pick(wishes),
});

function drawAttribution(at: string, draw: Draw) {
  const utm = {
    utm_source: draw.chance(0.4) ? draw.pick(["google", "linkedin", "newsletter"]) : null,
    utm_medium: null,
    utm_campaign: draw.chance(0.3) ? draw.early(campaigns) : null,
    utm_term: null,
    utm_content: null,
  };
  const referrer = draw.chance(0.5) ? "https://www.google.com/" : null;
  const first = {
    landing_url: `https://www.acme.example/${draw.pick(["", "services", "blog"])}`,
    referrer,
    ...utm,
    at,
  };
  const last = { page_url: "https://www.acme.example/contact", title: "Contact", referrer, ...utm, at };
  return { first, last };
}

function drawDeeds(source: string, status: string, draw: Draw): Partial<ScoreFacts> {
  if (source !== "website_form" && source !== "chat_widget") return {};
  return {
    key_page: draw.chance(0.6),
    three_pages: draw.chance(0.4),
    returning: draw.chance(0.2),
    agent_replied: source === "chat_widget" && status !== "new",
  };
}
