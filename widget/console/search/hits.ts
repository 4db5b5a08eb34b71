import type { IconName } from "../icons.ts";
import type { FoundLead } from "../records.ts";

/** What GET /search finds, of any type. */
export type Hit = FoundLead;
export type HitType = Hit["type"];

/** How each type is called. */
export const hitTypes = {
  lead: { many: "Leads", icon: "leads" },
  contact: { many: "People", icon: "person" },
  conversation: { many: "Conversations", icon: "chat" },
  opportunity: { many: "Opportunities", icon: "pipeline" },
  prospect: { many: "Prospects", icon: "company" },
  company: { many: "Companies", icon: "company" },
  activity: { many: "Activities", icon: "task" },
  note: { many: "Notes", icon: "note" },
} as const satisfies Readonly<Record<HitType, { many: string; icon: IconName }>>;

// The keys of an object are typed as any text. Companies are typed too, as what records may be about, but not searched.
export const allTypes = (Object.keys(hitTypes) as HitType[]).filter((type) => type !== "company");

/** Hits by their type; the type whose best hit is best comes first, as the answer has it. */
export function groupHits(hits: readonly Hit[]): { readonly type: HitType; readonly hits: readonly Hit[] }[] {
  const groups = new Map<HitType, Hit[]>();
  for (const hit of hits) groups.set(hit.type, [...(groups.get(hit.type) ?? []), hit]);
  return [...groups].map(([type, own]) => ({ type, hits: own }));
}

export interface Part {
  readonly text: string;
  readonly isMatch: boolean;
}

/** A text in parts, those that matched among them. Ranges come in order and do not overlap. */
export function partsOf(text: string, ranges: readonly (readonly [number, number])[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    parts.push({ text: text.slice(at, start), isMatch: false }, { text: text.slice(start, end), isMatch: true });
    at = end;
  }
  return [...parts, { text: text.slice(at), isMatch: false }].filter((part) => part.text !== "");
}

/** The two lines of a hit, with what matched: in place of the subtitle where neither of them has it. */
export function linesOf({ title, subtitle, highlight }: Hit): { readonly title: Part[]; readonly below: Part[] } {
  const { field, text, ranges } = highlight;
  const marked = partsOf(text, ranges);
  if (field === "title" && text === title) return { title: marked, below: partsOf(subtitle, []) };
  return { title: partsOf(title, []), below: text === title ? partsOf(subtitle, []) : marked };
}

/** The page of all hits. */
export const searchHref = (q: string, more: Readonly<Record<string, string>> = {}): string =>
  `/crm/search?${new URLSearchParams({ q, ...more })}`;
