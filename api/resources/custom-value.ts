import { z } from "zod";
import type { CustomField } from "../kit/custom-fields.ts";
import { day, email, moment } from "./fields.ts";

export const customFieldTypes = [
  "text",
  "textarea",
  "number",
  "currency",
  "date",
  "datetime",
  "boolean",
  "select",
  "multiselect",
  "url",
  "email",
  "phone",
] as const;

export type CustomFieldType = (typeof customFieldTypes)[number];

const text = (longest: number) => z.string().trim().min(1, "give some text, or null for none").max(longest);

const url = z.url({ protocol: /^https?$/, error: "use a whole address, for example https://example.com" }).max(2048);

/** What each type takes, and in which form it is kept: moments in UTC, emails in lower case, texts trimmed. */
const schemas: Readonly<Record<Exclude<CustomFieldType, "select" | "multiselect">, z.ZodType>> = {
  text: text(500),
  textarea: text(20_000),
  number: z.number(),
  currency: z.number().min(0).multipleOf(0.01, "use at most 2 decimals"),
  date: day,
  datetime: moment,
  boolean: z.boolean(),
  url,
  email,
  phone: text(64),
};

/** What a value of a custom field may be; the answer is the value as it is kept. Null is never a value. */
export function customValue({ type, options }: Pick<CustomField, "type" | "options">): z.ZodType {
  const option = z.enum(options, `use one of ${options.join(", ")}`);
  if (type === "select") return option;
  if (type === "multiselect") return z.array(option).transform((chosen) => [...new Set(chosen)]);
  // The definition's own schema lets no other type in.
  return schemas[type as keyof typeof schemas];
}
