/** The texts among these, as one line: what a search document is made of. */
export const words = (...parts: unknown[]) => parts.filter((part) => typeof part === "string").join(" ");
