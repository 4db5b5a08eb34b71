import { expect, test } from "vitest";
import { ApiError } from "../../../api/client.ts";
import type { LeadDetail } from "../records.ts";
import { bodyOf, type Conversion, convertedTo, previewOf, type Wish } from "./conversion.ts";

const wish: Wish = { contact: true, prospect: true, opportunity: true, name: " Deal ", value: "1200.50" };
const lead = { lead_id: 1, first_name: "Ada", last_name: "King", company_name: "Acme" } as LeadDetail;

test("an opportunity's name and value go along only with one, and not to try it out", () => {
  const flags = { create_contact: true, create_prospect: true, create_opportunity: true };
  expect(bodyOf(wish, false)).toEqual({
    ...flags,
    dry_run: false,
    opportunity_name: "Deal",
    opportunity_value: 1200.5,
  });
  expect(bodyOf(wish, true)).toEqual({ ...flags, dry_run: true });
  expect(bodyOf({ ...wish, opportunity: false }, false)).toEqual({
    ...flags,
    create_opportunity: false,
    dry_run: false,
  });
  expect(bodyOf({ ...wish, name: "", value: "much" }, false)).toMatchObject({ opportunity_value: "much" });
});

test("the preview tells what is made and what is joined, and leaves out what is not wished for", () => {
  const actions = { contact: "create", prospect: "link", opportunity: "none" };
  const acme = { href: "/crm/prospects/3", sign: "company", text: "Acme", more: "Prospect" } as const;
  expect(previewOf({ actions } as Conversion, lead, [acme])).toEqual([
    { label: "Person", text: "A new person, Ada King", link: null },
    { label: "Prospect", text: "Joins", link: acme },
  ]);
});

test("a lead that was converted meanwhile leads to what it became", () => {
  const ids = { contact_id: 1, prospect_id: null, opportunity_id: null };
  expect(convertedTo(new ApiError(409, { code: "CONFLICT", details: [{ ids }] }, null))).toEqual(ids);
  expect(convertedTo(new ApiError(409, { code: "CONFLICT", details: [] }, null))).toBeNull();
  expect(convertedTo(new Error("other"))).toBeNull();
});
