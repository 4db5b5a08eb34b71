import { useRef, useState } from "react";
import type { AskIdentity } from "../valethon.ts";
import { useValethon } from "../valethon-chat.tsx";

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface Session {
  readonly person: Person | null;
  signIn(person: Person): void;
  signOut(): void;
  /** What the chat asks, now and later. */
  readonly whoIsHere: AskIdentity;
}

/**
 * Who is signed in; stands for your own. It lives in memory, so on a page that is loaded anew nobody is. `onSignOut`
 * forgets what your pages still show of the person.
 */
export function useSession(onSignOut: () => void): Session {
  const [person, show] = useState<Person | null>(null);
  const { identify, reset } = useValethon();
  // A function of one rendering knows who was signed in then. The chat keeps it, and has to be told who is now.
  const current = useRef<Person | null>(null);
  const whoIsHere = () => current.current;

  function change(next: Person | null): void {
    current.current = next;
    show(next);
  }

  return {
    person,
    whoIsHere,
    signIn(next) {
      change(next);
      identify(whoIsHere);
    },
    signOut() {
      change(null);
      reset();
      onSignOut();
    },
  };
}
