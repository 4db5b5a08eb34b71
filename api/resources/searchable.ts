import { sql } from "kysely";
import type { Actor } from "../access/actor.ts";
import { holds } from "../access/authenticate.ts";
import type { Permission } from "../access/permissions.ts";
import { loadSearchable } from "../conversations/search-document.ts";
import { decode } from "../kit/columns.ts";
import { anyTable, type Entity, type Row } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";
import type { SearchDocument, SearchScope, SearchType } from "../store/search.ts";
import { activity } from "./activities.ts";
import { contact } from "./contact-record.ts";
import { notePermission } from "./entity-links.ts";
import { entityTypes, type NotedType, notedTypes } from "./entity-types.ts";
import { lead } from "./lead-record.ts";
import { note } from "./notes.ts";
import { opportunity } from "./opportunity-record.ts";
import { prospect } from "./prospect-record.ts";
import { words } from "./words.ts";

/** A found record as results show it. */
export interface Shown {
  readonly document: SearchDocument;
  /** What to show of it, the most telling first: the title, then the subtitle. Empty ones are left out. */
  readonly lines: readonly unknown[];
  /** Its page in the console. */
  readonly url: string;
}

/** Records that GET /search looks through. */
export interface Searchable {
  readonly type: SearchType;
  readonly table: string;
  readonly id: string;
  /** Searched when no types are named. */
  readonly isDefault: boolean;
  /** What of it the actor may read; or, when that is nothing, the permission it takes. */
  scope(actor: Actor): SearchScope | Permission;
  load(db: Context["db"], ids: readonly number[]): Promise<ReadonlyMap<number, Shown>>;
}

const defaultTypes: readonly SearchType[] = entityTypes;

const pages: Readonly<Record<NotedType, string>> = {
  lead: "/crm/leads",
  contact: "/crm/people",
  opportunity: "/crm/opportunities",
  prospect: "/crm/prospects",
  conversation: "/crm/inbox",
};

interface Presentation {
  readonly lines?: (record: Row) => readonly unknown[];
  readonly url?: (record: Row) => string;
  readonly scope?: Searchable["scope"];
}

/** An entity of the kit, shown by its search document and found at `/crm` and its path, unless told otherwise. */
function entity(entity: Entity, { lines, url, scope }: Presentation = {}): Searchable {
  const { table, id, path, search: documentOf } = entity;
  const type = entity.name as SearchType;
  if (documentOf === undefined) throw new Error(`${type} has no search document.`);
  const show = (record: Row): Shown => {
    const document = documentOf(record);
    return {
      document,
      lines: lines?.(record) ?? [document.title, document.subtitle, document.words],
      url: url?.(record) ?? `/crm${path}/${record[id]}`,
    };
  };
  return {
    type,
    table,
    id,
    isDefault: defaultTypes.includes(type),
    scope: scope ?? ((actor) => whenHeld(actor, type, entity.permission.read as Permission)),
    async load(db, ids) {
      const rows = await anyTable(db)
        .selectFrom(table)
        .selectAll()
        .where(id, "in", ids)
        .where("deleted_at", "is", null)
        .execute();
      return new Map(rows.map((row) => [row[id] as number, show(decode(entity, row))]));
    },
  };
}

const whenHeld = (actor: Actor, type: SearchType, permission: Permission): SearchScope | Permission =>
  holds(actor, permission) ? { type } : permission;

const pageOfOwner = (record: Row) => `${pages[record["entity_type"] as NotedType]}/${record["entity_id"]}`;

/** Notes are read by whoever may read what they are about. */
function notesOf(actor: Actor): SearchScope | Permission {
  const types = notedTypes.filter((type) => holds(actor, notePermission[type].read));
  if (types.length === 0) return notePermission.lead.read;
  if (types.length === notedTypes.length) return { type: "note" };
  return {
    type: "note",
    only: (id) =>
      sql`exists (select 1 from notes where notes.note_id = ${id} and notes.entity_type in (${sql.join(types)}))`,
  };
}

const conversation: Searchable = {
  type: "conversation",
  table: "conversations",
  id: "conversation_id",
  isDefault: false,
  scope: (actor) => whenHeld(actor, "conversation", "conversations:read"),
  async load(db, ids) {
    const documents = await loadSearchable(db, ids);
    const show = (id: number, document: SearchDocument) => ({
      document,
      lines: [document.title, document.subtitle, document.words],
      url: `${pages.conversation}/${id}`,
    });
    return new Map(documents.map(({ id, document }) => [id, show(id, document)]));
  },
};

const nameOf = (record: Row) => words(record["first_name"], record["last_name"]);

/** Everything that can be searched, in the order of results that are equal otherwise. */
export const searchables: readonly Searchable[] = [
  entity(lead, { lines: (record) => [nameOf(record), record["company_name"], record["email"], record["phone"]] }),
  entity(contact, { lines: (record) => [nameOf(record), record["title"], record["email"], record["phone"]] }),
  entity(opportunity),
  entity(prospect, { lines: (record) => [record["name"], record["domain"], record["industry"], record["phone"]] }),
  entity(activity, { url: pageOfOwner }),
  entity(note, { url: pageOfOwner, scope: notesOf }),
  conversation,
];
