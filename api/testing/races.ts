import { sql } from "kysely";
import { timestamp } from "../clock.ts";
import type { Context } from "../kit/operation.ts";
import type { Writing } from "../kit/records.ts";
import type { Space } from "../store/space.ts";
import type { TestApi } from "./api.ts";
import { noRequest } from "./visitor.ts";

/** What the kit asks for to write records. */
export type Working = Writing & Pick<Context, "actor">;

/**
 * Lets a call arrive while a transaction that did `work` has yet to commit: once the call waits for it, or is over without
 * having waited, it does the `rest` and commits. Returns what the call came to.
 */
export async function arriveBeforeCommit<T>(
  house: TestApi,
  work: (context: Working) => Promise<unknown>,
  call: () => Promise<T>,
  rest: (context: Working) => Promise<unknown> = async () => {},
): Promise<T> {
  const space = await house.space();
  const [worked, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const committed = space.write(async (transaction) => {
    const now = timestamp(house.clock.now());
    const context = { ...transaction, space, now, request: noRequest, actor: { kind: "system" } } as const;
    await work(context);
    worked.resolve();
    await mayGoOn.promise;
    await rest(context);
  });
  await Promise.race([worked.promise, committed]);
  const calling = call();
  try {
    await overOrWaiting(space, calling);
  } finally {
    mayGoOn.resolve();
  }
  const [outcome] = await Promise.all([calling, committed]);
  return outcome;
}

async function overOrWaiting({ engine, read }: Space, calling: Promise<unknown>): Promise<void> {
  // There one transaction runs at a time, so that whatever writes waits.
  if (engine === "sqlite") return;
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  void calling.then(over, over);
  while (!isOver && !(await isAnyoneWaiting(read)));
}

async function isAnyoneWaiting(db: Space["read"]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
  `.execute(db);
  return rows.length > 0;
}
