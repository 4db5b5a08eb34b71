import type { ApiSignatures } from "../../api/resources/index.ts";

/** Records as the API answers them, by the names the console uses. */

type Answer<Key extends keyof ApiSignatures> = ApiSignatures[Key]["result"];

export type { Mode } from "../../api/store/space.ts";
export type Employee = Answer<"GET /session">["employee"];
export type ConversationRow = Answer<"GET /conversations">["data"][number];
export type ConversationDetail = Answer<"GET /conversations/{id}">;
export type Lead = Answer<"GET /leads">["data"][number];
export type LeadDetail = Answer<"GET /leads/{id}">;
export type LeadStatus = Lead["status"];
export type FoundLead = Answer<"GET /search">["results"][number];
export type Contact = Answer<"GET /people/{id}">;
export type Person = Answer<"GET /people">["data"][number];
export type Prospect = Answer<"GET /prospects">["data"][number];
export type ProspectDetail = Answer<"GET /prospects/{id}">;
export type Company = Answer<"GET /companies">["data"][number];
export type CustomField = Answer<"GET /custom-fields">["data"][number];
/** What `PUT /leads/{id}` takes: only what changes. */
export type LeadChange = NonNullable<ApiSignatures["PUT /leads/{id}"]["input"]["body"]>;
/** What an agent names when a conversation gets its lead: that lead, or what he confirms of the visitor. */
export type LeadWish = NonNullable<ApiSignatures["POST /conversations/{id}/lead"]["input"]["body"]>;
/** A person of the team with what its owners see: whether he has joined, and whether he may still sign in. */
export type Colleague = Answer<"GET /employees">["data"][number];
/** A person with the link by which to choose a password, shown once. */
export type Invitation = Answer<"POST /employees">;
export type SignIn = Answer<"GET /profile/sessions">[number];
export type Deed = Answer<"GET /audit-log">["data"][number];
export type PersonalData = Answer<"GET /personal-data">;
export type Erasure = Answer<"GET /personal-data/erasures">["data"][number];
/** What `/settings` holds: what the whole team has in common. */
export type Settings = Answer<"GET /settings">;
export type CannedReply = Answer<"GET /canned-replies">["data"][number];
export type TriedRules = Answer<"POST /settings/reply-rules/try">;
export type Conversion = Answer<"POST /leads/{id}/convert">;
export type LiveVisitor = Answer<"GET /visitors">["visitors"][number];
export type ApiKey = Answer<"GET /api-keys/{id}">;
/** What `PUT /api-keys/{id}` takes: only what changes. */
export type ApiKeyChange = NonNullable<ApiSignatures["PUT /api-keys/{id}"]["input"]["body"]>;
export type Webhook = Answer<"GET /webhooks/{id}">;
export type Delivery = Answer<"GET /webhooks/{id}/deliveries">["data"][number];
export type Note = Answer<"GET /notes">["data"][number];
export type Import = Answer<"GET /imports/{id}">;
export type Activity = Answer<"GET /activities">["data"][number];
export type Opportunity = Answer<"GET /opportunities">["data"][number];
export type OpportunityDetail = Answer<"GET /opportunities/{id}">;
/** What `PUT /opportunities/{id}` takes: only what changes. */
export type OpportunityChange = NonNullable<ApiSignatures["PUT /opportunities/{id}"]["input"]["body"]>;
export type Stage = Answer<"GET /pipeline">["stages"][number];

/** A page of rows with how many there are in all; what a list answers to a query without `cursor`. */
export interface Page<Row> {
  readonly data: readonly Row[];
  readonly pagination: Extract<Answer<"GET /leads">["pagination"], { readonly total: number }>;
}

/** What a list of the API answers. */
export interface Listed<Row> {
  readonly data: readonly Row[];
  readonly pagination: Answer<"GET /leads">["pagination"];
}

/** Throws when the list was asked for by cursor, which counts nothing. */
export function counted<Row>({ data, pagination }: Listed<Row>): Page<Row> {
  if ("total" in pagination) return { data, pagination };
  throw new Error("A list that is read by cursor has no total.");
}

/** In the order a lead goes through them. */
export const leadStatuses = [
  "new",
  "contacted",
  "qualified",
  "unqualified",
  "converted",
] as const satisfies readonly LeadStatus[];
