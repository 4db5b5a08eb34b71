import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The page in which the console shows the real widget as its settings are edited. Its script stands in the page, since a
 * sandboxed frame is of no origin that could ask for the console's files. `folder` is what the build made; null while
 * there is no console.
 */
export async function previewPage(folder: string, nonce: string): Promise<string | null> {
  const script = await readScript(folder);
  if (script === null) return null;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>Your website</title>
    <style nonce="${nonce}">
      :root { color-scheme: light; }
      body { margin: 0; background: light-dark(#fff, #14181f); }
      div { max-width: 46rem; margin: 0 auto; padding: 3rem 2rem; }
      i { display: block; height: 0.75rem; margin: 0 0 1rem; border-radius: 6px; background: light-dark(#eceff3, #252c37); }
      i.title { width: 45%; height: 1.75rem; margin-bottom: 2rem; }
      i.short { width: 70%; margin-bottom: 2.5rem; }
    </style>
    <script type="module" nonce="${nonce}">${script}</script>
    <script nonce="${nonce}" src="/widget/chat.js" defer></script>
  </head>
  <body>
    <div aria-hidden="true"><i class="title"></i><i></i><i></i><i class="short"></i><i></i><i></i><i></i><i class="short"></i></div>
  </body>
</html>
`;
}

async function readScript(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, "manifest.json"), "utf8").catch(() => null);
  if (text === null) return null;
  const { console } = JSON.parse(text) as { readonly console: { readonly preview: string } | null };
  const script = console === null ? null : await readFile(join(folder, console.preview), "utf8").catch(() => null);
  // The only words of a script that could end its element or hide its end.
  return script?.replaceAll(/<(?=\/script|!--)/gi, "\\x3c") ?? null;
}

/**
 * The preview's Content-Security-Policy: sandboxed even when it is opened by itself, so that it shares neither cookies
 * nor storage with the console, and without any connection, so that nothing tried in it reaches real data.
 */
export function previewPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data: https:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "sandbox allow-scripts",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ].join("; ");
}
