/** What fills the places of a canned reply; null is not known. */
export interface CannedValues {
  readonly "visitor.name": string | null;
  readonly "visitor.first_name": string | null;
  readonly "agent.name": string | null;
  readonly "company.name": string | null;
}

/** What stands in the text where a value is not known: it asks to be written over. */
const gaps: Readonly<Record<keyof CannedValues, string>> = {
  "visitor.name": "[name]",
  "visitor.first_name": "[first name]",
  "agent.name": "[your name]",
  "company.name": "[company]",
};

/** What the agent looks for: what follows a `/` at the text's end that begins a word; null when nothing does. */
export function slashQuery(text: string): string | null {
  return /(?:^|\s)\/([\w-]*)$/.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** The text with the reply in place of the `/` and what follows it. */
export function insertReply(text: string, reply: string): string {
  return `${text.replace(/\/[\w-]*$/, "")}${reply}`;
}

/** The reply with its places filled; what is not known stays as a gap. */
export function fillReply(body: string, values: CannedValues): string {
  return body.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (place, name: string) => {
    if (!Object.hasOwn(gaps, name)) return place;
    const known = name as keyof CannedValues;
    return values[known] ?? gaps[known];
  });
}

export interface Gap {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The first gap that is still to be filled, with its place in the text; null when there is none. */
export function firstGap(text: string): Gap | null {
  const found = Object.values(gaps)
    .map((gap) => ({ text: gap, start: text.indexOf(gap) }))
    .filter(({ start }) => start >= 0)
    .sort((one, other) => one.start - other.start);
  const [first] = found;
  return first === undefined ? null : { ...first, end: first.start + first.text.length };
}

interface Findable {
  readonly shortcut: string;
  readonly title: string;
}

/** Replies whose shortcut begins with what is looked for, then those that hold it or whose title does. */
export function findReplies<Reply extends Findable>(replies: readonly Reply[], query: string): readonly Reply[] {
  const starts = replies.filter(({ shortcut }) => shortcut.startsWith(query));
  const holds = ({ shortcut, title }: Reply) => shortcut.includes(query) || title.toLowerCase().includes(query);
  return [...starts, ...replies.filter((reply) => !starts.includes(reply) && holds(reply))];
}

/** The first word of a name. */
export const firstName = (name: string | null): string | null => name?.trim().split(/\s+/)[0] || null;
