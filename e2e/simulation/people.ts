import type { Random } from "./random.ts";

/** Somebody a story is told of. All that could tell people apart is theirs alone, so that stories never meet. */
export interface Person {
  readonly label: string;
  readonly name: string;
  readonly email: string;
  readonly otherEmail: string;
  /** In one of the ways people write it. */
  readonly phone: string;
  /** The same number, written in another way. */
  readonly samePhone: string;
  /** Where they say they work. */
  readonly company: string;
}

/** Companies that the team knows before the month begins: their domains and names. */
export const knownCompanies: readonly { readonly domain: string; readonly name: string }[] = Array.from(
  { length: 20 },
  (_, index) => ({ domain: `account-${index}.example`, name: `Account Holding No. ${index}` }),
);

const firstNames = ["Ana", "Ben", "Carla", "Dmitri", "Elif", "Farid", "Grace", "Hugo", "Ingrid", "José", "Ana Maria"];
const lastNames = ["Silva", "Okafor", "Brandt", "Novak", "Yılmaz", "Haddad", "Lindqvist", "O'Neill", "Müller", "Sato"];
const freeHosts = ["gmail.com", "outlook.com", "yahoo.com", "gmx.de", "web.de", "icloud.com"];
const areaCodes = ["212", "312", "415", "512", "617", "702"];

export function createPerson(index: number, random: Random): Person {
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  const area = random.pick(areaCodes);
  const number = String(2_000_000 + index);
  const [exchange, line] = [number.slice(0, 3), number.slice(3)];
  const [phone = "", samePhone = ""] = shuffled(random, [
    `(${area}) ${exchange}-${line}`,
    `+1 ${area} ${exchange} ${line}`,
    `${area}.${exchange}.${line}`,
  ]);
  return {
    label: `person ${index}`,
    name: `${first} ${last}`,
    email: `person.${index}@${domain(index, random)}`,
    otherEmail: `other.${index}@${domain(index, random)}`,
    phone,
    samePhone,
    company: `Company of ${last} ${index}`,
  };
}

function domain(index: number, random: Random): string {
  const kind = random.next();
  if (kind < 0.35) return random.pick(freeHosts);
  return kind < 0.5 ? random.pick(knownCompanies).domain : `firm-${index}.example`;
}

/** The email as a hurried person types it. */
export function mistyped(email: string, random: Random): string {
  const [start = "", end = ""] = email.split("@");
  const written = random.pick([email.toUpperCase(), `${start}@${end.toUpperCase()}`, email]);
  return random.pick([`  ${written}`, `${written} `, ` ${written}\t`]);
}

function shuffled<T>(random: Random, values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}
