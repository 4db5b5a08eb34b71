import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openApiDocument } from "../openapi.ts";
import { operations } from "../resources/index.ts";
import { printOperations } from "./build/print-operations.ts";

/**
 * Builds dist/client: what customers import as `valethon/client`, JavaScript and its types with no import from outside, and
 * a package of its own around it, so that customers need not install what the server depends on.
 */
const root = fileURLToPath(new URL("../..", import.meta.url));
const compiler = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));

/** Both browsers and Node have what these name; `dom` declares fetch, and nothing else of it is used. */
const compilerOptions = {
  target: "es2022",
  lib: ["es2022", "dom", "dom.iterable"],
  types: [],
  module: "nodenext",
  rootDir: "api",
  outDir: "out",
  declaration: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

const workshop = await mkdtemp(join(tmpdir(), "valethon-client-"));
try {
  await layOut(workshop);
  await compile(workshop);
  await addManifest(join(workshop, "out"));
  const target = join(root, "dist/client");
  await rm(target, { recursive: true, force: true });
  await cp(join(workshop, "out"), target, { recursive: true });
} finally {
  await rm(workshop, { recursive: true, force: true });
}

/** The published sources as they are, but for the operations: these are printed. */
async function layOut(folder: string): Promise<void> {
  const here = join(root, "api/published");
  const names = (await readdir(here)).filter((name) => /^(?!build|operations)[a-z-]+\.ts$/.test(name));
  for (const path of ["client.ts", ...names.map((name) => `published/${name}`)]) {
    await mkdir(dirname(join(folder, "api", path)), { recursive: true });
    await cp(join(root, "api", path), join(folder, "api", path));
  }
  const document = openApiDocument(operations, { basePath: "", serverUrl: "https://example.com" });
  await writeFile(join(folder, "api/published/operations.ts"), printOperations(document));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["api"] }));
}

/** The product's package.json, less all that is about the server. */
async function addManifest(folder: string): Promise<void> {
  const product = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Readonly<Record<string, unknown>>;
  const { name, version, license } = product;
  const manifest = {
    name,
    version,
    description: "The typed client of Valethon's API.",
    license,
    private: true,
    type: "module",
    engines: { node: ">=18" },
    exports: { "./client": { types: "./published/index.d.ts", default: "./published/index.js" } },
  };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(join(root, "LICENSE"), join(folder, "LICENSE"));
}

async function compile(folder: string): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [compiler, "-p", folder]);
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    throw new Error(`The client does not compile:\n${stdout}`, { cause: error });
  }
}
