import type { LateStrings } from "./late-strings.ts";

/** What a form may ask a visitor. */
export type FieldName = "name" | "email" | "phone" | "company" | "message";

export interface Field {
  readonly name: FieldName;
  readonly required: boolean;
}

export type Values = Readonly<Partial<Record<FieldName, string>>>;

/** Loose on purpose: the server decides, these only catch slips. */
const shapes: { readonly [Name in FieldName]?: RegExp } = {
  email: /^[^\s@<>()[\]\\,;:"]{1,64}@([^\s@.]+\.)+[^\s@.]{2,}$/,
  phone: /(\p{Nd}\P{Nd}*){5}/u,
};

export const isEmail = (text: string): boolean => shapes.email?.test(text) ?? false;

/** How a browser helps to fill a field, and how long the API lets it be. */
export const inputs: {
  readonly [Name in FieldName]: { readonly type: string; readonly autocomplete: string; readonly longest: number };
} = {
  name: { type: "text", autocomplete: "name", longest: 200 },
  email: { type: "email", autocomplete: "email", longest: 254 },
  phone: { type: "tel", autocomplete: "tel", longest: 64 },
  company: { type: "text", autocomplete: "organization", longest: 200 },
  message: { type: "text", autocomplete: "off", longest: 4000 },
};

/** What is written in the fields, without the blanks around it; empty ones are left out. */
export function filled(fields: readonly Field[], written: Values): Values {
  const said = fields.map(({ name }) => [name, written[name]?.trim() ?? ""] as const);
  return Object.fromEntries(said.filter(([, text]) => text !== ""));
}

/** Why a field cannot be sent as it is, by the name of one of our texts; null when it can. */
export function problemOf({ name, required }: Field, values: Values): keyof LateStrings | null {
  const text = values[name];
  if (text === undefined) return required ? "required" : null;
  if (shapes[name]?.test(text) ?? true) return null;
  return name === "phone" ? "invalidPhone" : "invalid";
}
