import type { WidgetStatus } from "../../api/conversations/widget-status.schema.ts";
import type { WidgetOptions } from "./config.ts";

/** Adds where a run of stars can end that begins `at`; where another has come, that one came further too. */
function pass(stars: string, path: string, at: number, ends: Set<number>): void {
  for (let end = at; end <= path.length && !ends.has(end); end++) {
    ends.add(end);
    if (!stars[1] && path[end] === "/") return;
  }
}

/** `*` stands for anything but a slash, `**` for anything. By sets of places, since a pattern could take for ever. */
function fits(glob: string, path: string): boolean {
  let reached = new Set([0]);
  for (const part of glob.split(/(\*+)/)) {
    const ends = new Set<number>();
    for (const at of reached) {
      if (part[0] === "*") pass(part, path, at, ends);
      else if (path.startsWith(part, at)) ends.add(at + part.length);
    }
    reached = ends;
  }
  return reached.has(path.length);
}

/** Whether the chat shows on a path of the site. */
export function isShownOn(path: string, { show, hide }: WidgetOptions["pages"] = {}): boolean {
  const isAmong = (globs: unknown) => [globs].flat().some((glob) => typeof glob === "string" && fits(glob, path));
  return !isAmong(hide) && (!show || isAmong(show));
}

export function isMobile(): boolean {
  return matchMedia("(max-width: 640px), (pointer: coarse)").matches;
}

/** Milliseconds until a page is noticed that a site shows without loading it. */
const pageEvery = 500;

/** Calls back when the page's path changed, also where the site loads no page for that. Returns true: it does now. */
export function watchPath(call: () => void, signal: AbortSignal): true {
  let path = location.pathname;
  const timer = setInterval(() => {
    const before = path;
    path = location.pathname;
    if (path !== before) call();
  }, pageEvery);
  signal.addEventListener("abort", () => clearInterval(timer));
  return true;
}

/** A browser takes a longer time for none at all. */
const longestDelay = 2 ** 31 - 1;

/** Calls back after so many milliseconds, unless the chat is gone by then. */
export function later(call: () => void, delay: number, signal: AbortSignal): void {
  const timer = setTimeout(call, Math.min(delay, longestDelay));
  signal.addEventListener("abort", () => clearTimeout(timer));
}

/** Asks whether nobody answers just now: outside the business hours, or when nobody is signed in. */
export async function isAway(apiBase: string, publicKey: string): Promise<boolean> {
  try {
    const answer = await fetch(`${apiBase}/widget/status?key=${publicKey}`, { credentials: "omit" });
    const { status, business_hours } = (await answer.json()).data as WidgetStatus;
    return status === "offline" || !business_hours.open;
  } catch {
    return true;
  }
}
