import type { IconName } from "../icons.ts";
import type { Employee } from "../records.ts";
import { sections } from "../routes.ts";
import { settingsGroups } from "../settings/sections.ts";

/** A place to go to without searching for a record. */
export interface Action {
  readonly label: string;
  readonly href: string;
  readonly icon: IconName;
  /** What else it is looked for by. */
  readonly words: string;
}

/** Where this person can go: the pages of the navigation, and the settings that the role may see. */
export function actionsFor(role: Employee["role"]): readonly Action[] {
  const pages = sections.map(({ path, label, icon }) => ({ label: `Go to ${label}`, href: path, icon, words: "" }));
  const settings = settingsGroups(role).flatMap((group) => group.sections);
  return [
    ...pages,
    ...settings.map(({ path, label, about }) => ({
      ...{ label: `Settings: ${label}`, href: path, words: about },
      icon: "settings" as const,
    })),
  ];
}

/** Those in which a word begins with each word of the query. */
export function matchingActions(actions: readonly Action[], query: string): readonly Action[] {
  const wanted = wordsOf(query);
  if (wanted.length === 0) return actions;
  return actions.filter(({ label, words }) => {
    const own = wordsOf(`${label} ${words}`);
    return wanted.every((word) => own.some((one) => one.startsWith(word)));
  });
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
