import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, resolve, sep } from "node:path";

export interface DemoOptions {
  /** The website's folder. */
  readonly folder: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Stands for `{{publicKey}}` in the pages. `?key=` in a page's address puts another one in its place. */
  readonly publicKey: string;
  /** Where the product runs; its origin stands for `{{origin}}` in the pages. */
  readonly productUrl: string | URL;
}

export interface Demo {
  readonly url: string;
  /** Stops at once; resolves when the port is free. */
  close(): Promise<void>;
}

const publicKeyPattern = /^pk_(live|test)_[0-9A-Za-z]{36}$/;

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Serves a customer's website from an address of its own, as the widget's host pages are in life.
 * Pages have clean addresses: `/services` is services.html. Throws when the port is taken.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch(() => response.destroy());
  });
  const port = await listen(server, options.port, options.host);
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: DemoOptions): Promise<void> {
  response.setHeader("X-Content-Type-Options", "nosniff");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return end(request, response, 405, "This website answers GET only.");
  }
  const file = fileOf(request.url ?? "/", options.folder);
  const type = file === null ? undefined : contentTypes[extname(file)];
  const content = file === null || type === undefined ? null : await read(file);
  if (content === null || type === undefined) return end(request, response, 404, "There is no such page.");
  response.setHeader("Cache-Control", "no-cache");
  response.setHeader("Content-Type", type);
  end(
    request,
    response,
    200,
    type.startsWith("text/html") ? fill(content.toString(), request.url ?? "/", options) : content,
  );
}

/** The file behind an address, or null for one that cannot be read or lies outside the folder. */
function fileOf(address: string, folder: string): string | null {
  const path = decodePath(address.split(/[?#]/, 1)[0] ?? "");
  if (path === null || path.includes("\0") || path.includes("\\")) return null;
  const named = path.endsWith("/") ? `${path}index.html` : path;
  const root = resolve(folder);
  const file = resolve(join(root, extname(named) === "" ? `${named}.html` : named));
  return file.startsWith(root + sep) ? file : null;
}

function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

async function read(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return null;
    throw error;
  }
}

/** Both values come from a pattern or a URL parser, so that none can leave the attribute or string it stands in. */
function fill(page: string, address: string, options: DemoOptions): string {
  const asked = new URLSearchParams(address.split("?", 2)[1] ?? "").get("key") ?? "";
  const key = publicKeyPattern.test(asked) ? asked : options.publicKey;
  return page.replaceAll("{{publicKey}}", () => key).replaceAll("{{origin}}", () => new URL(options.productUrl).origin);
}

function end(request: IncomingMessage, response: ServerResponse, status: number, body: string | Buffer): void {
  response.statusCode = status;
  if (!response.hasHeader("Content-Type")) response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.end(request.method === "HEAD" ? undefined : body);
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((listening, failed) => {
    server.once("error", failed).listen(port, host, listening);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The demo website has no port.");
  return address.port;
}
