import { once } from "node:events";
import { createServer } from "node:http";
import type { Company } from "./fixtures.ts";
import { freePort } from "./ports.ts";

export interface HostPage {
  /** Markup of the head, before the widget's. */
  readonly head?: string;
  /** In place of the two script elements that a website needs. */
  readonly widget?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A customer's website, on another site than the product. */
export interface HostSite {
  /** Puts a page there and returns its address. */
  put(path: string, page?: HostPage): string;
  close(): Promise<void>;
}

/** The two script elements of the reference; `options` is the inside of an object literal. */
export function snippet({ stack, publicKey }: Company, options = "", attributes = ""): string {
  return `<script ${attributes}>window.ValethonWidget = { publicKey: "${publicKey}", ${options} };</script>
<script ${attributes} src="${stack.url}/widget/chat.js" async></script>`;
}

/** A real server: a browser takes a page that a test fulfils itself for one of the public internet, and keeps it from ours. */
export async function startHostSite(company: Company): Promise<HostSite> {
  const pages = new Map<string, HostPage>();
  const server = createServer((request, response) => {
    const page = pages.get(new URL(request.url ?? "/", "http://host").pathname);
    response.writeHead(page ? 200 : 404, { "Content-Type": "text/html; charset=utf-8", ...page?.headers });
    response.end(page && render(page, company));
  });
  const port = await freePort();
  await once(server.listen(port, "127.0.0.1"), "listening");
  return {
    put(path, page = {}) {
      pages.set(`/${path}`, page);
      return `http://127.0.0.1:${port}/${path}`;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function render({ head = "", widget, body = "<h1>Shop</h1>" }: HostPage, company: Company): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
${head}${widget ?? snippet(company)}</head><body>${body}</body></html>`;
}
