import type { Attribution, TrailPage } from "./attribution.schema.ts";

/** Names of query values that never reach the database (R11), and their common spellings. */
const secretWords = new Set([
  "token",
  "key",
  "apikey",
  "password",
  "passwd",
  "pwd",
  "session",
  "sessionid",
  "code",
  "email",
  "mail",
  "secret",
  "jwt",
]);
const utmNames = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"] as const;
const longestUrl = 2048;
const longestUtm = 200;
const longestTitle = 300;
const trailPages = 50;
const trailMilliseconds = 30 * 24 * 60 * 60 * 1000;
const trailPauseMilliseconds = 2000;

type Utm = Readonly<Record<(typeof utmNames)[number], string | null>>;

/** A page as the browser reports it, still with everything in its address. */
export interface PageView {
  readonly page_url?: string | null | undefined;
  readonly page_title?: string | null | undefined;
  readonly referrer?: string | null | undefined;
}

/**
 * The address without fragment, user name, password and query values that may be secret (R11).
 * Returns null for what is not an http or https address.
 */
export function stripUrl(text: string | null | undefined): string | null {
  const url = parseHttpUrl(text);
  if (!url) return null;
  url.hash = "";
  url.username = "";
  url.password = "";
  for (const [name, value] of [...url.searchParams]) {
    if (isSecret(name, value)) url.searchParams.delete(name);
  }
  if (url.href.length > longestUrl) url.search = "";
  return url.href.slice(0, longestUrl);
}

/**
 * Adds a touch: the first stays as it was, the last is replaced. An unknown page changes nothing once there is a first. A
 * message tells its page's address alone: what was known of that page stays.
 */
export function withTouch(attribution: Attribution, view: PageView, at: string): Attribution {
  const pageUrl = stripUrl(view.page_url);
  if (attribution.first && !pageUrl) return attribution;
  const referrer = stripUrl(view.referrer);
  const utm = readUtm(pageUrl);
  const known = attribution.last?.page_url === pageUrl ? attribution.last : undefined;
  const title = cleanTitle(view.page_title) ?? known?.title ?? null;
  return {
    first: attribution.first ?? { landing_url: pageUrl, referrer, ...utm, at },
    last: { page_url: pageUrl, title, referrer: referrer ?? known?.referrer ?? null, ...utm, at },
  };
}

/**
 * Adds a page to the trail: at most 50 pages, none older than 30 days (R12).
 * Returns null when nothing is to be stored: no address, or less than 2 s since the last page.
 */
export function withPage(trail: readonly TrailPage[], view: PageView, at: string): readonly TrailPage[] | null {
  const pageUrl = stripUrl(view.page_url);
  if (!pageUrl) return null;
  const last = trail.at(-1);
  const now = Date.parse(at);
  if (last && now - Date.parse(last.at) < trailPauseMilliseconds) return null;
  // A reload of the page that is already last moves its time; it is not another page.
  const earlier = last?.page_url === pageUrl ? trail.slice(0, -1) : trail;
  const page: TrailPage = { page_url: pageUrl, page_title: cleanTitle(view.page_title), at };
  return recentPages([...earlier, page], at).slice(-trailPages);
}

/** The pages of the last 30 days: a trail that nothing is added to grows old as it stands (R12). */
export function recentPages(trail: readonly TrailPage[], at: string): readonly TrailPage[] {
  const now = Date.parse(at);
  return trail.filter((page) => now - Date.parse(page.at) <= trailMilliseconds);
}

/** What is known of one person from two browsers: the earliest first touch, the latest last one. */
export function mergeAttribution(one: Attribution, other: Attribution): Attribution {
  const [first] = [one.first, other.first].filter((touch) => touch !== undefined).sort((a, b) => earlier(a, b));
  const [last] = [one.last, other.last].filter((touch) => touch !== undefined).sort((a, b) => earlier(b, a));
  return { ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }) };
}

/** The latest pages of two browsers, in the order in which they were seen. */
export function mergeTrails(one: readonly TrailPage[], other: readonly TrailPage[]): readonly TrailPage[] {
  return [...one, ...other].sort(earlier).slice(-trailPages);
}

const earlier = (a: { readonly at: string }, b: { readonly at: string }) => a.at.localeCompare(b.at);

function parseHttpUrl(text: string | null | undefined): URL | null {
  if (!text) return null;
  const url = URL.parse(text);
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url : null;
}

/** Whether a named value may be a secret, or says who somebody is: neither is kept of addresses and of what pages tell. */
export const isSecret = (name: string, value: string): boolean => isSecretName(name) || holdsSecret(value);

function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
  return words.some((word) => secretWords.has(word));
}

/** An address of a person, or an address of a page that itself carries a secret (`?next=/reset?token=…`). */
function holdsSecret(value: string): boolean {
  if (/[^\s@]@[^\s@]+\.[^\s@]/.test(value)) return true;
  return [...decoded(value).matchAll(/([A-Za-z_.-]+)=/g)].some(([, name]) => isSecretName(name ?? ""));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function readUtm(pageUrl: string | null): Utm {
  const query = pageUrl ? new URL(pageUrl).searchParams : new URLSearchParams();
  const value = (name: (typeof utmNames)[number]) => query.get(name)?.slice(0, longestUtm) || null;
  return {
    utm_source: value("utm_source"),
    utm_medium: value("utm_medium"),
    utm_campaign: value("utm_campaign"),
    utm_term: value("utm_term"),
    utm_content: value("utm_content"),
  };
}

function cleanTitle(title: string | null | undefined): string | null {
  return title?.replaceAll("\0", "").trim().slice(0, longestTitle).toWellFormed() || null;
}
