import type { Kysely } from "kysely";
import { chunks } from "../kept-answers.ts";
import type { Tables } from "../store/tables.ts";
import type { Try } from "./outcome.ts";
import "./tables.ts";

/** Ids that one query asks for. */
const eventsAtOnce = 500;

/** Takes out of deliveries what receivers said to these events: it may quote the person whom the event told of. */
export async function forgetAnswersTo(db: Kysely<Tables>, eventIds: readonly number[]): Promise<void> {
  for (const some of chunks(eventIds, eventsAtOnce)) {
    const rows = await db
      .selectFrom("webhook_deliveries")
      .select(["delivery_id", "tries"])
      .where("event_id", "in", some)
      .where("tries", "<>", "[]")
      .execute();
    for (const { delivery_id, tries } of rows) {
      await db
        .updateTable("webhook_deliveries")
        .set({ tries: JSON.stringify(withoutAnswers(JSON.parse(tries))) })
        .where("delivery_id", "=", delivery_id)
        .execute();
    }
  }
}

/** Tries with when, with which status and how quickly they were answered, and nothing of what was said. */
export const withoutAnswers = (tries: readonly Try[]): Try[] =>
  tries.map((one) => ({ ...one, answer: null, error: one.error === null ? null : "Erased with the record." }));
