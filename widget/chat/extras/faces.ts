import { html, nothing, type TemplateResult } from "lit";
import type { ChatSnapshot } from "../../state/types.ts";

/** As many stand beside the logo. */
const most = 3;

/** Who answers: whoever spoke in this thread first, the last of them in front, then who else of the team is there. */
export function facesOf({ items, team, status }: Pick<ChatSnapshot, "items" | "team" | "status">): readonly string[] {
  if (status !== "online") return [];
  const spoke = items.flatMap(({ sender }) => (sender.kind === "agent" && sender.name ? [sender.name] : []));
  const there = team?.agents.map(({ name }) => name) ?? [];
  return [...new Set([...spoke.toReversed(), ...there])].slice(0, most);
}

/** "Olive Owner" is OO, "Ada" is A. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = "") => [...word][0]?.toUpperCase() ?? "").join("");
}

/** Overlapping initials, with the names for who cannot see them. */
export function faces(names: readonly string[], locale: string): TemplateResult | typeof nothing {
  if (!names.length) return nothing;
  return html`<div class="faces" role="img" aria-label=${new Intl.ListFormat(locale).format(names)}>${names.map(
    (name) => html`<span>${initialsOf(name)}</span>`,
  )}</div>`;
}
