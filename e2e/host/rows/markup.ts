import type { Company } from "../../support/fixtures.ts";
import { snippet } from "../../support/host-pages.ts";
import type { HostRow } from "../row.ts";

const config = ({ publicKey }: Company) => `<script>window.ValethonWidget = { publicKey: "${publicKey}" }</script>`;
const script = ({ stack }: Company, attributes: string) =>
  `<script src="${stack.url}/widget/chat.js" ${attributes}></script>`;

/** With the config in front, and the script at one of the places where people put it. */
function placed(name: string, attributes: string, where: "widget" | "foot"): HostRow {
  return {
    name,
    page: (company) => ({ widget: "", [where]: config(company) + script(company, attributes) }),
  };
}

/** Where the script stands, and what the document around it is. */
export const markupRows: readonly HostRow[] = [
  { name: "a plain page", page: () => ({}) },
  placed("a page that loads it in the head at once", "", "widget"),
  placed("a page that defers it", 'defer=""', "widget"),
  placed("a page that loads it at the end of the body", "", "foot"),
  {
    name: "a page that is configured after the script",
    page: (company) => ({ widget: script(company, ""), foot: config(company) }),
  },
  { name: "a page that includes it twice", times: 2, page: (company) => ({ foot: snippet(company) }) },
  {
    name: "a page that has the element and no config",
    page: (company) => ({
      widget: script(company, 'async=""'),
      foot: `<valethon-chat public-key="${company.publicKey}"></valethon-chat>`,
    }),
  },
  {
    name: "a page that imports the module",
    asks: "/widget/valethon-chat.js",
    page: (company) => ({
      widget: `${config(company)}<script type="module" src="${company.stack.url}/widget/valethon-chat.js"></script>`,
    }),
  },
  {
    name: "a page that called it before it was there",
    page: (company) => ({
      head: `<script>window.Valethon ||= (...a) => (Valethon.q ||= []).push(a); Valethon("setLocale", "sv")</script>`,
      widget: snippet(company),
    }),
    replied: "Automatiskt svar",
  },
  { name: "a page with another base address", page: () => ({ head: '<base href="https://other.example/x/"/>' }) },
  {
    name: "a page that is written from right to left",
    page: () => ({ attributes: 'dir="rtl" lang="ar"' }),
    replied: "رد تلقائي",
  },
  { name: "a page in quirks mode", page: () => ({ doctype: "" }) },
  {
    name: "a page that is XHTML",
    page: () => ({
      doctype: "<!DOCTYPE html>",
      attributes: 'xmlns="http://www.w3.org/1999/xhtml" lang="en"',
      headers: { "Content-Type": "application/xhtml+xml" },
    }),
  },
];
