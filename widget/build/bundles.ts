import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { leanLit, leanSocketIo, litOfThePanel } from "./plugins.ts";
import { squeeze } from "./squeeze.ts";
import { smallTemplates } from "./templates.ts";

/** One file of the build, named relative to widget/dist. */
export interface BuiltFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

export interface Bundles {
  readonly files: readonly BuiltFile[];
  /** Files that a message needs: chat.js, the panel with what it imports; and one of `locales`. */
  readonly untilMessage: readonly string[];
  readonly locales: readonly string[];
  /** The console's entry and the script of its preview page, null while there is no console. */
  readonly console: { readonly entry: string; readonly preview: string } | null;
}

const consoleEntry = "widget/console/main.ts";
const previewEntry = "widget/console/preview/preview.ts";

const plugins = [leanLit, leanSocketIo, smallTemplates];

const shared: BuildOptions & { readonly outdir: string } = {
  bundle: true,
  write: false,
  minify: true,
  metafile: true,
  target: "es2022",
  platform: "browser",
  charset: "utf8",
  legalComments: "external",
  logLevel: "warning",
  outdir: "out",
  plugins,
};

interface Output {
  readonly files: readonly BuiltFile[];
  readonly metafile: Metafile;
  /** Output name of each entry, by the entry's path. */
  readonly entries: ReadonlyMap<string, string>;
}

async function run(root: string, options: BuildOptions): Promise<Output> {
  const result = await build({ ...shared, absWorkingDir: root, ...options });
  const out = join(root, shared.outdir);
  const named = (path: string) =>
    path.slice(path.startsWith(out) ? out.length + 1 : shared.outdir.length + 1).replaceAll("\\", "/");
  const files = (result.outputFiles ?? []).map(({ path, contents }) => ({ name: named(path), contents }));
  const metafile = result.metafile ?? { inputs: {}, outputs: {} };
  const entries = Object.entries(metafile.outputs).flatMap(([path, { entryPoint }]) =>
    entryPoint === undefined ? [] : [[entryPoint, named(path)] as const],
  );
  return { files, metafile, entries: new Map(entries) };
}

/** An output and all that it imports before it runs. */
function withImports({ metafile }: Output, name: string): string[] {
  const found = new Set<string>();
  const visit = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === "import-statement") visit(next);
  };
  visit(`${shared.outdir}/${name}`);
  return [...found].map((path) => path.slice(shared.outdir.length + 1));
}

/**
 * A file for each language, `chunk-<language>-<hash>.js` with one hash for all: chat.js carries that alone, and not a name
 * for each, so that it can ask for the texts together with the panel.
 */
async function runTexts(root: string): Promise<{ readonly files: readonly BuiltFile[]; readonly hash: string }> {
  const folder = "widget/ui/locales";
  const entryPoints = readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  const { files } = await run(root, { entryPoints, format: "esm" });
  const contents = createHash("sha256");
  for (const file of files) contents.update(file.contents);
  const hash = contents.digest("hex").slice(0, 8).toUpperCase();
  return { files: files.map((file) => ({ ...file, name: `chunk-${basename(file.name, ".js")}-${hash}.js` })), hash };
}

function entryOf({ entries }: Output, path: string): string {
  const name = entries.get(path);
  if (name === undefined) throw new Error(`${path} is missing in the build.`);
  return name;
}

/** Bundles everything a browser gets; `root` is the repository. Rejects with esbuild's errors. */
export async function bundle(root: string, version: string): Promise<Bundles> {
  const texts = await runTexts(root);
  const panel = await run(root, {
    entryPoints: ["widget/chat/open-chat.ts"],
    plugins: [...plugins, litOfThePanel],
    format: "esm",
    splitting: true,
    entryNames: "chunk-[hash]",
    chunkNames: "chunk-[hash]",
  });
  const chunk = entryOf(panel, "widget/chat/open-chat.ts");
  const names = { PANEL_CHUNK: chunk, TEXTS_HASH: texts.hash, VERSION: version };
  const define = Object.fromEntries(Object.entries(names).map(([name, value]) => [name, JSON.stringify(value)]));
  const hasConsole = existsSync(join(root, consoleEntry));
  const [script, module, console] = await Promise.all([
    run(root, { entryPoints: ["widget/chat.ts"], format: "iife", define }),
    run(root, { entryPoints: ["widget/valethon-chat.ts"], format: "esm", define }),
    hasConsole ? runConsole(root) : null,
  ]);
  const untilMessage = [...new Set(["chat.js", ...withImports(panel, chunk)])];
  const locales = texts.files.map(({ name }) => name);
  // What comes after a message is as esbuild makes it: a start of the server waits for all of this.
  const early = new Set([...untilMessage, ...locales, ...module.files.map(({ name }) => name)]);
  const files = [...texts.files, ...panel.files, ...script.files, ...module.files].map((file) =>
    early.has(file.name) ? squeeze(file, file.name !== "chat.js") : file,
  );
  return {
    files: [...(await Promise.all(files)), ...(console?.files ?? [])],
    untilMessage,
    locales,
    console:
      console === null ? null : { entry: entryOf(console, consoleEntry), preview: entryOf(console, previewEntry) },
  };
}

function runConsole(root: string): Promise<Output> {
  return run(root, {
    entryPoints: [consoleEntry, previewEntry],
    format: "esm",
    splitting: true,
    entryNames: "console/[name]-[hash]",
    chunkNames: "console/[name]-[hash]",
  });
}
