import type { EntityType } from "./custom-fields.ts";

/** Which record a note or an activity is about, as the API names it. */
export interface About {
  readonly entity_type: EntityType;
  readonly entity_id: number;
}
