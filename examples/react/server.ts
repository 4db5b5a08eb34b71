import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";

const usage = `Usage: VALETHON_PUBLIC_KEY=pk_… node examples/react/server.ts

  VALETHON_PUBLIC_KEY   the website's public key
  VALETHON_URL          where the product runs (default http://localhost:8080)
  NODE_ENV              production bundles for visitors, anything else for developers, with React's checks
  PORT                  where to listen (default 3002)`;

const publicKey = process.env["VALETHON_PUBLIC_KEY"] ?? "";
const productUrl = process.env["VALETHON_URL"] ?? "http://localhost:8080";

// Both are written into the page: from their patterns nothing can leave the attribute it stands in.
if (!/^pk_(live|test)_[0-9A-Za-z]+$/.test(publicKey) || !URL.canParse(productUrl)) {
  console.error(usage);
  process.exitCode = 2;
} else {
  serve(await bundle(process.env["NODE_ENV"] === "production"), new URL(productUrl).origin);
}

async function bundle(forVisitors: boolean): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: ["app/main.tsx"],
    bundle: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxDev: !forVisitors,
    minify: forVisitors,
    define: { "process.env.NODE_ENV": forVisitors ? '"production"' : '"development"' },
    write: false,
  });
  return outputFiles.map((file) => file.text).join("");
}

function serve(script: string, product: string): void {
  const page = read("index.html").replace("{{publicKey}}", publicKey).replace("{{product}}", product);
  const files: Readonly<Record<string, readonly [type: string, content: string]>> = {
    "/app.js": ["text/javascript; charset=utf-8", script],
    "/styles.css": ["text/css; charset=utf-8", read("styles.css")],
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    // Every other address is a route of the application, which knows them itself.
    const [type, content] = files[pathname] ?? ["text/html; charset=utf-8", page];
    response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache" }).end(content);
  });
  server.listen(Number(process.env["PORT"] ?? 3002), () => {
    console.log(`The website is at http://localhost:${(server.address() as AddressInfo).port}`);
  });
}

function read(file: string): string {
  return readFileSync(join(import.meta.dirname, file), "utf8");
}
