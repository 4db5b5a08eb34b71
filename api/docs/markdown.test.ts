import { describe, expect, test } from "vitest";
import { markdown } from "./markdown.ts";

describe("markdown", () => {
  test.each([
    ["two\nlines\n\nnext", "<p>two lines</p><p>next</p>"],
    ["## Rate limits\ntext", '<h2 id="rate-limits">Rate limits</h2><p>text</p>'],
    ["- one\n  more\n- two", "<ul><li>one more</li><li>two</li></ul>"],
    ["a `b<c` **d `e`**", "<p>a <code>b&lt;c</code> <strong>d <code>e</code></strong></p>"],
    [
      "```sh\n<x>\n\n- y\n```\nafter",
      '<div class="block"><pre class="code" tabindex="0"><code>&lt;x&gt;\n\n- y</code></pre></div><p>after</p>',
    ],
    ["", ""],
  ])("%j", (text, expected) => {
    expect(markdown(text).text).toBe(expected);
  });

  test("a table has a head and rows", () => {
    const { text } = markdown("| A | B |\n|---|---|\n| `a` | 1 |");
    expect(text).toContain('<th scope="col">A</th><th scope="col">B</th>');
    expect(text).toContain("<tr><td><code>a</code></td><td>1</td></tr>");
  });
});
