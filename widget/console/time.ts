import type { ReactiveController, ReactiveControllerHost } from "lit";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A span in one short word: `now`, `5m`, `3h`, `2d`. */
export function shortSpan(milliseconds: number): string {
  if (milliseconds < minute) return "now";
  if (milliseconds < hour) return `${Math.floor(milliseconds / minute)}m`;
  if (milliseconds < day) return `${Math.floor(milliseconds / hour)}h`;
  return `${Math.floor(milliseconds / day)}d`;
}

/** How long ago an instant was: `5m`, up to a week; then its date. */
export function ago(instant: string, now: number): string {
  const span = now - Date.parse(instant);
  if (span < 7 * day) return shortSpan(span);
  return dateText(instant, now);
}

/** `12 Mar`, with the year when it is another one. */
export function dateText(instant: string, now: number): string {
  const date = new Date(instant);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

/** Date and time in full, for titles. */
export function instantText(instant: string): string {
  return new Date(instant).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** Renders its host every half minute, so that "5m" does not stay "5m". */
export class Ticking implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => this.#host.requestUpdate(), 30_000);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
