import type { PersonalData } from "../records.ts";

type Counts = PersonalData["counts"];

/** What the API finds a person by, from what somebody typed: an email has an @, all else is a phone. */
export const selectorOf = (who: string) => (who.includes("@") ? { email: who } : { phone: who });

const words: readonly (readonly [name: keyof Counts, one: string, several: string])[] = [
  ["leads", "lead", "leads"],
  ["contacts", "contact", "contacts"],
  ["conversations", "conversation", "conversations"],
  ["messages", "message", "messages"],
  ["notes", "note", "notes"],
  ["activities", "activity", "activities"],
  ["sessions", "visit", "visits"],
];

/** How much there is, as the rest of "Of this person there …": `is 1 lead`, `are 2 leads and 1 note`. */
export function countsText(counts: Counts): string {
  const given = words.filter(([name]) => counts[name] > 0);
  const [first] = given;
  if (first === undefined) return "are traces in the log only";
  const parts = given.map(([name, one, several]) => `${counts[name]} ${counts[name] === 1 ? one : several}`);
  const verb = counts[first[0]] === 1 ? "is" : "are";
  return `${verb} ${new Intl.ListFormat("en", { type: "conjunction" }).format(parts)}`;
}
