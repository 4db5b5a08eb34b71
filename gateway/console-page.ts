import { readFile } from "node:fs/promises";
import type { Config } from "../api/config.ts";

type PublicConfig = Pick<Config, "publicUrl" | "publicOrigins" | "baseDomain">;

/** A speech bubble in the product's blue: one request less than a file. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='%231FB6FF' d='M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-6 5v-5H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z'/%3E%3C/svg%3E";

/**
 * The one page of the console, whose own router does the rest. `manifestFile` is the build's manifest, which names the
 * entry by its hash. Null while the console is not built.
 */
export async function consolePage(manifestFile: string, nonce: string): Promise<string | null> {
  const entry = await readEntry(manifestFile);
  if (entry === null) return null;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>Valethon</title>
    <link rel="icon" href="${icon}">
    <script type="module" nonce="${nonce}" src="/crm/assets/${entry}"></script>
  </head>
  <body>
    <valethon-console></valethon-console>
    <noscript>The console needs JavaScript. Allow it for this address, then reload.</noscript>
  </body>
</html>
`;
}

async function readEntry(manifestFile: string): Promise<string | null> {
  const text = await readFile(manifestFile, "utf8").catch(() => null);
  if (text === null) return null;
  // Written by our own build, replaced whole: it is never half of a file.
  const manifest = JSON.parse(text) as { readonly console: { readonly entry: string } | null };
  return manifest.console?.entry.replace(/^console\//, "") ?? null;
}

/** The console's Content-Security-Policy. Sockets are named because `'self'` leaves them out in older Safari. */
export function consolePolicy(nonce: string, { publicOrigins, publicUrl, baseDomain }: PublicConfig): string {
  const sockets = publicOrigins.map((origin) => origin.replace(/^http/, "ws"));
  if (baseDomain !== null) sockets.push(`${publicUrl.protocol.replace("http", "ws")}//*.${baseDomain}`);
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self' ${sockets.join(" ")}`,
    "img-src 'self' data: https:",
    "font-src 'self'",
    "media-src 'self'",
    "manifest-src 'self'",
    // The preview of the widget.
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ].join("; ");
}
