import type { Environment } from "./environment.ts";

type Time = Pick<Environment, "now" | "after">;

const atMostEvery = 2_000;
const expiresAfter = 6_000;

/** Tells that the visitor types, at most once per 2 s; that it stopped is told too, a little later when need be. */
export function createTypingOut(
  time: Time,
  send: (typing: boolean) => void,
): { set(typing: boolean): void; stop(): void } {
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

  return {
    set(typing) {
      wanted = typing;
      if (undo !== null || (!typing && !told)) return;
      const wait = lastAt + atMostEvery - time.now();
      if (wait <= 0) tell();
      // Typing goes on being told by the next key; only the end has no next one.
      else if (!typing) undo = time.after(wait, later);
    },
    stop() {
      undo?.();
      undo = null;
    },
  };
}

export type TypingName = { readonly name: string | null } | null;

/** Who types at the other end; forgotten after 6 s without a word. */
export function createTypingIn(
  time: Time,
  changed: (who: TypingName) => void,
): { set(who: TypingName): void; stop(): void } {
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
