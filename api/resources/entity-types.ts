/** What an activity or a custom field can belong to. */
export const entityTypes = ["lead", "contact", "opportunity", "prospect"] as const;
export type EntityType = (typeof entityTypes)[number];

/** What a note can be about: a conversation too, whose notes the team reads and its visitor never does. */
export const notedTypes = [...entityTypes, "conversation"] as const;
export type NotedType = (typeof notedTypes)[number];
