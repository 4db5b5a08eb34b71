/** How well a document matches. Its score is that of the best tier it reaches. */
export interface Tier {
  readonly score: number;
  /** How many of a document's fields are looked at: its title, its subtitle, its other words. */
  readonly fields: 1 | 2 | 3;
  /** `whole`: the title says just this. `exact`: every word stands in the fields. `prefix`: as a word's beginning. */
  readonly match: "whole" | "exact" | "prefix";
}

/** What `search` finds in lists too: every word as a prefix, anywhere. */
export const widestTier: Tier = { score: 0.4, fields: 3, match: "prefix" };

/** Best first. Within a tier the newest record stands first. */
export const tiers: readonly Tier[] = [
  { score: 1, fields: 1, match: "whole" },
  { score: 0.95, fields: 1, match: "exact" },
  { score: 0.85, fields: 1, match: "prefix" },
  { score: 0.75, fields: 2, match: "exact" },
  { score: 0.65, fields: 2, match: "prefix" },
  { score: 0.5, fields: 3, match: "exact" },
  widestTier,
];
