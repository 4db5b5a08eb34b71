import type { Entity } from "../kit/entity.ts";
import { activity } from "./activities.ts";
import { cannedReply } from "./canned-replies.ts";
import { contact } from "./contact-record.ts";
import { customField } from "./custom-field-record.ts";
import type { EntityType } from "./entity-types.ts";
import { lead } from "./lead-record.ts";
import { note } from "./notes.ts";
import { opportunity } from "./opportunity-record.ts";
import { prospect } from "./prospect-record.ts";
import { webhook } from "./webhook-record.ts";

/** Every entity whose records are deleted softly: the sweep erases what was deleted 30 days ago. */
export const entities: readonly Entity[] = [
  lead,
  contact,
  opportunity,
  prospect,
  activity,
  note,
  customField,
  webhook,
  cannedReply,
];

/** The entity whose records carry the custom fields of an entity_type. */
export const customised = (type: EntityType): Entity | undefined =>
  entities.find(({ name, customValue }) => name === type && customValue !== undefined);
