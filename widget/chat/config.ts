/** Options of `window.ValethonWidget`: the reference's seven, then ours. What a page leaves out is absent. */
export interface WidgetOptions {
  readonly publicKey: string;
  readonly position: "bottom-right" | "bottom-left";
  /** `#rgb` or `#rrggbb`. */
  readonly primaryColor: string;
  readonly greeting: string;
  readonly showOnMobile: boolean;
  readonly autoOpen: boolean;
  /** Milliseconds. */
  readonly autoOpenDelay: number;
  readonly theme: "light" | "dark" | "auto";
  /** BCP 47; else `<html lang>`, then the browser's. */
  readonly locale: string;
  /** Texts in place of ours: `{de: {send: "Ab damit"}}`. */
  readonly strings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Pixels between the launcher and the window's edges. */
  readonly offset: { readonly x?: number; readonly y?: number };
  readonly zIndex: number;
  readonly launcher: { readonly label?: string; readonly icon?: string; readonly hidden?: boolean };
  /** Where the API is, when not where the script came from: an origin, or an address that ends in the API's base path. */
  readonly apiBase: string;
  /**
   * Who the visitor is: claims, a token that the site's server signed, or a function that returns (a promise of) either
   * and is asked whenever a fresh one is needed.
   */
  readonly identity: string | object | (() => unknown);
  /** A soft sound for messages that the visitor does not look at; on unless told. Without it there is no mute either. */
  readonly sound: boolean;
  /** Nonce of the page's Content-Security-Policy, for style elements. */
  readonly nonce: string;
}

export type GivenOptions = Partial<WidgetOptions>;

/** The reference's defaults that are not the launcher's own; `greeting` and texts have theirs in each language. */
export const defaults = { showOnMobile: true, autoOpen: false, autoOpenDelay: 5_000 } as const;

/** What each option must look like: a pattern for texts, else the type. Kept small, since every page view loads it. */
export const checks: {
  readonly [Name in keyof WidgetOptions]: RegExp | "boolean" | "number" | "object" | "address" | "identity";
} = {
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
  launcher: "object",
  apiBase: "address",
  identity: "identity",
  sound: "boolean",
  nonce: /\S/,
};

function fits(value: unknown, check: RegExp | string): boolean {
  if (check instanceof RegExp) return typeof value === "string" && check.test(value);
  if (check === "identity") return /^[sof]/.test(typeof value);
  if (check === "address") return /^https?:/.test(`${value}`) && URL.canParse(`${value}`);
  return typeof value === check && (check !== "number" || Number.isFinite(value));
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
