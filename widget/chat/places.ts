import type { WidgetStatus } from "../../api/conversations/widget-status.schema.ts";
import type { WidgetOptions } from "./config.ts";

/** `*` stands for anything but a slash, `**` for anything. */
function toPattern(glob: unknown): RegExp {
  const pattern = `${glob}`.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${pattern.replace(/\*+/g, (stars) => (stars[1] ? ".*" : "[^/]*"))}$`);
}

export function isMobile(): boolean {
  return matchMedia("(max-width: 640px), (pointer: coarse)").matches;
}

/** Whether the chat shows on a path of the site. */
export function isShownOn(path: string, { show, hide }: WidgetOptions["pages"] = {}): boolean {
  const fits = (globs: unknown) => [globs].flat().some((glob) => glob && toPattern(glob).test(path));
  return !fits(hide) && (!show || fits(show));
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
