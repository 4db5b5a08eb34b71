import { html, svg, type TemplateResult } from "lit";

const shapes = {
  inbox: svg`<path d="M3.5 13.5 6 5.6A1.6 1.6 0 0 1 7.5 4.5h9A1.6 1.6 0 0 1 18 5.6l2.5 7.9v4.4a1.6 1.6 0 0 1-1.6 1.6H5.1a1.6 1.6 0 0 1-1.6-1.6z"/><path d="M3.5 13.5H8l1.3 2.4h5.4l1.3-2.4h4.5"/>`,
  leads: svg`<circle cx="9" cy="8" r="3.5"/><path d="M2.8 19.5c.5-3.4 3-5.4 6.2-5.4s5.7 2 6.2 5.4"/><path d="M15.5 4.8a3.4 3.4 0 0 1 0 6.4M17.6 14.6c2 .7 3.3 2.4 3.6 4.9"/>`,
  search: svg`<circle cx="11" cy="11" r="6.2"/><path d="m20 20-4.6-4.6"/>`,
  check: svg`<path d="m5 12.6 4.4 4.4L19 7.4"/>`,
  close: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  back: svg`<path d="M14.5 5.5 8 12l6.5 6.5"/>`,
  next: svg`<path d="M9.5 5.5 16 12l-6.5 6.5"/>`,
  up: svg`<path d="m6.5 14 5.5-5.5 5.5 5.5"/>`,
  down: svg`<path d="m6.5 10 5.5 5.5 5.5-5.5"/>`,
  person: svg`<circle cx="12" cy="8.2" r="3.7"/><path d="M4.8 19.7c.6-3.8 3.4-5.8 7.2-5.8s6.6 2 7.2 5.8"/>`,
  panel: svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><path d="M14.5 4.5v15"/>`,
  out: svg`<path d="M14 4.5H6.6A1.6 1.6 0 0 0 5 6.1v11.8a1.6 1.6 0 0 0 1.6 1.6H14M10.5 12H20m-3.5-3.8L20.3 12l-3.8 3.8"/>`,
  chat: svg`<path d="M4 6.6A2.1 2.1 0 0 1 6.1 4.5h11.8A2.1 2.1 0 0 1 20 6.6v7.8a2.1 2.1 0 0 1-2.1 2.1H10l-4.4 3.4v-3.4A2.1 2.1 0 0 1 4 14.4z"/>`,
  mail: svg`<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7 8 6 8-6"/>`,
  phone: svg`<path d="M6.3 4.5h2.9l1.5 3.8-1.9 1.4a12 12 0 0 0 5.5 5.5l1.4-1.9 3.8 1.5v2.9a1.8 1.8 0 0 1-2 1.8A15.3 15.3 0 0 1 4.5 6.5a1.8 1.8 0 0 1 1.8-2z"/>`,
  company: svg`<path d="M5 20V5.6A1.1 1.1 0 0 1 6.1 4.5h7.8A1.1 1.1 0 0 1 15 5.6V20M15 10h3a1 1 0 0 1 1 1v9M3.5 20h17M8.3 8.5h3.4M8.3 12h3.4M8.3 15.5h3.4"/>`,
  bolt: svg`<path d="M13 3.500 5.500 13.500h5.500L10.500 20.500l8-10.500h-5.600z"/>`,
  block: svg`<circle cx="12" cy="12" r="8"/><path d="m6.500 6.500 11 11"/>`,
  bell: svg`<path d="M6.500 10a5.500 5.500 0 0 1 11 0c0 5 2 6 2 6h-15s2-1 2-6M10 19a2.200 2.200 0 0 0 4 0"/>`,
  bellOff: svg`<path d="M6.500 10a5.500 5.500 0 0 1 9-4.200M17.500 10c0 5 2 6 2 6H9M6 12.500C5.600 15.200 4.500 16 4.500 16M10 19a2.200 2.200 0 0 0 4 0M4 4l16 16"/>`,
  note: svg`<path d="M6.6 4.5h10.8A1.6 1.6 0 0 1 19 6.1v8.4l-5 5H6.6A1.6 1.6 0 0 1 5 17.9V6.1a1.6 1.6 0 0 1 1.6-1.6z"/><path d="M19 14.5h-3.4a1.6 1.6 0 0 0-1.6 1.6v3.4M8.5 9h7M8.5 12.5h4"/>`,
  task: svg`<rect x="4.5" y="4.5" width="15" height="15" rx="3"/><path d="m8.5 12.3 2.5 2.5 4.6-5"/>`,
  flask: svg`<path d="M9.5 4.5h5M10.5 4.5v5.2l-5 7.6a1.5 1.5 0 0 0 1.2 2.2h10.6a1.5 1.5 0 0 0 1.2-2.2l-5-7.6V4.5M8 14.5h8"/>`,
  link: svg`<path d="M13 5h6v6M19 5l-9 9M10.5 6.5H6.1A1.6 1.6 0 0 0 4.5 8.1v9.8a1.6 1.6 0 0 0 1.6 1.6h9.8a1.6 1.6 0 0 0 1.6-1.6v-4.4"/>`,
  plus: svg`<path d="M12 5.5v13M5.5 12h13"/>`,
  chain: svg`<path d="m10 14 4-4M11.2 7.4l1.9-1.9a3.8 3.8 0 0 1 5.4 5.4l-1.9 1.9M12.8 16.6l-1.9 1.9a3.8 3.8 0 0 1-5.4-5.4l1.9-1.9"/>`,
  reopen: svg`<path d="M5 12a7 7 0 1 1 2.2 5.1M5 17.5v-5h5"/>`,
  alert: svg`<path d="M12 4.5 3.2 19.5h17.6zM12 10v4.5m0 2.4v.1"/>`,
  more: svg`<path d="M6 12h.01M12 12h.01M18 12h.01" stroke-width="2.6"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 8.5V6a1.5 1.5 0 0 0-1.5-1.5H6A1.5 1.5 0 0 0 4.5 6v8A1.5 1.5 0 0 0 6 15.5h2.5"/>`,
  settings: svg`<path d="M4.5 7.5h8M17 7.5h2.5M4.5 16.5H7M11.5 16.5h8"/><circle cx="14.7" cy="7.5" r="2.2"/><circle cx="9.2" cy="16.5" r="2.2"/>`,
  visitors: svg`<circle cx="12" cy="12" r="8"/><path d="M4 12h16M12 4c2.3 2.2 3.4 4.9 3.4 8s-1.1 5.8-3.4 8c-2.3-2.2-3.4-4.9-3.4-8s1.1-5.8 3.4-8z"/>`,
  pipeline: svg`<rect x="4" y="4.5" width="4.4" height="15" rx="1.2"/><rect x="10" y="4.5" width="4.4" height="10" rx="1.2"/><rect x="16" y="4.5" width="4.4" height="6.5" rx="1.2"/>`,
  grip: svg`<path d="M9.500 6.500h.01M14.500 6.500h.01M9.500 12h.01M14.500 12h.01M9.500 17.500h.01M14.500 17.500h.01" stroke-width="2.4"/>`,
  rows: svg`<path d="M4.500 7h15M4.500 12h15M4.500 17h15"/>`,
  calendar: svg`<rect x="4.500" y="5.500" width="15" height="14" rx="2"/><path d="M4.500 10h15M8.500 3.500v4M15.500 3.500v4"/>`,
  trophy: svg`<path d="M8 4.500h8v5a4 4 0 0 1-8 0zM8 6H5v1a3 3 0 0 0 3 3M16 6h3v1a3 3 0 0 1-3 3M12 13.500V17M8.500 19.500h7M9.500 19.500c0-1.500 1-2.500 2.500-2.500s2.500 1 2.500 2.500"/>`,
  reports: svg`<path d="M4.5 19.500h15M7 16v-4.500M12 16V6M17 16V9.5"/>`,
  edit: svg`<path d="m14.5 6 3.5 3.500L9 18.500l-4.3.8.8-4.300zM13 7.500l3.5 3.5"/>`,
  trash: svg`<path d="M5 7h14M9.5 7V4.700h5V7M7 7l.7 11.300a1.2 1.2 0 0 0 1.2 1.200h6.200a1.2 1.2 0 0 0 1.2-1.200L17 7M10.3 10.500v5.500M13.7 10.500v5.5"/>`,
  download: svg`<path d="M12 4.500v10m-4-3.7 4 4 4-4M5 19.500h14"/>`,
  upload: svg`<path d="M12 15V5m-4 3.7 4-4 4 4M5 19.500h14"/>`,
} as const;

export type IconName = keyof typeof shapes;

/** A line icon in the colour of its text. Decoration: its control carries the name. */
export function icon(name: IconName, size = 18): TemplateResult {
  return html`<svg
    width=${size}
    height=${size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.7"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${shapes[name]}
  </svg>`;
}

/** The product's mark. */
export function mark(size = 28): TemplateResult {
  return html`<svg width=${size} height=${size} viewBox="0 0 32 32" aria-hidden="true">
    <path
      d="M8 3h16a6 6 0 0 1 6 6v9a6 6 0 0 1-6 6h-7.5L9.2 29.3A.8.8 0 0 1 8 28.6V24a6 6 0 0 1-6-6V9a6 6 0 0 1 6-6z"
      fill="#1FB6FF"
    />
    <path d="m10.5 9.5 5.5 9 5.5-9" fill="none" stroke="#06243a" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" />
  </svg>`;
}
