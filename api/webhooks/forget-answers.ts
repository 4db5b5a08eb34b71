import { type Kysely, sql } from "kysely";
import { chunks } from "../kept-answers.ts";
import type { Tables } from "../store/tables.ts";
import type { Try } from "./outcome.ts";
import { withoutWords } from "./tries.ts";
import "./tables.ts";

/** Ids that one query asks for. */
const eventsAtOnce = 500;
/** Deliveries that one statement writes. */
const deliveriesAtOnce = 100;

/** Takes out of deliveries what receivers said to these events: it may quote the person whom the event told of. */
export async function forgetAnswersTo(db: Kysely<Tables>, eventIds: readonly number[]): Promise<void> {
  for (const some of chunks(eventIds, eventsAtOnce)) {
    const held = await holdDeliveries(db, some);
    const tried = held.filter(({ tries }) => tries !== "[]");
    for (const some of chunks(tried, deliveriesAtOnce)) await writeTries(db, some);
  }
}

interface Held {
  readonly delivery_id: number;
  readonly tries: string;
}

/**
 * The deliveries of events. Whoever writes down a try of one meanwhile waits, also of one that has none yet, and then
 * finds the event erased.
 */
async function holdDeliveries(db: Kysely<Tables>, eventIds: readonly number[]): Promise<readonly Held[]> {
  return await db
    .updateTable("webhook_deliveries")
    .set(({ ref }) => ({ tries: ref("tries") }))
    .where("event_id", "in", [...eventIds])
    .returning(["delivery_id", "tries"])
    .execute();
}

/** One statement for many: on Postgres each is a way there and back. */
async function writeTries(db: Kysely<Tables>, rows: readonly Held[]): Promise<void> {
  const blanked = rows.map(
    ({ delivery_id, tries }) =>
      sql`(cast(${delivery_id} as bigint), ${JSON.stringify((JSON.parse(tries) as Try[]).map(withoutWords))})`,
  );
  await sql`
    with blanked (delivery_id, tries) as (values ${sql.join(blanked)})
    update webhook_deliveries set tries = blanked.tries from blanked
    where webhook_deliveries.delivery_id = blanked.delivery_id
  `.execute(db);
}
