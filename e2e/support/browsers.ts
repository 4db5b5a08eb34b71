import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, firefox } from "playwright";

/** A browser the tests can start. `path` is null when it is Playwright's own download. */
export interface Browser {
  readonly path: string | null;
}

const systemNames = {
  chromium: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  firefox: ["firefox-esr", "firefox"],
} as const;
const own = { chromium, firefox } as const;

/** Finds a browser of this machine, else the one Playwright downloaded; null when there is neither. */
export function findBrowser(name: "chromium" | "firefox"): Browser | null {
  const system = findProgram(systemNames[name]);
  if (system !== null) return { path: system };
  return existsSync(own[name].executablePath()) ? { path: null } : null;
}

/** The first of these programs found on PATH, as a whole path. */
export function findProgram(
  names: readonly string[],
  folders = (process.env["PATH"] ?? "").split(delimiter),
): string | null {
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) return found;
  }
  return null;
}

/** Chromium without sandbox (containers run as root), and without the calls home that a test must not wait for. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
