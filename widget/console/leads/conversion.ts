import type { ApiSignatures } from "../../../api/resources/index.ts";
import { isRefusal } from "../api.ts";
import type { LinkedIds } from "../records/linked.ts";
import type { Link } from "../records/side.ts";
import type { LeadDetail } from "../records.ts";
import { nameOfLead } from "./name.ts";

export type Conversion = ApiSignatures["POST /leads/{id}/convert"]["result"];
type ConversionBody = NonNullable<ApiSignatures["POST /leads/{id}/convert"]["input"]["body"]>;

/** What a person wants a lead to become; name and value as they were typed. */
export interface Wish {
  readonly contact: boolean;
  readonly prospect: boolean;
  readonly opportunity: boolean;
  readonly name: string;
  readonly value: string;
}

/** The wish as the API takes it: details of an opportunity only where one is wished for. */
export function bodyOf(wish: Wish, dry_run: boolean): ConversionBody {
  const { contact, prospect, opportunity } = wish;
  const flags = { create_contact: contact, create_prospect: prospect, create_opportunity: opportunity, dry_run };
  if (!opportunity || dry_run) return flags;
  const name = wish.name.trim();
  const value = wish.value.trim();
  return {
    ...flags,
    ...(name === "" ? {} : { opportunity_name: name }),
    // What is no number goes as it was typed: the API says so.
    ...(value === "" ? {} : { opportunity_value: asNumber(value) as number }),
  };
}

function asNumber(text: string): number | string {
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

/** What would come of it, one line for each part that is wished for. `linked` are the records that stand already. */
export function previewOf(
  { actions }: Conversion,
  lead: LeadDetail,
  linked: readonly Link[],
): readonly { readonly label: string; readonly text: string; readonly link: Link | null }[] {
  const company = lead.company_name ?? "the company";
  const find = (sign: Link["sign"]) => linked.find((link) => link.sign === sign) ?? null;
  const line = (label: string, action: "create" | "link" | "none", text: string, link: Link | null) =>
    action === "none"
      ? []
      : [{ label, text: action === "link" ? "Joins" : text, link: action === "link" ? link : null }];
  return [
    ...line("Person", actions.contact, `A new person, ${nameOfLead(lead)}`, find("person")),
    ...line("Prospect", actions.prospect, `A new prospect for ${company}`, find("company")),
    ...line("Opportunity", actions.opportunity, "A new opportunity in the first stage of the pipeline", null),
  ];
}

/** What a lead that somebody converted already became; null for every other refusal. */
export function convertedTo(error: unknown): LinkedIds | null {
  if (!isRefusal(error, "CONFLICT")) return null;
  const ids = error.details[0]?.["ids"];
  // The API's own answer to a second conversion.
  return typeof ids === "object" && ids !== null ? (ids as LinkedIds) : null;
}
