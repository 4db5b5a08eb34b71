/** An amount as people write it, without cents when it has none. */
export function moneyText(value: number, currency: string): string {
  const digits = Number.isInteger(value) ? 0 : 2;
  return value.toLocaleString("en", {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** The sum of two amounts of one currency, exact to the cent. */
export function addMoney(one: number, other: number): number {
  return (Math.round(one * 100) + Math.round(other * 100)) / 100;
}

/** What an amount counts as at a probability in percent, as the API reckons it: half a cent counts as one. */
export function weighted(value: number, probability: number): number {
  return Math.floor((Math.round(value * 100) * probability + 50) / 100) / 100;
}

/** The amount that somebody typed, in whole cents or less; null for what is none. Nothing is 0. */
export function amountOf(text: string): number | null {
  const bare = text
    .replaceAll(/[\s']/g, "")
    .replace(/,(?=\d{3}(?:[,.]|$))/g, "")
    .replace(",", ".");
  if (bare === "") return 0;
  return /^\d{1,13}(?:\.\d{1,2})?$/.test(bare) ? Number(bare) : null;
}
