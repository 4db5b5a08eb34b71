// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources of templates are what is tested here.
import { expect, test } from "vitest";
import { shrinkTemplates } from "./templates.ts";

test("line breaks and indentation in html and css become one space", () => {
  expect(shrinkTemplates("const a = html`<p\n    class=b>c</p>\n  <i></i>`;")).toBe(
    "const a = html`<p class=b>c</p> <i></i>`;",
  );
  expect(shrinkTemplates("css`\n:host { }\nb { }`")).toBe("css` :host { } b { }`");
});

test("what is code, text or another template stays as it is", () => {
  const same = [
    "const text = `line\n  line`;",
    'const code = {\n  a: "html",\n};',
    "html`<p>${join(`\n`)}</p>`",
    "html`${() => {\n  return { a: '`' };\n}}`",
    "html`two  spaces stay`",
  ];
  for (const source of same) expect(shrinkTemplates(source)).toBe(source);
});

test("templates in templates are found", () => {
  const source = "html`<a>\n  ${yes ? html`<b\n   c>` : nothing}\n</a>`";
  expect(shrinkTemplates(source)).toBe("html`<a> ${yes ? html`<b c>` : nothing} </a>`");
});
