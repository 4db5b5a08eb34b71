import fc from "fast-check";
import type { html } from "lit";
import { describe, expect, test } from "vitest";
import { linkify, splitLinks } from "./links.ts";

const joined = (message: string): string =>
  splitLinks(message)
    .map((part) => (typeof part === "string" ? part : part.text))
    .join("");

describe("links in messages", () => {
  test("a sentence's full stop, quotes and brackets are not part of the link", () => {
    expect(splitLinks("See (https://example.com/a_(b)), or www.example.com.")).toEqual([
      "See (",
      { text: "https://example.com/a_(b)", href: "https://example.com/a_(b)" },
      "), or ",
      { text: "www.example.com", href: "https://www.example.com/" },
      ".",
    ]);
  });

  test("an email address becomes a mailto link", () => {
    expect(splitLinks("Write to anna+web@example.co.uk!")).toEqual([
      "Write to ",
      { text: "anna+web@example.co.uk", href: "mailto:anna+web@example.co.uk" },
      "!",
    ]);
  });

  test("other protocols stay plain text", () => {
    for (const text of ["javascript:alert(1)", "data:text/html,hi", "file:///etc/passwd", "vbscript:x", "https://"]) {
      expect(splitLinks(text)).toEqual([text]);
    }
  });

  test("every link leads to http, https or mail, and no character is lost", () => {
    const words = fc.array(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.emailAddress(),
        fc.constantFrom("javascript:alert(1)//", "www.", "(", ")."),
      ),
    );
    fc.assert(
      fc.property(words, (parts) => {
        const message = parts.join(" ");
        expect(joined(message)).toBe(message);
        for (const part of splitLinks(message)) {
          if (typeof part !== "string") expect(part.href).toMatch(/^(https?|mailto):/);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("4,000 characters made to be slow are split in no time", () => {
    const started = performance.now();
    for (const piece of ["a", "a.", "https://", "www.", "a@", "("]) splitLinks(piece.repeat(4000 / piece.length));
    splitLinks(`https://e.org/${")".repeat(3900)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

test("a link that is shown tells its page nothing and vouches for nothing", () => {
  const [before, link] = linkify("See www.example.com") as [string, ReturnType<typeof html>];
  expect(before).toBe("See ");
  expect(link.strings.join()).toContain('rel="noopener noreferrer nofollow ugc"');
  expect(link.values).toEqual(["https://www.example.com/", "www.example.com"]);
});
