import { createHash } from "node:crypto";
import type { Actor } from "../access/actor.ts";
import { AppError } from "../errors.ts";
import { anyTable, type Row } from "../kit/entity.ts";
import type { Reading } from "../kit/records.ts";
import { lockNames } from "../store/lock.ts";

/** Who writes a note. */
export interface NoteAuthor {
  readonly author_id: number | null;
  readonly author_name: string | null;
  /** An employee, or minus the id of a key: whose client ids they are. */
  readonly sent_by: number | null;
}

export function noteAuthor(actor: Actor): NoteAuthor {
  if (actor.kind === "employee") {
    const { employee_id, name } = actor.employee;
    return { author_id: employee_id, author_name: name, sent_by: employee_id };
  }
  if (actor.kind === "secret") return { author_id: null, author_name: actor.key.name, sent_by: -actor.key.key_id };
  return { author_id: null, author_name: null, sent_by: null };
}

/** A note's columns by which it is known when it is sent again. */
export interface SentAs {
  readonly client_id: string;
  readonly sent_hash: string;
}

export const sentAs = (client_id: string, sent: object): SentAs => ({
  client_id,
  sent_hash: createHash("sha256").update(JSON.stringify(sent)).digest("hex"),
});

/**
 * The row of the note that this author sent under this client id before, deleted or not; undefined when it is new, and then nobody
 * else stores it before this transaction ends. Throws DUPLICATE when another was sent under it.
 */
export async function findSentNote(
  { db, space }: Reading,
  { sent_by }: NoteAuthor,
  { client_id, sent_hash }: SentAs,
): Promise<Row | undefined> {
  await lockNames(db, space.engine, [`note ${sent_by} ${client_id}`]);
  const row = await anyTable(db)
    .selectFrom("notes")
    .selectAll()
    .where("sent_by", "=", sent_by)
    .where("client_id", "=", client_id)
    .executeTakeFirst();
  if (row !== undefined && row["sent_hash"] !== sent_hash) throw usedBefore();
  return row;
}

function usedBefore(): AppError {
  const message = "This client_id was already used for another note. Give each note an id of its own, then resend.";
  return new AppError("DUPLICATE", message, { details: [{ field: "client_id", code: "duplicate", message }] });
}
