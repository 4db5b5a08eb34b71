import type { Person } from "../records.ts";

/** What to call a person, however much is known. */
export function nameOfPerson(
  person: Pick<Person, "contact_id" | "first_name" | "last_name" | "email" | "phone">,
): string {
  const name = [person.first_name, person.last_name].filter(Boolean).join(" ");
  return name || person.email || person.phone || `Person ${person.contact_id}`;
}
