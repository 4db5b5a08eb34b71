/** What the extras tell the page of, by events of the panel that the followers pass on. */
export const pageEvents = ["prechat:submitted", "offline:submitted"] as const;
