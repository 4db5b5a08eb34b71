import type { EventName } from "../../../../api/events/names.ts";

/** The events by what they are about, as somebody who chooses them looks for them. */
export const eventGroups: readonly (readonly [
  subject: string,
  label: string,
  events: readonly (readonly [EventName, string])[],
])[] = [
  [
    "lead",
    "Leads",
    [
      ["lead.created", "Created"],
      ["lead.updated", "Updated"],
      ["lead.assigned", "Assigned"],
      ["lead.converted", "Converted"],
      ["lead.deleted", "Deleted"],
    ],
  ],
  [
    "conversation",
    "Conversations",
    [
      ["conversation.started", "Started"],
      ["conversation.message", "Message"],
      ["conversation.assigned", "Assigned"],
      ["conversation.ended", "Ended"],
      ["conversation.reopened", "Reopened"],
      ["conversation.lead_linked", "Lead linked"],
      ["conversation.contact_linked", "Person linked"],
      ["conversation.blocked", "Visitor blocked"],
      ["conversation.unblocked", "Visitor unblocked"],
    ],
  ],
  [
    "contact",
    "People",
    [
      ["contact.created", "Created"],
      ["contact.updated", "Updated"],
      ["contact.deleted", "Deleted"],
    ],
  ],
  [
    "opportunity",
    "Opportunities",
    [
      ["opportunity.created", "Created"],
      ["opportunity.updated", "Updated"],
      ["opportunity.stage_changed", "Stage changed"],
      ["opportunity.won", "Won"],
      ["opportunity.lost", "Lost"],
      ["opportunity.deleted", "Deleted"],
    ],
  ],
  [
    "prospect",
    "Prospects",
    [
      ["prospect.created", "Created"],
      ["prospect.updated", "Updated"],
      ["prospect.converted", "Converted"],
      ["prospect.deleted", "Deleted"],
    ],
  ],
  [
    "activity",
    "Activities",
    [
      ["activity.created", "Created"],
      ["activity.completed", "Completed"],
    ],
  ],
  ["note", "Notes", [["note.created", "Created"]]],
];

/** Every event once, in the order of the groups. */
export const everyEvent: readonly EventName[] = eventGroups.flatMap(([, , events]) => events.map(([name]) => name));

/** Whether these patterns listen to all of a subject, also to what it may yet get. */
export function listensToAll(patterns: readonly string[], subject: string): boolean {
  return patterns.includes("*") || patterns.includes(`${subject}.*`);
}

/** The patterns with all of a subject turned on or off. */
export function withSubject(patterns: readonly string[], subject: string, on: boolean): readonly string[] {
  const others = spelledOut(patterns).filter((pattern) => !pattern.startsWith(`${subject}.`));
  return on ? inOrder([...others, `${subject}.*`]) : others;
}

/** The patterns with these events of a subject, each by its name. */
export function withEvents(patterns: readonly string[], subject: string, events: readonly string[]): readonly string[] {
  const others = spelledOut(patterns).filter((pattern) => !pattern.startsWith(`${subject}.`));
  return inOrder([...others, ...events]);
}

/** What is ticked of a subject. */
export function ticked(patterns: readonly string[], subject: string): readonly string[] {
  const events = everyEvent.filter((name) => name.startsWith(`${subject}.`));
  return listensToAll(patterns, subject) ? events : events.filter((name) => patterns.includes(name));
}

/** What a webhook listens to in a few words. */
export function eventsText(patterns: readonly string[]): string {
  if (patterns.includes("*")) return "Every event";
  const named = patterns.map((pattern) => {
    const [subject = ""] = pattern.split(".");
    const label = eventGroups.find(([one]) => one === subject)?.[1] ?? subject;
    return pattern.endsWith(".*") ? `all of ${label.toLowerCase()}` : pattern;
  });
  const [first, second, ...others] = named;
  return others.length === 0
    ? [first, second].filter(Boolean).join(", ")
    : `${first}, ${second} and ${others.length} more`;
}

/** `*` as all its subjects, so that one of them can be taken away. */
function spelledOut(patterns: readonly string[]): readonly string[] {
  return patterns.includes("*") ? eventGroups.map(([subject]) => `${subject}.*`) : patterns;
}

function inOrder(patterns: readonly string[]): readonly string[] {
  const places = eventGroups.flatMap(([subject, , events]) => [
    `${subject}.*`,
    ...events.map(([name]) => name as string),
  ]);
  return places.filter((place) => patterns.includes(place));
}
