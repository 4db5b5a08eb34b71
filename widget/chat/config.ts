/** A field of the form before the chat. */
export interface PrechatField {
  readonly name: "name" | "email" | "phone" | "company";
  /** Whether the chat waits for it; unless told, the email or phone that one is reached by is waited for. */
  readonly required?: boolean;
}

/** A form before the first message, which makes the lead. */
export interface Prechat {
  /** In their order; `["name", "email"]` is short for fields by name alone, and stands when nothing is said. */
  readonly fields?: readonly (PrechatField | PrechatField["name"])[];
  /** `always` unless told. */
  readonly when?: "always" | "offline";
}

/** Options of `window.ValethonWidget`: the reference's seven, then ours. What a page leaves out is absent. */
export interface WidgetOptions {
  readonly publicKey: string;
  readonly position: "bottom-right" | "bottom-left";
  /** `#rgb` or `#rrggbb`. */
  readonly primaryColor: string;
  readonly greeting: string;
  readonly showOnMobile: boolean;
  readonly autoOpen: boolean;
  /** Milliseconds; 5,000 unless told. */
  readonly autoOpenDelay: number;
  readonly theme: "light" | "dark" | "auto";
  /** BCP 47; else `<html lang>`, then the browser's. */
  readonly locale: string;
  /** Texts in place of ours: `{de: {send: "Ab damit"}}`. */
  readonly strings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Pixels between the launcher and the window's edges. */
  readonly offset: { readonly x?: number; readonly y?: number };
  readonly zIndex: number;
  /** `icon`: address of an image. `selector`: buttons of the page's own, which open and close the chat. */
  readonly launcher: {
    readonly label?: string;
    readonly icon?: string;
    readonly hidden?: boolean;
    readonly selector?: string;
  };
  /** A text beside the closed launcher until the visitor closes it: true for the greeting. */
  readonly greetingBubble: boolean | string;
  readonly prechat: Prechat;
  /**
   * `required`: nothing is sent or stored before the visitor agreed, in the chat or by `setConsent`; but for this session of
   * the browser that the visitor closed the chat or its bubble.
   */
  readonly consent: "none" | "required";
  /** A page about privacy, linked where the chat asks for consent. */
  readonly privacyUrl: string;
  /** What there is while nobody answers: the chat, a form in its place, or nothing. */
  readonly offline: "chat" | "form" | "hide";
  /** Paths where the chat shows; `*` stands for anything but a slash, `**` for anything. `hide` wins. */
  readonly pages: { readonly show?: readonly string[]; readonly hide?: readonly string[] };
  /** Where the API is, when not where the script came from: an origin, or an address that ends in the API's base path. */
  readonly apiBase: string;
  /**
   * Who the visitor is: claims, a token that the site's server signed, or a function that returns (a promise of) either
   * and is asked whenever a fresh one is needed.
   */
  readonly identity: string | object | (() => unknown);
  /** A soft sound for messages that the visitor does not look at; on unless told. Without it there is no mute either. */
  readonly sound: boolean;
  /**
   * Nonce of the page's Content-Security-Policy. It changes nothing: the chat has no style elements, and what chat.js loads
   * needs no nonce of its own.
   */
  readonly nonce: string;
}

export type GivenOptions = Partial<WidgetOptions>;

const launcherObject = "launcher object";

/** What each option must look like: a pattern for texts, else its types. Kept small, since every page view loads it. */
export const checks: { readonly [Name in keyof WidgetOptions]: RegExp | string } = {
  publicKey: /^pk_(live|test)_\w+$/,
  position: /^bottom-(right|left)$/,
  primaryColor: /^#([\da-f]{3}){1,2}$/i,
  greeting: /\S/,
  showOnMobile: "boolean",
  autoOpen: "boolean",
  autoOpenDelay: "number",
  theme: /^(light|dark|auto)$/,
  locale: /^[a-z]{2,3}([-_]\w+)*$/i,
  strings: "object",
  offset: "object",
  zIndex: "number",
  launcher: launcherObject,
  greetingBubble: "boolean string",
  prechat: "object",
  consent: /^(none|required)$/,
  privacyUrl: "address",
  offline: /^(chat|form|hide)$/,
  pages: "object",
  apiBase: "address",
  identity: "string object function",
  sound: "boolean",
  nonce: /\S/,
};

function fits(value: unknown, check: RegExp | string): boolean {
  if (check instanceof RegExp) return typeof value === "string" && check.test(value);
  if (check === "address") return /^https?:/.test(`${value}`) && URL.canParse(`${value}`);
  // Throws for what is no selector.
  if (check === launcherObject) document.querySelector((value as WidgetOptions["launcher"]).selector ?? "a");
  return check.includes(typeof value) && (typeof value !== "number" || Number.isFinite(value));
}

/**
 * Reads what a page set. A bad value is skipped with one warning that names it (a bad `publicKey` is warned of by who
 * cannot do without); names we do not know are left to newer versions. Never throws, whatever it is given.
 */
export function readOptions(given: unknown, warn: (message: string) => void): GivenOptions {
  const options: Record<string, unknown> = {};
  for (const [name, check] of Object.entries(checks)) {
    try {
      const value = (given as Record<string, unknown> | null | undefined)?.[name] ?? undefined;
      if (value === undefined) continue;
      if (!fits(value, check)) throw value;
      options[name] = value;
    } catch {
      if (name !== "publicKey") warn(`option "${name}" is not valid.`);
    }
  }
  return options as GivenOptions;
}
