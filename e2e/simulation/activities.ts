import { collect, type Finding, readList } from "./compare.ts";
import { same } from "./mismatch.ts";
import type { Conversation } from "./oracle/ledger.ts";
import type { Answer, World } from "./world.ts";

/** R14: each conversation of a lead or contact has one completed activity there, and no other has any. */
export async function checkActivities(world: World): Promise<Finding[]> {
  const rows = await readList(world, "GET /activities", { type: "note" }, null);
  const found = Map.groupBy(rows.filter(isOfChat), ({ entity_type, entity_id }) => `${entity_type} ${entity_id}`);
  const expected = Map.groupBy(world.mind.ledger.conversations, belongsTo);
  expected.delete("nobody");
  return [
    ...[...expected].flatMap(([entity, conversations]) =>
      collect(conversations[0]?.session.person ?? null, () =>
        same(`chats among the activities of ${entity}`, conversations.length, found.get(entity)?.length ?? 0),
      ),
    ),
    ...[...found.keys()]
      .filter((entity) => !expected.has(entity))
      .flatMap((entity) => collect(null, () => same(`chats among the activities of ${entity}`, 0, 1))),
  ];
}

const isOfChat = ({ subject, completed }: Answer) => subject === "Chat conversation" && completed;

/** The activities of a converted lead follow to its contact. */
function belongsTo({ lead, contact }: Conversation): string {
  if (contact !== null) return `contact ${contact.id}`;
  return lead === null ? "nobody" : `lead ${lead.id}`;
}
