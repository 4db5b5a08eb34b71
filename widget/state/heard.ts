import type { Environment } from "./environment.ts";
import type { News } from "./news.ts";

/** Up to where a sound was made for each conversation, by any tab of this browser. */
export interface Heard {
  has(news: News): boolean;
  /** Marks only rise when whoever adds has asked `has` under the tabs' lock. False when they cannot be kept. */
  add(news: News): boolean;
  forget(): void;
}

type Marks = Readonly<Record<string, number>>;

/** A visitor has one conversation at a time; the others are for tabs that are a little behind. */
const most = 10;

export function createHeard({ storage }: Pick<Environment, "storage">, key: string): Heard {
  function read(): Marks {
    try {
      // What is no object adds nothing that is ever asked for.
      return { ...JSON.parse(storage?.getItem(key) ?? "{}") };
    } catch {
      return {};
    }
  }

  function keep(use: (given: NonNullable<typeof storage>) => void): boolean {
    if (storage === null) return false;
    try {
      use(storage);
      return true;
    } catch {
      return false;
    }
  }

  return {
    has: ({ conversation, seq }) => (read()[conversation] ?? 0) >= seq,
    add({ conversation, seq }) {
      const { [conversation]: _before, ...others } = read();
      const marks = { ...Object.fromEntries(Object.entries(others).slice(1 - most)), [conversation]: seq };
      return keep((given) => given.setItem(key, JSON.stringify(marks)));
    },
    forget: () => void keep((given) => given.removeItem(key)),
  };
}
