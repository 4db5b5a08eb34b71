/** What an activity, a note or a custom field can belong to. */
export const entityTypes = ["lead", "contact", "opportunity", "prospect"] as const;
export type EntityType = (typeof entityTypes)[number];
