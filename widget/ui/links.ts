import { html, type TemplateResult } from "lit";

export interface Link {
  readonly text: string;
  readonly href: string;
}

const candidate = /\b(?:https?:\/\/|mailto:|www\.)[^\s<>"]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/gi;
const safe = /^(?:https?|mailto):$/;

/** Cuts what a sentence put behind an address: punctuation, and brackets that were opened before it. */
function trimTail(text: string): string {
  let unopened = text.split(")").length - text.split("(").length;
  let end = text.length;
  while (end > 0) {
    const last = text.charAt(end - 1);
    const cut = last === ")" ? unopened-- > 0 : ".,;:!?'\"”’»…]}".includes(last);
    if (!cut) break;
    end--;
  }
  return text.slice(0, end);
}

function toHref(text: string): string | null {
  const address = /^www\./i.test(text)
    ? `https://${text}`
    : /^(?:https?|mailto):/i.test(text)
      ? text
      : `mailto:${text}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  return url && safe.test(url.protocol) ? url.href : null;
}

/** A message as a view renders it: its plain texts, and its links as such, which tell nothing of the page and vouch for none. */
export function linkify(message: string): (string | TemplateResult)[] {
  return splitLinks(message).map((part) =>
    typeof part === "string"
      ? part
      : html`<a href=${part.href} target="_blank" rel="noopener noreferrer nofollow ugc">${part.text}</a>`,
  );
}

/** Splits a message into plain texts and links (http, https, mailto only), in order, nothing lost. */
export function splitLinks(message: string): (string | Link)[] {
  const parts: (string | Link)[] = [];
  let end = 0;
  for (const match of message.matchAll(candidate)) {
    const text = trimTail(match[0]);
    const href = toHref(text);
    if (!href) continue;
    if (match.index > end) parts.push(message.slice(end, match.index));
    parts.push({ text, href });
    end = match.index + text.length;
  }
  if (end < message.length) parts.push(message.slice(end));
  return parts;
}
