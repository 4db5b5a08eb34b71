import type { Environment } from "./environment.ts";

/** A lost hint that no later message would reveal is found within this time while the page is looked at. */
const every = 7_000;
/** A fact that was promised and has not come by then is fetched. */
const promisedWithin = 1_000;

/** Says when to compare with the server's head. */
export interface Heartbeat {
  start(): void;
  /** Something is on its way here: look soon whether it came. */
  soon(): void;
  stop(): void;
}

export function createHeartbeat(
  environment: Pick<Environment, "after" | "visible" | "onWake">,
  on: { readonly beat: () => void; readonly wake: () => void },
): Heartbeat {
  let forgetBeat = () => {};
  let forgetSoon = () => {};
  let forgetWake = () => {};

  function next(): void {
    forgetBeat = environment.after(every, () => {
      if (environment.visible()) on.beat();
      next();
    });
  }

  return {
    start() {
      forgetWake = environment.onWake(on.wake);
      next();
    },
    soon() {
      forgetSoon();
      forgetSoon = environment.after(promisedWithin, on.beat);
    },
    stop() {
      forgetBeat();
      forgetSoon();
      forgetWake();
    },
  };
}
