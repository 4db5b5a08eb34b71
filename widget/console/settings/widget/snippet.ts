import type { ApiKey } from "../../records.ts";

/** The code that puts the widget with a key's settings on a website: one script, one request. */
export function snippet(origin: string, key: string): string {
  return `<script src="${origin}/widget/chat.js?key=${key}" async></script>`;
}

/** What stands for a key that is not known whole. */
export const shortKey = ({ prefix, last4 }: Pick<ApiKey, "prefix" | "last4">): string => `${prefix}…${last4}`;

/** Whether a text that somebody pasted can be this key. */
export function isKey({ prefix, last4 }: Pick<ApiKey, "prefix" | "last4">, text: string): boolean {
  return text.startsWith(prefix) && text.endsWith(last4) && /^pk_(live|test)_\w{36}$/.test(text);
}
