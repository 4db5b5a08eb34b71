import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contrast, textFrom, textOn } from "./contrast.ts";

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

describe("contrast", () => {
  test("agrees with the published examples", () => {
    expect(contrast("#000", "#fff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
  });

  test("text on any accent can be read", () => {
    fc.assert(fc.property(hex, (accent) => contrast(accent, textOn(accent)) >= 4.5));
  });

  test("any accent as text can be read on the light and the dark surface", () => {
    for (const background of ["#ffffff", "#f1f4f8", "#14181f", "#252c37"]) {
      fc.assert(fc.property(hex, (accent) => contrast(textFrom(accent, background), background) >= 4.5));
    }
  });

  test("an accent that can be read already stays as it is", () => {
    expect(textFrom("#1d4ed8", "#ffffff")).toBe("#1d4ed8");
    expect(textOn("#1d4ed8")).toBe("#fff");
  });

  test("white stays white only where it can be read", () => {
    expect(textOn("#1FB6FF")).toBe("#000");
    expect(textOn("#ff0")).toBe("#000");
    expect(textOn("#c00")).toBe("#fff");
  });
});
