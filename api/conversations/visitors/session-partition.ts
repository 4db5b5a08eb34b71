import type { ApiKey } from "../../access/actor.ts";
import type { Space } from "../../store/space.ts";
import { perSpace } from "../per-space.ts";
import { hashSessionId, isSessionId } from "./session-credential.ts";

/** Name of the window in which a session's requests are counted. */
export function sessionBucket(space: Pick<Space, "name">, widgetSessionId: number): string {
  return `session:${space.name}:${widgetSessionId}`;
}

/** The window of the session with this id, or null when the key has no such session. A hit is remembered. */
export async function sessionPartition(
  space: Space,
  key: Pick<ApiKey, "first_key_id">,
  sessionId: string,
): Promise<string | null> {
  if (!isSessionId(sessionId)) return null;
  const hash = hashSessionId(sessionId);
  const known = partitions(space);
  const entry = known.get(hash) ?? (await findOwner(space, hash));
  if (entry === null) return null;
  known.put(hash, entry);
  return entry.keyId === key.first_key_id ? sessionBucket(space, entry.widgetSessionId) : null;
}

interface Owner {
  readonly widgetSessionId: number;
  readonly keyId: number;
}

async function findOwner(space: Space, hash: string): Promise<Owner | null> {
  const row = await space.read
    .selectFrom("widget_tokens")
    .innerJoin("widget_sessions", "widget_sessions.widget_session_id", "widget_tokens.widget_session_id")
    .select(["widget_sessions.widget_session_id", "key_id"])
    .where("token_hash", "=", hash)
    .executeTakeFirst();
  return row === undefined ? null : { widgetSessionId: row.widget_session_id, keyId: row.key_id };
}

const mostKept = 20_000;

/** Which session an id is of never changes; one that is gone is refused by the operation itself, whatever is kept here. */
const partitions = perSpace(() => {
  const owners = new Map<string, Owner>();
  return {
    get: (hash: string) => owners.get(hash),
    put(hash: string, owner: Owner) {
      owners.delete(hash);
      if (owners.size >= mostKept) owners.delete(owners.keys().next().value ?? "");
      owners.set(hash, owner);
    },
  };
});
