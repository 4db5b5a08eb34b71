import type { ChatSnapshot, ThreadItem } from "../../state/types.ts";
import type { GivenOptions } from "../config.ts";
import type { Field, FieldName } from "./fields.ts";

/** What stands in the composer's place before a conversation begins; `wait`: nothing, until it is known what. */
export type First = "consent" | "wait" | "prechat" | "offline" | null;

export interface Circumstances {
  /** Whether the visitor has agreed, or nobody asks for it. */
  readonly agreed: boolean;
  /** Whether the current conversation has begun. */
  readonly begun: boolean;
  /** Whether it is known what this browser's visitor said before, and who that is. */
  readonly known: boolean;
  readonly contactKnown: boolean;
  /** Null: it is not known yet. */
  readonly away: boolean | null;
}

/** The page's and the owner's wishes, against how things are. */
export function asksFirst({ prechat, offline }: Pick<GivenOptions, "prechat" | "offline">, now: Circumstances): First {
  if (!now.agreed) return "consent";
  const form = offline === "form";
  const before = now.contactKnown ? undefined : prechat && (prechat.when === "offline" ? "away" : "always");
  if (now.begun || !(form || before)) return null;
  return now.known ? choose(form, before, now.away) : "wait";
}

function choose(form: boolean, before: "away" | "always" | undefined, away: boolean | null): First {
  if (away === null && (form || before === "away")) return "wait";
  if (form && away) return "offline";
  return before === "always" || (before && away) ? "prechat" : null;
}

/**
 * Whether nobody answers just now: outside the business hours, or when nobody is signed in. Null: it is not known yet.
 * `silent`: nobody is asked before the visitor acts, or what was asked brought no answer; then one may write.
 */
export function isAway({ team, status, connection }: ChatSnapshot, silent: boolean): boolean | null {
  if (team) return status === "offline" || !team.business_hours.open;
  // What is written while the server cannot be reached goes out later.
  return connection === "offline" || silent ? false : null;
}

/** What was said since the last chat was ended. */
export const current = (items: readonly ThreadItem[]): readonly ThreadItem[] =>
  items.slice(items.findLastIndex(({ type }) => type === "ended") + 1);

const names: ReadonlySet<unknown> = new Set<FieldName>(["name", "email", "phone", "company"]);
/** Without an email or phone there is nobody to answer to. */
const reaches = (name: FieldName): boolean => name === "email" || name === "phone";

const defaults: readonly Field[] = [
  { name: "name", required: false },
  { name: "email", required: true },
];

/** The form before the chat as the page wants it; null for what is none. */
function read({ fields = defaults, when = "always" }: Record<string, unknown>): readonly Field[] | null {
  if (!Array.isArray(fields) || fields.length === 0 || !/^(always|offline)$/.test(`${when}`)) return null;
  const said = fields.map((field: unknown) => (typeof field === "string" ? { name: field } : Object(field)));
  if (said.some(({ name }) => !names.has(name)) || new Set(said.map(({ name }) => name)).size < said.length)
    return null;
  return said.map(({ name, required = reaches(name) }) => ({ name, required: required === true }));
}

/** The fields of the form before the chat; where the page names others than there are, the usual ones. */
export function fieldsOf(prechat: unknown, warn: (message: string) => void): readonly Field[] {
  const fields = read(Object(prechat));
  if (!fields) warn('option "prechat" is not valid.');
  return fields ?? defaults;
}
