import type { Tag } from "./document.ts";

/** The section in which every event is told, one by one. */
export const eventTypes: Tag = {
  name: "Event types",
  description:
    "What each event says: to a webhook as the body of a POST, to `GET /events` without `signature`. `data` may gain fields at any time: ignore those you do not know.",
};

const signIn: Tag = {
  name: "Sign-in",
  description:
    "How people sign in to the console, choose a password by a link, and change their own account. Integrations use API keys instead.",
};

/** Sections of the docs by a path's first segment, in reading order. */
const sections: Readonly<Record<string, Tag>> = {
  widget: {
    name: "Chat widget",
    description:
      "What the chat on a website calls, with a public key. The embed script does all of this for you; use these calls to build a chat of your own. The `session_id` is the visitor's only credential: keep it on his device and out of addresses and logs.",
  },
  conversations: {
    name: "Conversations",
    description:
      "What visitors and agents said. A secret key speaks as an agent: use it to answer from your own system, or to build a bot.",
  },
  visitors: {
    name: "Visitors",
    description: "Who is on your websites now, as far as the chat knows.",
  },
  "canned-replies": {
    name: "Canned replies",
    description: "What the team keeps ready to say, with places for the visitor's name and the agent's.",
  },
  leads: {
    name: "Leads",
    description: "People who may become customers: from the chat, from a form of yours, or from this API.",
  },
  imports: {
    name: "Imports",
    description: "Files of leads on their way in: progress, and what was wrong with which row.",
  },
  opportunities: { name: "Opportunities", description: "Deals on their way through the pipeline." },
  pipeline: { name: "Pipeline", description: "The stages that opportunities go through." },
  people: { name: "People", description: "Contacts: people you do business with." },
  prospects: { name: "Prospects", description: "Companies that may become customers." },
  companies: { name: "Companies", description: "Prospects that became customers." },
  activities: { name: "Activities", description: "Calls, emails, meetings and tasks, each about one record." },
  notes: { name: "Notes", description: "Markdown notes on any record; pinned ones come first." },
  "custom-fields": { name: "Custom fields", description: "Fields of your own on the CRM's records." },
  search: { name: "Search", description: "One question to all records." },
  reports: {
    name: "Reports",
    description:
      "How it goes: conversations, first replies, ratings, leads and what became of them, by day, week or month.",
  },
  events: {
    name: "Events",
    description:
      "One ordered log of everything that happened. Store `next_after` of each answer and send it as `after`; go on at once while `more` is true. Nothing is missed, and nothing comes twice.",
  },
  webhooks: {
    name: "Webhooks",
    description:
      "Addresses of yours that hear of events: what each listens to, what was sent to it and what came back, tests and replays.",
  },
  "event-types": eventTypes,
  batch: {
    name: "Batch",
    description:
      "Many calls in one request: one round trip instead of a hundred, each call as safe and as counted as alone.",
  },
  employees: {
    name: "Employees",
    description: "The people who work in the console; `assigned_to` is one of their ids.",
  },
  "api-keys": { name: "API keys", description: "Keys of websites and servers. Only console admins manage them." },
  settings: { name: "Settings", description: "What site owners set in the console." },
  "personal-data": {
    name: "Personal data",
    description: "What is kept of one person: to hand it out, and to erase it. For the console's admins and owners.",
  },
  "audit-log": { name: "Audit log", description: "Who did what: sign-ins and deeds of administration." },
  reset: { name: "Test data", description: "Wiping the test space." },
  session: signIn,
  profile: signIn,
  welcome: signIn,
  setup: { name: "First run", description: "Makes the first owner, once, with the token of the set-up link." },
};

const order = Object.values(sections).map(({ name }) => name);

/** The section an operation stands in. */
export function tagOf(path: string): Tag {
  const segment = path.split("/")[1] ?? "";
  const words = segment.replaceAll("-", " ");
  return sections[segment] ?? { name: words.charAt(0).toUpperCase() + words.slice(1) };
}

/** Sections in reading order; those nobody foresaw come last, by name. */
export function compareTags(a: Tag, b: Tag): number {
  const place = ({ name }: Tag) => (order.includes(name) ? order.indexOf(name) : order.length);
  return place(a) - place(b) || a.name.localeCompare(b.name);
}
