import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { Company } from "./fixtures.ts";
import { freePort } from "./ports.ts";

/** A page of a customer's website. What is written here is well-formed XML too where a page is served as such. */
export interface HostPage {
  /** What stands before the html element: `<!doctype html>` unless told. */
  readonly doctype?: string;
  /** Attributes of the html element: `lang="en"` unless told. */
  readonly attributes?: string;
  /** Markup of the head, before the widget's. */
  readonly head?: string;
  /** In place of the two script elements that a website needs. */
  readonly widget?: string;
  readonly body?: string;
  /** The widget's markup at the end of the body. */
  readonly foot?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A customer's website, on another site than the product. */
export interface HostSite {
  readonly origin: string;
  /** Puts a page there and returns its address. With `?bare` it comes without the widget. */
  put(path: string, page?: HostPage): string;
  /** What browsers reported to `/reports` of the page at this path: `<directive> <what was blocked>` each. */
  reports(path: string): readonly string[];
  close(): Promise<void>;
}

/** The two script elements of the reference; `options` is the inside of an object literal. */
export function snippet({ stack, publicKey }: Company, options = "", attributes = ""): string {
  return `<script ${attributes}>window.ValethonWidget = { publicKey: "${publicKey}", ${options} };</script>
<script ${attributes} src="${stack.url}/widget/chat.js" async=""></script>`;
}

/** What a browser posts to a policy's `report-uri`, as far as it is looked at. */
interface ViolationReport {
  readonly "csp-report": Readonly<Record<"document-uri" | "effective-directive" | "blocked-uri", string>>;
}

/** A real server: a browser takes a page that a test fulfils itself for one of the public internet, and keeps it from ours. */
export async function startHostSite(company: Company): Promise<HostSite> {
  const pages = new Map<string, HostPage>();
  const reports: { readonly path: string; readonly violation: string }[] = [];

  async function takeReport(request: IncomingMessage): Promise<void> {
    const { "csp-report": report } = JSON.parse(await text(request)) as ViolationReport;
    const path = new URL(report["document-uri"]).pathname;
    reports.push({ path, violation: `${report["effective-directive"]} ${report["blocked-uri"]}` });
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://host");
    if (pathname === "/reports") await takeReport(request);
    const page = pages.get(pathname);
    response.writeHead(page ? 200 : 404, { "Content-Type": "text/html; charset=utf-8", ...page?.headers });
    response.end(page && render(searchParams.has("bare") ? { ...page, widget: "", foot: "" } : page, company));
  });
  const port = await freePort();
  await once(server.listen(port, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    put(path, page = {}) {
      pages.set(`/${path}`, page);
      return `${origin}/${path}`;
    },
    reports: (path) => reports.filter((report) => report.path === `/${path}`).map(({ violation }) => violation),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function render(page: HostPage, company: Company): string {
  const { doctype = "<!doctype html>", attributes = 'lang="en"', head = "", body = "<h1>Shop</h1>", foot = "" } = page;
  return `${doctype}<html ${attributes}><head><meta charset="utf-8"/><title>Shop</title><link rel="icon" href="data:,"/>
${head}${page.widget ?? snippet(company)}</head><body>${body}${foot}</body></html>`;
}
