import type { ConsoleClient } from "../api.ts";
import { nameOfPerson } from "../people/name.ts";
import type { Link } from "./side.ts";

/** What a lead became, as the API names it. */
export interface LinkedIds {
  readonly contact_id: number | null;
  readonly prospect_id: number | null;
  readonly opportunity_id: number | null;
}

/** Links to these records by their names; one that cannot be read is called by its id. Never rejects. */
export async function namedLinks(
  client: Pick<ConsoleClient, "call">,
  { contact_id, prospect_id, opportunity_id }: LinkedIds,
): Promise<readonly Link[]> {
  const found = await Promise.all([
    contact_id === null ? null : personLink(client, contact_id),
    prospect_id === null ? null : prospectLink(client, prospect_id),
    opportunity_id === null ? null : opportunityLink(client, opportunity_id),
  ]);
  return found.filter((link) => link !== null);
}

async function personLink(client: Pick<ConsoleClient, "call">, id: number): Promise<Link> {
  const person = await client.call("GET /people/{id}", { params: { id } }).catch(() => null);
  const text = person === null ? `Person ${id}` : nameOfPerson(person);
  return { href: `/crm/people/${id}`, sign: "person", text, more: "Person" };
}

async function prospectLink(client: Pick<ConsoleClient, "call">, id: number): Promise<Link> {
  const prospect = await client.call("GET /prospects/{id}", { params: { id } }).catch(() => null);
  return { href: `/crm/prospects/${id}`, sign: "company", text: prospect?.name ?? `Prospect ${id}`, more: "Prospect" };
}

async function opportunityLink(client: Pick<ConsoleClient, "call">, id: number): Promise<Link> {
  const opportunity = await client.call("GET /opportunities/{id}", { params: { id } }).catch(() => null);
  const text = opportunity?.name ?? `Opportunity ${id}`;
  return { href: `/crm/opportunities/${id}`, sign: "pipeline", text, more: "Opportunity" };
}
