/**
 * Whether a page of `origin` may use a key with these `allowed_origins` (as stored by `parseAllowedOrigin`).
 * An empty list is open to all, also to callers without an Origin. Otherwise scheme, host and port must be listed;
 * `https://*.example.com` stands for every host below example.com, at any depth, not for example.com itself.
 */
export function originAllowed(allowed: readonly string[], origin: string | null): boolean {
  if (allowed.length === 0) return true;
  // The browser's `null` (sandboxed frames, files) could be anybody.
  const url = origin === null ? null : parseOrigin(origin);
  if (url === null) return false;
  return allowed.some((entry) => entry === url.origin || matchesWildcard(entry, url));
}

/**
 * One entry of a key's `allowed_origins` in its stored form: scheme and host in lower case, default port left out,
 * international names in punycode. Null when it is not an origin, names more than an origin, or is too wide.
 */
export function parseAllowedOrigin(text: string): string | null {
  const trimmed = text.trim();
  const wildcard = /^https:\/\/\*\.(.+)$/i.exec(trimmed);
  if (wildcard === null) return parseOrigin(trimmed)?.origin ?? null;
  const below = parseOrigin(`https://${wildcard[1]}`);
  // One label would be a whole top-level domain; an address has nothing below it.
  if (below === null || !below.hostname.includes(".") || /^[\d.]+$|^\[/.test(below.hostname)) return null;
  return below.origin.replace("https://", "https://*.");
}

function matchesWildcard(entry: string, url: URL): boolean {
  if (!entry.startsWith("https://*.") || url.protocol !== "https:") return false;
  return url.host.endsWith(entry.slice("https://*".length)) && url.host.length > entry.length - "https://*".length;
}

function parseOrigin(text: string): URL | null {
  if (!/^https?:\/\/[^/?#@*\\\s]+\/?$/i.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}
