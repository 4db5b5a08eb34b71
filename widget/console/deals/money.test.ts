import { describe, expect, test } from "vitest";
import { addMoney, amountOf, moneyText, weighted } from "./money.ts";

describe("amounts", () => {
  test("are read as people write them, and nothing else is", () => {
    expect(["", "1500", "1,500", "1 500.5", "1,234,567.89", "12,5", "1'000"].map(amountOf)).toEqual([
      0, 1500, 1500, 1500.5, 1_234_567.89, 12.5, 1000,
    ]);
    expect(["-1", "1.234", "lots", "1e5", "1.2.3"].map(amountOf)).toEqual([null, null, null, null, null]);
  });

  test("add up exactly, and weigh as the API weighs them", () => {
    expect(addMoney(0.1, 0.2)).toBe(0.3);
    expect(weighted(12_500.5, 30)).toBe(3750.15);
    expect(weighted(0.05, 30)).toBe(0.02);
  });

  test("show cents where there are some", () => {
    expect([moneyText(50_000, "USD"), moneyText(0.5, "EUR")]).toEqual(["$50,000", "€0.50"]);
  });
});
