// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources of templates are what is tested here.
import { expect, test } from "vitest";
import { shrinkTemplates } from "./templates.ts";

test("line breaks and indentation in html and css become one space", () => {
  expect(shrinkTemplates("const a = html`<p\n    class=b>c</p>\n  <i></i>`;")).toBe(
    "const a = html`<p class=b>c</p> <i></i>`;",
  );
});

test("css loses every space that means nothing", () => {
  const source =
    "css`\n:host([open]) { color: red; margin: 0 auto; }\n@media (max-width: 9px), print { b, i :hover > a { top: 0; } }`";
  const small = "css` :host([open]){color:red;margin:0 auto}@media (max-width:9px),print{b,i :hover > a{top:0}}`";
  expect(shrinkTemplates(source)).toBe(small);
  expect(shrinkTemplates("css`b::before { content: ' : { '; }`")).toBe("css`b::before{content:' : { '}`");
  expect(shrinkTemplates("css`b { top: ${1 + 1} px; left: ${`a ; b`}; }`")).toBe(
    "css`b{top:${1 + 1} px;left:${`a ; b`}}`",
  );
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
