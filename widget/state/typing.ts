import type { Environment } from "./environment.ts";

type Time = Pick<Environment, "now" | "after">;

/** The server drops what comes within 2 s of the one before; the rest is for the network's jitter. */
const atMostEvery = 2_200;
const expiresAfter = 6_000;

/** Tells that somebody types here, at most once per 2 s; what changed in between is told a little later. */
export interface TypingOut {
  set(typing: boolean): void;
  /** A message went out, which itself ends the typing at the other end. */
  sent(): void;
  stop(): void;
}

export function createTypingOut(time: Time, send: (typing: boolean) => void): TypingOut {
  let told = false;
  let wanted = false;
  let lastAt = Number.NEGATIVE_INFINITY;
  let undo: (() => void) | null = null;

  function tell(): void {
    told = wanted;
    lastAt = time.now();
    send(wanted);
  }

  function later(): void {
    undo = null;
    if (told !== wanted) tell();
  }

  function stop(): void {
    undo?.();
    undo = null;
  }

  return {
    set(typing) {
      wanted = typing;
      if (undo !== null || (!typing && !told)) return;
      const wait = lastAt + atMostEvery - time.now();
      if (wait <= 0) tell();
      // That it goes on is told again by the next key; a change may have no next one.
      else if (typing !== told) undo = time.after(wait, later);
    },
    sent() {
      told = false;
      wanted = false;
      stop();
    },
    stop,
  };
}

export type TypingName = { readonly name: string | null } | null;

/** Who types at the other end; forgotten after 6 s without a word. */
export interface TypingIn {
  set(who: TypingName): void;
  stop(): void;
}

export function createTypingIn(time: Time, changed: (who: TypingName) => void): TypingIn {
  let undo = () => {};
  return {
    set(who) {
      undo();
      undo = who === null ? () => {} : time.after(expiresAfter, () => changed(null));
      changed(who);
    },
    stop: () => undo(),
  };
}
