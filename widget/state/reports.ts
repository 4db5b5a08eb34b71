import type { Ask, Asked } from "./ask.ts";

export interface ReportsOptions {
  readonly ask: Ask;
  /** Calls back whenever the server may be reached again; returns the undo. */
  readonly onReturn: (listener: () => void) => () => void;
  /** Counts visitors: what was said of one is not told of the next. */
  readonly visitor: () => number;
}

/** What a page says of its visitor by `setAttributes` and `track`. */
export interface Reports {
  /** As `Ask`; what the server cannot be told now is kept, which counts as told, and told when it can be. */
  tell(path: Path, body: object): Promise<Asked<unknown>>;
  stop(): void;
}

export type Path = "attributes" | "track";

export const isReport = (path: string): path is Path => path === "attributes" || path === "track";

/** In this page's memory, the newest: who is offline for longer did not do much on a website. */
const mostEvents = 20;

/** Of a session that the server does not know the connection makes another. */
const forLater = new Set(["UNAVAILABLE", "NOT_FOUND"]);

export function createReports({ ask, onReturn, visitor }: ReportsOptions): Reports {
  let of = visitor();
  let attributes: object | null = null;
  let events: object[] = [];

  function forget(): void {
    of = visitor();
    attributes = null;
    events = [];
  }

  function keep(path: Path, body: object): void {
    if (of !== visitor()) forget();
    if (path === "track") events = [...events, body].slice(-mostEvents);
    // Each call adds to what was said before; of a name that is said twice the later counts.
    else attributes = { ...attributes, ...Object(body).attributes };
  }

  async function tell(path: Path, body: object): Promise<Asked<unknown>> {
    const saidOf = visitor();
    const answer = await ask(path, body);
    if (answer.ok || !forLater.has(answer.code)) return answer;
    if (saidOf === visitor()) keep(path, body);
    return { ok: true, value: null };
  }

  /** Calls to one path arrive in their order, so that what is said from now on comes after. */
  function catchUp(): void {
    if (of !== visitor()) forget();
    const waiting = events;
    const said = attributes;
    forget();
    if (said) void tell("attributes", { attributes: said });
    for (const event of waiting) void tell("track", event);
  }

  const unfollow = onReturn(catchUp);

  return {
    tell,
    stop() {
      unfollow();
      forget();
    },
  };
}
