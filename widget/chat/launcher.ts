import { textOn } from "../ui/contrast.ts";
import type { Words } from "./words.ts";

/** How the launcher looks and where it stands. Colours are `#rgb` or `#rrggbb`. */
export interface LauncherLook extends Partial<Words> {
  readonly position?: "bottom-right" | "bottom-left";
  readonly primaryColor?: string;
  readonly theme?: "light" | "dark" | "auto";
  /** Distance from the edges in px; 20 when absent. */
  readonly offset?: { readonly x?: number; readonly y?: number };
  readonly zIndex?: number;
  readonly launcher?: {
    readonly label?: string;
    /** Address of an image. */
    readonly icon?: string;
    readonly hidden?: boolean;
  };
}

/** What the launcher needs of the panel that it shows. */
export interface Panel extends HTMLElement {
  open: boolean;
}

// Named so that the build makes it small.
const css = String.raw;

// A page may say `* { all: unset !important }`: only important rules of :host stand against it. Pictures take no pointer:
// one that is replaced between press and release would take the click with it.
const styles = css`
:host { all: initial !important; position: fixed !important; z-index: var(--valethon-z, 2147483647) !important; right: var(--valethon-x, 20px) !important; bottom: var(--valethon-y, 20px) !important; color-scheme: light dark !important; }
:host([left]) { right: auto !important; left: var(--valethon-x, 20px) !important; }
:host([theme=light]) { color-scheme: light !important; }
:host([theme=dark]) { color-scheme: dark !important; }
:host([hidden]) { display: none !important; }
button { font: 600 15px/1.4 system-ui, sans-serif; cursor: pointer; border: 1px solid transparent; border-radius: 28px; box-shadow: 0 4px 24px rgb(9 18 35 / .25); }
.go { display: flex; align-items: center; gap: 8px; height: 56px; padding: 0 14px; background: var(--valethon-accent); color: var(--valethon-on-accent); transition: transform .15s; }
.go:hover { transform: scale(1.06); }
[aria-busy=true] { opacity: .7; }
svg, img { width: 26px; height: 26px; }
svg, img, b { pointer-events: none; }
b { position: absolute; top: -4px; right: -4px; padding: 0 6px; border-radius: 10px; background: #d92d20; color: #fff; font: 700 12px/20px system-ui, sans-serif; }
.hint, valethon-panel { position: absolute; bottom: calc(100% + 16px); right: 0; }
:host([left]) :is(.hint, valethon-panel) { right: auto; left: 0; }
.hint { display: flex; width: max-content; max-width: min(280px, 70vw); border-radius: 16px; background: light-dark(#fff, #252c37); box-shadow: 0 4px 24px rgb(9 18 35 / .25); }
.hint button { all: unset; padding: 12px 16px; border-radius: 16px; color: light-dark(#111927, #eef1f6); font: 15px/1.4 system-ui, sans-serif; white-space: pre-line; cursor: pointer; }
button:focus-visible { outline: 2px solid; outline-offset: 2px; }
@media (max-width: 640px), (max-height: 480px) and (pointer: coarse) { :host([open]) .go { visibility: hidden; } }
@media (prefers-reduced-motion) { .go { transition: none; } }
@media print { :host { display: none !important; } }
[hidden] { display: none !important; }`;

const svg = "http://www.w3.org/2000/svg";
const bubblePath = "M21 11.5a8.5 8.5 0 0 1-12.4 7.6L3 21l1.9-5.6A8.5 8.5 0 1 1 21 11.5z";
const downPath = "M5 9l7 7 7-7";

function set(element: Element, attributes: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`);
}

/** Draws a path as an icon. Made by hand, since a page's Trusted Types may forbid any HTML. */
function drawIcon(): { readonly icon: Element; readonly path: Element } {
  const icon = document.createElementNS(svg, "svg");
  const path = document.createElementNS(svg, "path");
  set(icon, { viewBox: "0 0 24 24", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round" });
  set(icon, { "stroke-linejoin": "round", "aria-hidden": true });
  icon.append(path);
  return { icon, path };
}

/**
 * The launcher, `<valethon-chat>`: a round button that opens the chat. `load` fetches the panel at the first opening.
 * Plain DOM without Lit, which comes with the panel: every page view pays for this file.
 *
 * Properties: `look`, `unread`, `bubble` (a text shown beside the closed launcher), `panel` (once loaded), which `show`
 * changes; `load`, `isOpen`.
 * Events: `open`, `close` (after the fact), `dismiss` (the visitor closed the bubble), `error` (the panel could not be
 * loaded; detail: the reason).
 * Parts: `launcher`, `badge`, `bubble`. It has the attribute `open` while the panel shows.
 */
export class ValethonChat extends HTMLElement {
  look: LauncherLook = {};
  unread = 0;
  bubble: string | null = null;
  panel: Panel | null = null;
  isOpen = false;
  #opener: Element | null = null;
  /** Called at each opening until it has succeeded. */
  load: () => Promise<Panel> = () => Promise.reject();

  readonly #hint = document.createElement("div");
  readonly #text = document.createElement("button");
  readonly #dismiss = document.createElement("button");
  readonly #go = document.createElement("button");
  readonly #badge = document.createElement("b");
  readonly #place = document.createElement("div");
  readonly #icon = drawIcon();
  readonly #image = document.createElement("img");

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    set(this.#hint, { class: "hint", part: "bubble", dir: "auto" });
    this.#hint.append(this.#text, this.#dismiss);
    this.#dismiss.textContent = "✕";
    set(this.#go, { class: "go", part: "launcher", "aria-haspopup": "dialog" });
    set(this.#badge, { part: "badge", "aria-hidden": true });
    this.#image.alt = "";
    this.#go.onclick = () => this.toggle();
    this.#text.onclick = () => this.toggle();
    this.#dismiss.onclick = () => {
      this.show({ bubble: null });
      this.#go.focus();
      this.dispatchEvent(new Event("dismiss"));
    };
    this.#place.addEventListener("close", () => void this.close());
    // What is typed in the chat is no command of the page's, to which it would look like typed in no field.
    this.#place.onkeydown = (event) => event.stopPropagation();
    root.append(this.#hint, this.#go, this.#badge, this.#place);
  }

  connectedCallback(): void {
    this.show();
  }

  /** Shows changed properties. */
  show(changed: Partial<Pick<ValethonChat, "look" | "unread" | "bubble" | "panel">> = {}): void {
    Object.assign(this, changed);
    this.#showLook();
    this.#showButton();
    const { panel, isOpen, bubble } = this;
    this.toggleAttribute("open", isOpen);
    this.#hint.hidden = !bubble || isOpen;
    this.#text.textContent = bubble;
    if (panel !== this.#place.firstChild) this.#place.replaceChildren(...(panel ? [panel] : []));
    if (panel) panel.open = isOpen;
  }

  /** Opens the chat. `focus` moves the focus into it: for what the visitor did, never for what the page did. */
  async open(focus = true): Promise<void> {
    if (this.isOpen) return;
    this.isOpen = true;
    this.bubble = null;
    this.#opener = document.activeElement;
    this.show();
    try {
      const panel = this.panel ?? (await this.load());
      this.show({ panel });
    } catch (detail) {
      this.isOpen = false;
      this.show();
      this.dispatchEvent(new CustomEvent("error", { detail }));
      return;
    }
    if (!this.isOpen) return;
    this.dispatchEvent(new Event("open"));
    // Where the focus goes has to be laid out: the browser does that for the next frame anyway, in a task of its own.
    if (focus) requestAnimationFrame(() => setTimeout(() => this.panel?.focus()));
  }

  /** Closes the chat; a focus that was inside goes back to where it came from. */
  async close(): Promise<void> {
    if (!this.isOpen) return;
    const inside = this.shadowRoot?.activeElement;
    this.isOpen = false;
    this.show();
    this.dispatchEvent(new Event("close"));
    if (!inside) return;
    const opener = this.#opener === document.body || this.#opener === this ? null : this.#opener;
    ((opener ?? this.#go) as HTMLElement).focus();
  }

  /** Opens the closed chat, and closes the open one. */
  toggle(): void {
    void (this.isOpen ? this.close() : this.open());
  }

  #showLook(): void {
    const { primaryColor = "#1fb6ff", position, theme, offset, zIndex } = this.look;
    const values = {
      accent: primaryColor,
      "on-accent": textOn(primaryColor),
      x: `${offset?.x ?? 20}px`,
      y: `${offset?.y ?? 20}px`,
      z: zIndex,
    };
    for (const [name, value] of Object.entries(values))
      this.style.setProperty(`--valethon-${name}`, (value ?? "") as string);
    this.toggleAttribute("left", position === "bottom-left");
    set(this, { theme: theme ?? "auto" });
  }

  #showButton(): void {
    const { isOpen } = this;
    const { chat = "", close = "", launcher: { icon, label = "", hidden = false } = {} } = this.look;
    const unread = isOpen ? 0 : this.unread;
    const name = label || chat;
    const go = this.#go;
    go.hidden = hidden;
    const busy = isOpen && !this.panel;
    set(this.#dismiss, { "aria-label": close });
    set(go, { "aria-label": unread ? `${name} (${unread})` : name, "aria-expanded": isOpen, "aria-busy": busy });
    set(this.#icon.icon, { fill: isOpen ? "none" : "currentColor" });
    set(this.#icon.path, { d: isOpen ? downPath : bubblePath });
    if (icon && this.#image.src !== icon) this.#image.src = icon;
    go.replaceChildren(icon && !isOpen ? this.#image : this.#icon.icon, label);
    this.#badge.hidden = !unread || hidden;
    this.#badge.textContent = unread > 99 ? "99+" : `${unread}`;
  }
}
