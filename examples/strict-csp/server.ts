import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { contentSecurityPolicy } from "./policy.ts";

const usage = `Usage: VALETHON_PUBLIC_KEY=pk_… node examples/strict-csp/server.ts

  VALETHON_PUBLIC_KEY   the website's public key
  VALETHON_URL          where the product runs (default http://localhost:8080)
  PORT                  where to listen (default 3001)`;

const publicKey = process.env["VALETHON_PUBLIC_KEY"] ?? "";
const productUrl = process.env["VALETHON_URL"] ?? "http://localhost:8080";

const pages: Readonly<Record<string, string>> = {
  "/": read("pages/index.html"),
  "/savings": read("pages/savings.html"),
};
const files: Readonly<Record<string, readonly [type: string, content: string]>> = {
  "/styles.css": ["text/css; charset=utf-8", read("public/styles.css")],
  "/site.js": ["text/javascript; charset=utf-8", read("public/site.js")],
};

// Both are written into the pages: from their patterns nothing can leave the place where it stands.
if (!/^pk_(live|test)_[0-9A-Za-z]+$/.test(publicKey) || !URL.canParse(productUrl)) {
  console.error(usage);
  process.exitCode = 2;
} else {
  start(new URL(productUrl));
}

function start(product: URL): void {
  const server = createServer((request, response) => {
    answer(request, response, product).catch(() => response.destroy());
  });
  server.listen(Number(process.env["PORT"] ?? 3001), () => {
    console.log(`The website is at http://localhost:${(server.address() as AddressInfo).port}`);
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, product: URL): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  response.setHeader("X-Content-Type-Options", "nosniff");
  if (request.method === "POST" && pathname === "/csp-reports") return await takeReport(request, response);
  const page = pages[pathname];
  const file = files[pathname];
  if (page !== undefined) sendPage(response, page, product);
  else if (file !== undefined) response.setHeader("Content-Type", file[0]).end(file[1]);
  else response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("There is no such page.\n");
}

/** A nonce protects only while nobody can know it: a new one for each answer, and no cache between that keeps the answer. */
function sendPage(response: ServerResponse, page: string, product: URL): void {
  const nonce = randomBytes(16).toString("base64");
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader("Cache-Control", "private, no-cache");
  response.setHeader("Content-Security-Policy", contentSecurityPolicy(nonce, product));
  const values = { nonce, publicKey, product: product.origin };
  response.end(page.replace(/\{\{(nonce|publicKey|product)\}\}/g, (_, name: keyof typeof values) => values[name]));
}

/** Anybody can send one: it is printed as JSON, in which no line break stands, and no longer than a report is. */
async function takeReport(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const report = Number(request.headers["content-length"]) <= 8192 ? await text(request) : "too long";
  console.log(`Stopped by the policy: ${JSON.stringify(report)}`);
  response.writeHead(204).end();
}

function read(file: string): string {
  return readFileSync(join(import.meta.dirname, file), "utf8");
}
