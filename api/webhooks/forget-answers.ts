import { type Kysely, sql } from "kysely";
import { chunks } from "../kept-answers.ts";
import type { Tables } from "../store/tables.ts";
import type { Try } from "./outcome.ts";
import "./tables.ts";

/** Ids that one query asks for. */
const eventsAtOnce = 500;
/** Deliveries that one statement writes. */
const deliveriesAtOnce = 100;

/** Takes out of deliveries what receivers said to these events: it may quote the person whom the event told of. */
export async function forgetAnswersTo(db: Kysely<Tables>, eventIds: readonly number[]): Promise<void> {
  for (const some of chunks(eventIds, eventsAtOnce)) {
    const rows = await db
      .selectFrom("webhook_deliveries")
      .select(["delivery_id", "tries"])
      .where("event_id", "in", some)
      .where("tries", "<>", "[]")
      .execute();
    for (const some of chunks(rows, deliveriesAtOnce)) await writeTries(db, some);
  }
}

interface Tried {
  readonly delivery_id: number;
  readonly tries: string;
}

/** One statement for many: on Postgres each is a way there and back. */
async function writeTries(db: Kysely<Tables>, rows: readonly Tried[]): Promise<void> {
  const blanked = rows.map(
    ({ delivery_id, tries }) =>
      sql`(cast(${delivery_id} as bigint), ${JSON.stringify(withoutAnswers(JSON.parse(tries)))})`,
  );
  await sql`
    with blanked (delivery_id, tries) as (values ${sql.join(blanked)})
    update webhook_deliveries set tries = blanked.tries from blanked
    where webhook_deliveries.delivery_id = blanked.delivery_id
  `.execute(db);
}

/** Tries with when, with which status and how quickly they were answered, and nothing of what was said. */
export const withoutAnswers = (tries: readonly Try[]): Try[] =>
  tries.map((one) => ({ ...one, answer: null, error: one.error === null ? null : "Erased with the record." }));
