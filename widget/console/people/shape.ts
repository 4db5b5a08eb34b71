import { isAssignee, isDate, isId, type QueryShape } from "../lists/list-query.ts";
import { isWord } from "../records/list-filters.ts";

const sorts = ["last_name", "first_name", "email", "created_at", "updated_at"] as const;
export type PersonSort = (typeof sorts)[number];

/** The table of people as it stands in the address. */
export const peopleShape: QueryShape<PersonSort> = {
  path: "/crm/people",
  sorts,
  falling: ["created_at", "updated_at"],
  sort: "created_at",
  order: "desc",
  filters: {
    assigned_to: isAssignee,
    tag: isWord,
    email: isWord,
    prospect_id: isId,
    created_after: isDate,
    created_before: isDate,
  },
};
