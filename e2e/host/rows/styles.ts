import type { HostRow } from "../row.ts";

/** The page's own things keep a look of their own, or they would go under as well. */
const own = `body, .own, .own * { all: revert !important; display: block !important; visibility: visible !important }
  head, script { display: none !important }`;

const styled = (name: string, css: string): HostRow => ({
  name,
  page: () => ({ head: `<style>${css} ${own}</style>` }),
});

/** Style sheets that want everything to look otherwise. `html *`: what a page does to its root element befalls all it shows. */
export const styleRows: readonly HostRow[] = [
  styled("a page that unsets every property", "* { all: unset !important }"),
  styled(
    "a page that hides and moves whatever is not its own",
    `html * { display: none !important; visibility: hidden !important; opacity: 0 !important; position: static !important;
      filter: invert(1) !important; transform: rotate(45deg) !important; translate: 50px !important; scale: .5 !important;
      clip-path: inset(50%) !important; mix-blend-mode: difference !important; zoom: 2 !important; float: left !important;
      width: 0 !important; height: 0 !important; max-width: 0 !important; max-height: 0 !important; margin: 99px !important;
      inset: 0 !important; contain: strict !important; content-visibility: hidden !important; pointer-events: none !important;
      user-select: none !important; direction: rtl !important; writing-mode: vertical-rl !important; z-index: -1 !important }`,
  ),
  styled(
    "a page with letters of its own",
    `html { font: 40px/3 serif; letter-spacing: 9px; text-transform: uppercase; color: #fff; text-shadow: 3px 3px red }
      h1 { font-size: 40px } body { font-size: 16px; line-height: 20px; color: #000 }`,
  ),
  styled(
    "a page that has its say on every button, picture and field",
    `svg, path { fill: red !important; stroke: lime !important; width: 5px !important; display: none !important }
      button, textarea, [role=dialog], [role=log] { background: red !important; transform: rotate(45deg) !important;
      border: 9px solid lime !important; height: 5px !important; animation: none !important; outline: 9px solid red }
      div, span, b, p, header, footer { display: none !important } valethon-chat { display: none !important }`,
  ),
];
