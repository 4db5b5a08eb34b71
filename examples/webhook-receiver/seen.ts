import { DatabaseSync } from "node:sqlite";

export interface SeenIds {
  has(id: string): boolean;
  /** On the disk when it returns. */
  add(id: string): void;
  close(): void;
}

interface SeenIdsOptions {
  /** Longer than an event is tried, unless told. One of before that is processed again when it is replayed. */
  readonly keptDays?: number;
  readonly most?: number;
}

/** The ids of deliveries that are done with, in an SQLite file; `:memory:` forgets them with the process. */
export function openSeenIds(file: string, { keptDays = 30, most = 100_000 }: SeenIdsOptions = {}): SeenIds {
  // A backup, or somebody who looks into the file, holds it for a moment: the work is done, and is not to be done again.
  const db = new DatabaseSync(file, { timeout: 2000 });
  db.exec(`
    create table if not exists seen (place integer primary key, id text not null unique, at integer not null);
    create index if not exists seen_at on seen (at);
  `);
  const find = db.prepare("select 1 from seen where id = ?");
  const insert = db.prepare("insert or ignore into seen (id, at) values (?, ?)");
  const removeOld = db.prepare("delete from seen where at < ?");
  const removeSurplus = db.prepare("delete from seen where place <= (select max(place) from seen) - ?");
  return {
    has: (id) => find.get(id) !== undefined,
    add(id) {
      const now = Date.now();
      insert.run(id, now);
      removeOld.run(now - keptDays * 86_400_000);
      removeSurplus.run(most);
    },
    close: () => db.close(),
  };
}
