import type { Conversion } from "../records.ts";
import type { Right } from "../rights.ts";

export interface ConversionWish {
  readonly create_contact: boolean;
  readonly create_prospect: boolean;
  readonly create_opportunity: boolean;
}

/** What a lead may become, with what each asks of the agent's role. */
export const conversionParts = [
  { flag: "create_contact", label: "A person", right: "contacts:write" },
  { flag: "create_prospect", label: "A prospect account", right: "prospects:write" },
  { flag: "create_opportunity", label: "An opportunity", right: "opportunities:write" },
] as const satisfies readonly { flag: keyof ConversionWish; label: string; right: Right }[];

/** What a dry run says of each, in words. */
export const conversionTexts: Readonly<Record<Conversion["actions"]["contact"], string>> = {
  create: "A new one is made",
  link: "The one that stands is linked",
  none: "Left out",
};
