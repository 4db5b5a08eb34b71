const email = /[^\s@<>"'(),;:]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}/i;
/** Seven to fifteen digits, as phones are written; whether it is possible is the server's to say. */
const phone = /(?:^|[\s:(])(\+?\(?\d[\d\s()./-]{5,22}\d)(?![\d@])/;

/** An email or phone in a visitor's own words, to offer "Use this to reach you?" (leads.md R3b). */
export function findContact(text: string): { email: string } | { phone: string } | null {
  const address = email.exec(text)?.[0];
  if (address !== undefined) return { email: address };
  const number = phone.exec(text)?.[1]?.trim();
  const digits = number?.replace(/\D/g, "").length ?? 0;
  const looksLikeDate = /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$/.test(number ?? "");
  return number !== undefined && digits >= 7 && digits <= 15 && !looksLikeDate ? { phone: number } : null;
}
