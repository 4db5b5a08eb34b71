import { eraseMessages } from "../conversations/erase-conversations.ts";
import { blankEvents } from "../events/record.ts";
import { chunks } from "../kept-answers.ts";
import { anyTable, type Entity } from "../kit/entity.ts";
import { eraseRecords, halves } from "../kit/erase.ts";
import type { CostContext } from "../kit/operation.ts";
import { activity } from "../resources/activities.ts";
import { note } from "../resources/notes.ts";
import type { Transaction } from "../store/space.ts";
import { type Misnamed, renameMisnamed } from "./business-names.ts";
import type { Counts } from "./counts.ts";
import type { Person } from "./person.ts";
import { ownersIn } from "./texts.ts";

/** What one transaction takes, so that nobody waits for it longer than a moment. */
const [messagesAtOnce, eventsAtOnce, documentsAtOnce] = [200, 200, 5];

/** Taking a record out of a large search index costs as much as so many plain rows. */
const documentWeight = 100;

/** A person who weighs no more than this goes in one transaction. */
const ordinary = 1500;

/** Whether erasing all of it in one transaction would keep others waiting. */
function isLarge({ messages, events, conversations, activities, notes }: Counts, eventWeight: number): boolean {
  return messages + eventWeight * events + documentWeight * (conversations + activities + notes) > ordinary;
}

/** An event with what webhooks answered to it: a row each, of those that may have heard it. */
async function eventWeightIn({ wide }: CostContext["space"]): Promise<number> {
  const { webhooks } = await wide
    .selectFrom("webhooks")
    .select((eb) => eb.fn.countAll().as("webhooks"))
    .executeTakeFirstOrThrow();
  return 1 + Number(webhooks);
}

/**
 * Erases what there is very much of, a little in each transaction, so that the rest is of ordinary size. Whatever links
 * a person's records stays for the last one, which follows the links anew: leads, contacts, sessions, and conversations,
 * of which searches find nothing from here on. Whoever is cut off finds what is left by them and goes on.
 */
export async function thinOut(
  context: CostContext,
  person: Person,
  counts: Counts,
  misnamed: readonly Misnamed[],
): Promise<void> {
  const { space, now } = context;
  const eventWeight = await eventWeightIn(space);
  if (!isLarge(counts, eventWeight)) return;
  // First, while the log still tells what the person was called.
  for (const one of misnamed) await space.write(({ db }) => renameMisnamed({ db, space, now }, [one]));
  for (const id of person.conversation) {
    await untilLess(messagesAtOnce, (most) => space.write(({ db }) => eraseMessages({ db }, id, most)));
  }
  for (const kind of ["conversation", "lead", "contact"] as const) {
    for (const ids of chunks(person[kind], messagesAtOnce)) {
      await untilLess(Math.ceil(eventsAtOnce / eventWeight), (most) =>
        space.write(({ db }) => blankEvents(db, kind, ids, most)),
      );
    }
  }
  for (const entity of [note, activity]) await thinHistory(context, person, entity);
  for (const ids of chunks(person.conversation, documentsAtOnce)) {
    await space.write(async ({ db }) => {
      for (const id of ids) await space.search.remove(db, "conversation", id);
    });
  }
}

async function thinHistory({ space }: CostContext, person: Person, entity: Entity): Promise<void> {
  for (const [type, ids] of ownersIn(person, entity.table)) {
    for (const half of halves) {
      const select = (db: Transaction["db"], most: number) =>
        anyTable(db)
          .selectFrom(entity.table)
          .select(entity.id)
          .where("entity_type", "=", type)
          .where("entity_id", "in", [...ids])
          .where(half)
          .limit(most);
      await untilLess(documentsAtOnce, (most) =>
        space.write(async ({ db }) => {
          const some = (await select(db, most).execute()).map((row) => row[entity.id] as number);
          if (some.length > 0) await eraseRecords({ db, space }, entity, some);
          return some.length;
        }),
      );
    }
  }
}

/** Does some, again and again, until there was less to do than asked for. */
async function untilLess(most: number, work: (most: number) => Promise<number>): Promise<void> {
  while ((await work(most)) === most);
}
