import { sql } from "kysely";
import { blankEvents } from "../../events/record.ts";
import type { Context } from "../../kit/operation.ts";
import { loadSearchable } from "../search-document.ts";
import type { Attributes } from "./attributes.ts";
import type { Happening } from "./happenings.ts";
import type { Claims } from "./widget-session.ts";

type Withdrawing = Pick<Context, "db" | "space">;

/** Whether a text is what an erased person is called. */
type IsTheirs = (text: string) => boolean;

/**
 * Takes an erased person out of sessions in which somebody else has conversations: claims of newer visitors are laid
 * over those of earlier ones, so that an earlier one's name may stand by the other's words.
 */
export async function withdrawVisitor(
  context: Withdrawing,
  sessions: readonly number[],
  isTheirs: IsTheirs,
): Promise<void> {
  for (const id of sessions) {
    await withdrawClaims(context, id, isTheirs);
    await withdrawHappenings(context, id, isTheirs);
    await withdrawName(context, id, isTheirs);
  }
}

async function withdrawClaims({ db }: Withdrawing, id: number, isTheirs: IsTheirs): Promise<void> {
  const session = await db
    .selectFrom("widget_sessions")
    .select(["claims", "attributes", "conversation_id"])
    .where("widget_session_id", "=", id)
    .executeTakeFirstOrThrow();
  await db
    .updateTable("widget_sessions")
    .set((eb) => ({
      claims: withoutTheirs(JSON.parse(session.claims) as Claims, isTheirs),
      attributes: withoutTheirs(JSON.parse(session.attributes) as Attributes, isTheirs),
      // The person's own conversations are gone.
      conversation_id: eb
        .selectFrom("conversations")
        .select("conversation_id")
        .where("conversation_id", "=", session.conversation_id),
    }))
    .where("widget_session_id", "=", id)
    .execute();
}

async function withdrawHappenings({ db }: Withdrawing, sessionId: number, isTheirs: IsTheirs): Promise<void> {
  const rows = await db
    .selectFrom("visitor_happenings")
    .select(["happening_id", "event", "data"])
    .where("widget_session_id", "=", sessionId)
    .execute();
  for (const { happening_id, event, data } of rows) {
    if (isTheirs(event)) {
      await db.deleteFrom("visitor_happenings").where("happening_id", "=", happening_id).execute();
      continue;
    }
    const left = withoutTheirs(JSON.parse(data) as Happening["data"], isTheirs);
    if (left === data) continue;
    await db.updateTable("visitor_happenings").set({ data: left }).where("happening_id", "=", happening_id).execute();
  }
}

/** A page spells emails as it likes; claims have them in lower case. */
const withoutTheirs = (said: Claims | Attributes | Happening["data"], isTheirs: IsTheirs): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(said).filter(
        ([, value]) => typeof value !== "string" || !(isTheirs(value) || isTheirs(value.toLowerCase())),
      ),
    ),
  );

async function withdrawName(context: Withdrawing, sessionId: number, isTheirs: IsTheirs): Promise<void> {
  const { db, space } = context;
  const conversations = await db
    .selectFrom("conversations")
    .select(["conversation_id", "visitor_name"])
    .where("widget_session_id", "=", sessionId)
    .execute();
  for (const { conversation_id, visitor_name } of conversations) {
    if (visitor_name === null || !isTheirs(visitor_name)) continue;
    await db
      .updateTable("conversations")
      .set({ visitor_name: null, version: sql`version + 1` })
      .where("conversation_id", "=", conversation_id)
      .execute();
    await db
      .updateTable("conversation_events")
      .set({ sender_name: null })
      .where("conversation_id", "=", conversation_id)
      .where("sender_name", "=", visitor_name)
      .execute();
    // Each event names who spoke.
    await blankEvents(db, "conversation", [conversation_id]);
  }
  const ids = conversations.map(({ conversation_id }) => conversation_id);
  if (ids.length === 0) return;
  for (const { id, document } of await loadSearchable(db, ids))
    await space.search.put(db, "conversation", id, document);
}
