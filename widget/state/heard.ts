import type { Environment } from "./environment.ts";
import type { News } from "./news.ts";

/**
 * Up to where a sound was made for each conversation, by any tab of this browser. Kept in IndexedDB: what one tab has
 * written to local storage another one reads a little later, even under a lock. Nothing rejects.
 */
export interface Heard {
  has(news: News): Promise<boolean>;
  /** Marks only rise when whoever adds has asked `has` under the tabs' lock. False when they cannot be kept. */
  add(news: News): Promise<boolean>;
  forget(): void;
}

interface Mark extends News {
  readonly at: number;
}

/** A visitor has one conversation at a time; the others are for tabs that are a little behind. */
const most = 10;
const store = "marks";

export function createHeard({ indexedDB, now }: Pick<Environment, "indexedDB" | "now">, name: string): Heard {
  /** Opened anew each time: sounds are rare, and what is not open another tab can take away. */
  async function use<Result>(mode: IDBTransactionMode, work: Work<Result>): Promise<Result | null> {
    if (indexedDB === null) return null;
    try {
      const database = await open(indexedDB, name);
      return await run(database, mode, work).finally(() => database.close());
    } catch {
      return null;
    }
  }

  return {
    async has({ conversation, seq }) {
      const mark = await use<Mark | undefined>("readonly", (marks) => marks.get(conversation));
      return mark !== null && mark !== undefined && mark.seq >= seq;
    },
    async add({ conversation, seq }) {
      const mark: Mark = { conversation, seq, at: now() };
      const key = await use("readwrite", (marks) => {
        const all: IDBRequest<Mark[]> = marks.getAll();
        all.onsuccess = () => {
          for (const one of outdated(all.result, mark)) marks.delete(one.conversation);
        };
        return marks.put(mark);
      });
      return key !== null;
    },
    forget() {
      try {
        indexedDB?.deleteDatabase(name);
      } catch {
        // Storage that is denied holds nothing.
      }
    },
  };
}

/** What has to go to make room for the newest. */
function outdated(marks: readonly Mark[], newest: Mark): Mark[] {
  const others = marks.filter(({ conversation }) => conversation !== newest.conversation);
  return others.sort((a, b) => b.at - a.at).slice(most - 1);
}

type Work<Result> = (marks: IDBObjectStore) => IDBRequest<Result>;

function open(indexedDB: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: "conversation" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Resolves to what `work` asked for, once it is kept. */
function run<Result>(database: IDBDatabase, mode: IDBTransactionMode, work: Work<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}
