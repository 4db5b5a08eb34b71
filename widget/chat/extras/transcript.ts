import type { ThreadItem } from "../../state/types.ts";
import type { Strings } from "../../ui/strings.ts";

/** The thread as plain text, one message after another with time and author. */
export function toTranscript(items: readonly ThreadItem[], strings: Strings, locale: string, company: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short" });
  return items
    .filter(({ type }) => type === "message")
    .map((item) => {
      const name = item.own ? strings.you : (item.sender.name ?? company);
      return `[${format.format(new Date(item.createdAt))}] ${name}: ${item.body}\n`;
    })
    .join("");
}

/** Offers a text as a file. A sandboxed frame may refuse it silently. */
export function downloadText(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
