import { openDatabase } from "../chat/database.ts";

/** One row of a conversation, as it stands in the database. */
export interface StoredEvent {
  readonly conversation_id: number;
  readonly seq: number;
  readonly sender_kind: string;
  readonly client_id: string | null;
  readonly body: string | null;
}

/** The live space's database, read past the product: what is there while nobody serves it, too. */
export interface Truth {
  /** All events of all conversations, in each conversation's order. */
  events(): Promise<readonly StoredEvent[]>;
  /** The emails of all leads, in the order of their making. */
  leads(): Promise<readonly string[]>;
}

/** Reads the file of a stack's data folder, or the Postgres that `databaseUrl` names. */
export function openTruth(dataDir: string, databaseUrl: string | null): Truth {
  const query = openDatabase(dataDir, databaseUrl);
  return {
    events: () =>
      query<StoredEvent>(
        "select conversation_id, seq, sender_kind, client_id, body from conversation_events order by conversation_id, seq",
      ),
    async leads() {
      const rows = await query<{ readonly email: string }>("select email from leads order by lead_id");
      return rows.map(({ email }) => email);
    },
  };
}
