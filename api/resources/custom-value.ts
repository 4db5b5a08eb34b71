import { z } from "zod";
import type { CustomField } from "../kit/custom-fields.ts";
import { day, email, moment, money } from "./fields.ts";

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

export const hasOptions = (type: string) => type === "select" || type === "multiselect";

type CustomFieldType = (typeof customFieldTypes)[number];

const text = (longest: number) => z.string("use text").trim().max(longest, `at most ${longest} characters`);

/** Beyond this a JSON number no longer holds every whole number. */
const largest = Number.MAX_SAFE_INTEGER;
const number = z.number("use a number").min(-largest, `at least -${largest}`).max(largest, `at most ${largest}`);

const url = z.url({ protocol: /^https?$/, error: "use a whole address, for example https://example.com" }).max(2048);

/** What each type takes, and in which form it is kept: moments in UTC, emails in lower case, texts trimmed. */
const schemas: Readonly<Record<Exclude<CustomFieldType, "select" | "multiselect">, z.ZodType>> = {
  text: text(500),
  textarea: text(20_000),
  number,
  currency: money,
  date: day,
  datetime: moment,
  boolean: z.boolean("use true or false"),
  url,
  email,
  phone: text(64),
};

/** Options named in a message; of the others it says how many. */
const optionsNamed = 20;

function oneOf(options: readonly string[]): string {
  const named = options.slice(0, optionsNamed).join(", ");
  const more = options.length - optionsNamed;
  return more > 0 ? `use one of ${named} and ${more} more` : `use one of ${named}`;
}

/** What a value of a custom field may be; the answer is the value as it is kept. Null is never a value. */
export function customValue({ type, options }: Pick<CustomField, "type" | "options">): z.ZodType {
  const option = z.enum(options, oneOf(options));
  if (type === "select") return option;
  if (type === "multiselect") {
    return z.array(option, `use a list; ${oneOf(options)}`).transform((chosen) => [...new Set(chosen)]);
  }
  // The definition's own schema lets no other type in.
  return schemas[type as keyof typeof schemas];
}
