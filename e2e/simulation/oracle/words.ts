/** How texts are read, written out again from the rules: nothing here is the product's. */

/** Hosts of private mail that the stories use. */
const freeMail = ["gmail.com", "outlook.com", "yahoo.com", "gmx.de", "web.de", "icloud.com"];
const secretNames = ["token", "key", "password", "session", "code", "email"];

/** R4: trimmed, lower case, NFC; no tricks with dots and plus. */
export const normalEmail = (text: string): string => text.trim().toLowerCase().normalize("NFC");

/** R4: a phone of the United States as E.164; null for what cannot be one. */
export function e164(phone: string | null | undefined): string | null {
  const digits = (phone ?? "").replaceAll(/\D/g, "");
  if (digits.length === 10) return `+1${digits}`;
  return digits.length === 11 && digits.startsWith("1") ? `+${digits}` : null;
}

/** R13: a name splits on the last space. */
export function splitName(name: string): { first: string; last: string | null } {
  const words = name.trim().split(/\s+/);
  const last = words.length > 1 ? (words.pop() ?? null) : null;
  return { first: words.join(" "), last };
}

export const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1);

/** R13: the domain of a business email; null for a host of private mail. */
export function businessDomain(email: string | null): string | null {
  if (email === null) return null;
  const domain = domainOf(email);
  return freeMail.includes(domain) ? null : domain;
}

/** R13: what a business domain suggests, `acme-tools.example` is Acme Tools. */
export function companyOf(domain: string): string {
  const words = (domain.split(".")[0] ?? "").split("-");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(" ");
}

/** R11: an address without what may be secret in it. */
export function withoutSecrets(address: string): string {
  const [page = ""] = address.split("#");
  const [path = "", query = ""] = page.split("?");
  const kept = query.split("&").filter((pair) => pair !== "" && !secretNames.includes(pair.split("=")[0] ?? ""));
  return kept.length === 0 ? path : `${path}?${kept.join("&")}`;
}

/** A campaign value of an address; null where it carries none. */
export function campaignValue(address: string, name: string): string | null {
  const query = address.split("#")[0]?.split("?")[1] ?? "";
  const pair = query.split("&").find((one) => one.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? null;
}

/** R15: pages on which people look who mean to buy or to ask. */
export const isKeyPage = (address: string): boolean => /\/(pricing|contact)$/.test(address.split("?")[0] ?? "");
