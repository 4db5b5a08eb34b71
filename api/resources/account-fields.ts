import type { Generated } from "kysely";
import { z } from "zod";
import type { Row } from "../kit/entity.ts";
import { exactly, folded, reference, tagged } from "../kit/filters.ts";
import type { SearchDocument } from "../store/search.ts";
import type { RecordColumns } from "../store/tables.ts";
import { words } from "./words.ts";

export const prospectStatuses = ["active", "inactive", "converted"] as const;

/** What is known of an organisation, while it is a prospect and when it has become a company. */
export const accountFields = {
  name: z
    .string()
    .meta({ examples: ["Globex Corp"] })
    .describe("The company's name."),
  website: z.string().nullable().describe("Its address with http or https."),
  domain: z.string().nullable().describe("The website's host in lower case, without www."),
  industry: z.string().nullable().describe("What it does; null when unknown."),
  employee_count: z.int().nullable().describe("How many people work there; null when unknown."),
  phone: z.string().nullable().describe("As it was given."),
  phone_e164: z.string().nullable().describe("The phone as E.164, where it is a possible number."),
  address: z.string().nullable().describe("The postal address."),
  assigned_to: z.int().nullable().describe("The employee who looks after it."),
  tags: z.array(z.string()).describe("Up to 50 tags of up to 64 characters."),
};

export interface AccountColumns extends RecordColumns {
  name: string;
  website: string | null;
  domain: string | null;
  industry: string | null;
  employee_count: number | null;
  phone: string | null;
  phone_e164: string | null;
  address: string | null;
  assigned_to: number | null;
  tags: Generated<string>;
  name_sort: string;
  industry_sort: string | null;
}

export const accountFilters = {
  industry: folded("industry", "What it does."),
  domain: exactly("The exact domain, lower case and without www."),
  assigned_to: reference("The employee who looks after it."),
  tag: tagged("Those that carry this tag."),
};

export const accountDocument = (record: Row): SearchDocument => ({
  title: String(record["name"]),
  subtitle: words(record["domain"], record["industry"]),
  words: words(record["phone"], record["phone_e164"]),
});
