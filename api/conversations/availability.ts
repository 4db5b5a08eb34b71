import type { Logger } from "pino";
import type { After, Presence } from "../access/presence.ts";
import { type Clock, timestamp } from "../clock.ts";
import type { Space } from "../store/space.ts";
import { nextChange } from "./business-hours.ts";
import { readSettings } from "./settings.ts";
import { statusOf } from "./widget-schemas.ts";
import type { WidgetStatus } from "./widget-status.schema.ts";

/** What widgets are told of the team: what GET /widget/status answers, and when it changes. */
export interface Availability {
  now(space: Space): Promise<WidgetStatus>;
  /**
   * Calls back when it has changed: agents came or went, settings changed, business hours began or ended. Starts with the
   * first call for what it is then. Returns the stop.
   */
  follow(space: Space, tell: (status: WidgetStatus) => void): () => void;
}

export interface AvailabilityOptions {
  readonly presence: Pick<Presence, "online">;
  readonly clock: Clock;
  readonly log: Pick<Logger, "warn">;
  readonly after?: After;
}

/** A clock that was set, and a machine that slept, is noticed after this long. */
const longestWaitMs = 3_600_000;
const retryMs = 10_000;

export function createAvailability({ presence, clock, log, after = afterTimeout }: AvailabilityOptions): Availability {
  async function look(space: Space) {
    const settings = await readSettings(space);
    const now = timestamp(clock.now());
    const change = nextChange(settings.business_hours, settings.timezone, now);
    return { status: statusOf({ api: { presence }, space, now }, settings), change };
  }

  return {
    now: async (space) => (await look(space)).status,
    follow(space, tell) {
      let told = "";
      let stopped = false;
      let asked = 0;
      let cancelTimer = () => {};

      async function check(): Promise<void> {
        asked += 1;
        const mine = asked;
        // Whoever else listens for the same news, as the kept settings do, hears it first.
        await Promise.resolve();
        const { status, change } = await look(space);
        // A later look knows more.
        if (stopped || mine !== asked) return;
        wait(change === null ? null : Math.min(Math.max(Date.parse(change) - clock.now(), 1), longestWaitMs));
        const text = JSON.stringify(status);
        if (text === told) return;
        told = text;
        tell(status);
      }
      function checkSafely(): void {
        check().catch((error: unknown) => {
          log.warn({ err: error, space: space.name }, "availability could not be told; it is looked at again soon");
          if (!stopped) wait(retryMs);
        });
      }
      function wait(milliseconds: number | null): void {
        cancelTimer();
        cancelTimer = milliseconds === null ? () => {} : after(milliseconds, checkSafely);
      }

      const unsubscribe = space.bus.subscribe(({ kind }) => {
        if (kind === "availability" || kind === "settings.changed") checkSafely();
      });
      checkSafely();
      return () => {
        stopped = true;
        cancelTimer();
        unsubscribe();
      };
    },
  };
}

function afterTimeout(milliseconds: number, run: () => void): () => void {
  // What is still to be told must not keep a stopping process alive.
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
}
