import { z } from "zod";

/** The address of a website as it is kept: one without a scheme gets https. Empty text counts as null. */
export const website = z
  .string()
  .trim()
  .max(2000)
  .transform((text, context) => {
    if (text === "") return null;
    if (hostOf(text) !== null) return withScheme(text);
    context.addIssue("use a website's address, for example https://example.com");
    return z.NEVER;
  })
  .nullable();

/** A domain as it is kept and compared; a whole address stands for its own. Empty text counts as null. */
export const domain = z
  .string()
  .trim()
  .max(2000)
  .transform((text, context) => {
    if (text === "") return null;
    const host = hostOf(text);
    if (host !== null) return host;
    context.addIssue("use a domain, for example example.com");
    return z.NEVER;
  })
  .nullable();

/** The host of a website in lower case and without www., as browsers ask for it (IDNA); null where there is none. */
export function hostOf(text: string | null): string | null {
  if (text === null || /[\s\p{Cc}]/u.test(text)) return null;
  const url = URL.parse(withScheme(text));
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.username !== "") return null;
  const host = url.hostname.replace(/\.$/, "").replace(/^www\.(?=.+\.)/, "");
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(host) ? host : null;
}

/** `//example.com` has the scheme of its page. */
const withScheme = (text: string) => (hasScheme(text) ? text : `https://${text.replace(/^\/\//, "")}`);

const hasScheme = (text: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
