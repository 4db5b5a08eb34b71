import { type Kysely, sql } from "kysely";
import { chunks } from "../kept-answers.ts";
import type { Row } from "../kit/entity.ts";
import type { Tables } from "../store/tables.ts";
import { toldOf } from "./counts.ts";
import type { Person } from "./person.ts";

/** Ids that one query asks for. */
const idsAtOnce = 500;

interface Recipient {
  readonly webhook_id: number;
  /** Null for a webhook that was erased. */
  readonly url: string | null;
  readonly deliveries: number;
  readonly last_at: string;
}

/** Who was sent events of a person, or will be (GDPR, Article 15, 1 c): webhooks, each once, by their ids. */
export async function recipientsOf(db: Kysely<Tables>, person: Person): Promise<Row[]> {
  const found = new Map<number, Recipient>();
  for (const [entity, ids] of await toldOf(db, person)) {
    for (const some of chunks(ids, idsAtOnce)) {
      for (const one of await recipientsOfEvents(db, entity, some)) {
        found.set(one.webhook_id, together(found.get(one.webhook_id), one));
      }
    }
  }
  return [...found.values()].toSorted((a, b) => a.webhook_id - b.webhook_id).map((one) => ({ ...one }));
}

async function recipientsOfEvents(db: Kysely<Tables>, entity: string, ids: readonly number[]) {
  const { rows } = await sql<Recipient>`
    select d.webhook_id, w.url, count(*) as deliveries, max(d.updated_at) as last_at
    from events e
      join webhook_deliveries d on d.event_id = e.event_id
      left join webhooks w on w.webhook_id = d.webhook_id
    where e.entity = ${entity} and e.entity_id in (${sql.join(ids)})
    group by d.webhook_id, w.url
  `.execute(db);
  return rows;
}

function together(one: Recipient | undefined, other: Recipient): Recipient {
  if (one === undefined) return other;
  const last_at = one.last_at > other.last_at ? one.last_at : other.last_at;
  return { ...other, deliveries: one.deliveries + other.deliveries, last_at };
}
