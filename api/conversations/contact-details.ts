import {
  type CountryCode,
  findPhoneNumbersInText,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from "libphonenumber-js";
import { isMailHost } from "./free-mail.ts";

/**
 * Trimmed, lower case, NFC (R4): the form in which emails are stored and compared. No dot or plus tricks.
 * Null for what cannot be an email.
 */
export function normalizeEmail(text: string | null | undefined): string | null {
  // In this order: some letters have a composed form in lower case alone.
  const email = text?.trim().toLowerCase().normalize("NFC") ?? "";
  return email.length <= 254 && email.isWellFormed() && emailPattern.test(email) ? email : null;
}

/** The last part of a domain holds a letter: what ends in digits is an address of a machine. */
const emailPattern =
  /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(?=[^.]*\p{L})[\p{L}\p{N}-]{2,63}$/u;
const emailInText =
  /[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}/u;

/** E.164 of a possible number, read with the space's country (ISO 3166-1 alpha-2, R4); null for an impossible one. */
export function toE164(text: string | null | undefined, country: string): string | null {
  if (!text) return null;
  const number = parsePhoneNumberFromString(text, knownCountry(country));
  return number?.isPossible() ? number.number : null;
}

/** The first email and the first phone number that a text mentions (R3b). They are a suggestion until confirmed. */
export function findContact(text: string, country: string): { readonly email?: string; readonly phone?: string } {
  const email = normalizeEmail(emailInText.exec(text)?.[0].replace(/^['.]+/, ""));
  const phone = findPhoneNumbersInText(text.slice(0, 1000), knownCountry(country))[0];
  return { ...(email ? { email } : {}), ...(phone ? { phone: phone.number.formatInternational() } : {}) };
}

/** Whether phone numbers can be read as those of this country (ISO 3166-1 alpha-2). */
export const isCountry = (code: string) => isSupportedCountry(code);

function knownCountry(country: string): CountryCode {
  return isSupportedCountry(country) ? country : "US";
}

/** Splits on the last space (R13): "Ana Maria Silva" is Ana Maria, Silva. A single word is a first name. */
export function splitName(name: string | null | undefined): {
  readonly first_name: string | null;
  readonly last_name: string | null;
} {
  const words = cleanName(name)?.split(" ") ?? [];
  const last = words.length > 1 ? (words.pop() ?? null) : null;
  return { first_name: words.join(" ") || null, last_name: last };
}

/** A name fit to be shown: one line, single spaces, without control characters and bidirectional overrides. */
export function cleanName(name: string | null | undefined): string | null {
  const text = name
    ?.toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g, "");
  return text?.trim().replace(/ +/g, " ") || null;
}

/** True when the email's domain belongs to a company rather than to a mail host. */
export const isBusinessEmail = (email: string): boolean => !isMailHost(email.slice(email.lastIndexOf("@") + 1));

/** The company that a business email's domain suggests (R13): `jo@it.acme-tools.co.uk` is Acme Tools. */
export function suggestCompany(email: string | null): string | null {
  if (!email || !isBusinessEmail(email)) return null;
  const labels = email.slice(email.lastIndexOf("@") + 1).split(".");
  const second = labels.at(-2) ?? "";
  const countryBelow =
    labels.length > 2 && labels.at(-1)?.length === 2 && /^(co|com|org|net|ac|edu|gov|or|ne)$/.test(second);
  const name = labels.at(countryBelow ? -3 : -2) ?? "";
  const words = name.split("-").filter(Boolean);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ") || null;
}
