import type { Environment } from "../../state/environment.ts";

/** The part of a page's title element that is used. */
export interface TitleElement {
  textContent: string | null;
  readonly isConnected: boolean;
}

export interface TitleOptions {
  readonly environment: Pick<Environment, "after">;
  readonly find: () => TitleElement | null;
  /** For who asked for no motion it stands still. */
  readonly still: () => boolean;
}

/** Shows in the title of a page in the background how many messages wait: "(2) Shop" and "Shop" by turns. */
export interface Title {
  /** 0: the page's own title, exactly as it was. */
  show(unread: number): void;
}

interface Borrowed {
  readonly element: TitleElement;
  readonly own: string;
  /** What stands there by us; anything else is the page's. */
  shown: string;
}

const every = 1_500;

export function createTitle({ environment, find, still }: TitleOptions): Title {
  let count = 0;
  let borrowed: Borrowed | null = null;
  let undo = () => {};

  function write(held: Borrowed, text: string): void {
    held.element.textContent = text;
    held.shown = text;
  }

  /** Else the page changed it meanwhile: the page wins, and hears nothing more of us until there is more to tell. */
  function isOurs({ element, shown }: Borrowed): boolean {
    return element.textContent === shown;
  }

  function giveBack(): void {
    undo();
    if (borrowed !== null && isOurs(borrowed)) write(borrowed, borrowed.own);
    borrowed = null;
  }

  function borrow(): void {
    const element = find();
    const own = element?.textContent ?? "";
    // Before the first turn: a page that is just being left keeps its title in the browser's history.
    borrowed = element === null ? null : { element, own, shown: own };
    undo = environment.after(every, turn);
  }

  function turn(): void {
    const held = borrowed;
    // Also a page that puts another title element in its place keeps that one to itself.
    if (held === null || !isOurs(held) || !held.element.isConnected) return;
    const plain = held.shown === held.own;
    write(held, plain || still() ? `(${count}) ${held.own}` : held.own);
    undo = environment.after(every, turn);
  }

  return {
    show(unread) {
      if (unread === count) return;
      count = unread;
      giveBack();
      if (count > 0) borrow();
    },
  };
}
