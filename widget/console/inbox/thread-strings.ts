import { en } from "../../ui/locales/en.ts";
import type { Strings } from "../../ui/strings.ts";

/** The chat's texts as an agent reads them: the other side is the visitor. */
export const agentStrings: Strings & { readonly typing: string } = {
  ...en,
  typing: "{name} is typing",
  write: "Write a reply…",
  // Each sentence of the timeline comes whole, in the place of the name.
  joined: "{name}",
  closed: "The conversation was closed",
  reopened: "The conversation was reopened",
  ended: "The visitor ended the conversation",
  rated: "The visitor rated the conversation",
};
