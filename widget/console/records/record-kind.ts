import type { Right } from "../rights.ts";
import type { EntityType } from "./custom-fields.ts";
import type { FormField } from "./form-field.ts";

/** What sets the records of one entity apart, on their pages and in the dialog that makes a new one. */
export interface RecordKind {
  readonly entity: EntityType;
  /** The name of its id, in the record and in events. */
  readonly id: string;
  /** What people call one, as in "This person does not exist". */
  readonly noun: string;
  /** Its table, and the beginning of each one's address. */
  readonly path: string;
  /** What its table is called. */
  readonly plural: string;
  readonly write: Right;
  readonly remove: Right;
  readonly fields: readonly FormField[];
  /** The heading of the form with these fields. */
  readonly formTitle: string;
}
