import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";
import { freePort } from "../../support/ports.ts";
import { backends } from "./backends.ts";

/** A website, a CDN and the peers' backends in one server. */
export interface Site {
  /** Where the files of npm packages lie. Of another site than the pages, as on the web. */
  readonly packages: string;
  readonly backends: string;
  /** Puts a page with this markup there and returns its address. */
  put(name: string, markup: string): string;
  close(): Promise<void>;
}

const shrink = promisify(brotliCompress);
const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
};
const everybody = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*" };

/** Serves the packages below `folder`, each file with brotli at its best, as a CDN does that has it ready. */
export async function startSite(folder: string): Promise<Site> {
  const pages = new Map<string, string>();
  const files = new Map<string, Promise<Buffer>>();

  async function small(path: string): Promise<Buffer> {
    return await shrink(await readFile(join(folder, normalize(path))));
  }

  async function sendFile(path: string, response: ServerResponse): Promise<void> {
    const file = files.get(path) ?? small(path);
    files.set(path, file);
    const body = await file;
    response.writeHead(200, {
      ...everybody,
      "Content-Type": types[extname(path)] ?? "application/octet-stream",
      "Content-Encoding": "br",
      "Content-Length": body.length,
      "Cache-Control": "public, max-age=31536000, immutable",
    });
    response.end(body);
  }

  async function sendAnswer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "OPTIONS") return void response.writeHead(204, everybody).end();
    const [, name = "", rest = ""] = /^([^/]+)(.*)$/.exec(path) ?? [];
    const body = await text(request);
    const answer = backends[name]?.(rest, body === "" ? {} : JSON.parse(body)) ?? null;
    response.writeHead(answer === null ? 404 : 200, { ...everybody, "Content-Type": "application/json" });
    response.end(JSON.stringify(answer));
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, kind, rest = ""] = /^\/([a-z]+)\/(.*)$/.exec(new URL(request.url ?? "/", "http://host").pathname) ?? [];
    if (kind === "npm") return await sendFile(rest, response);
    if (kind === "backend") return await sendAnswer(rest, request, response);
    const page = pages.get(rest);
    response.writeHead(page === undefined ? 404 : 200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const port = await freePort();
  await once(server.listen(port), "listening");
  return {
    packages: `http://localhost:${port}/npm`,
    backends: `http://localhost:${port}/backend`,
    put(name, markup) {
      pages.set(name, pageWith(markup));
      return `http://127.0.0.1:${port}/page/${name}`;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const paragraph = `<p>${"We look after computers, networks and the people who use them. ".repeat(12)}</p>`;

function pageWith(markup: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
</head><body><h1>Shop</h1>${paragraph}${markup}${paragraph.repeat(6)}</body></html>`;
}
