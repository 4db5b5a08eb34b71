import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { BuiltFile, Bundles } from "./bundles.ts";

/** One line of a manifest. Sizes in bytes. */
export interface ManifestFile {
  readonly file: string;
  readonly size: number;
  readonly brotli: number;
  /** For `<script integrity>`. */
  readonly integrity: string;
}

/** widget/dist/manifest.json, served as /widget/manifest.json. */
export interface Manifest {
  readonly version: string;
  /** The same script under a name that never changes its content: for pages that pin it. */
  readonly pinned: ManifestFile;
  readonly files: readonly ManifestFile[];
  /**
   * The console's files, below dist/console; `entry` is its module, `preview` the script of the page that shows the widget
   * in it. Null while there is no console.
   */
  readonly console: {
    readonly entry: string;
    readonly preview: string;
    readonly files: readonly ManifestFile[];
  } | null;
}

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

function hash(contents: Uint8Array, algorithm: "sha256" | "sha384", encoding: "hex" | "base64"): string {
  return createHash(algorithm).update(contents).digest(encoding);
}

/** A reader sees the old file or the new one, never half of one. */
async function put(path: string, contents: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.tmp`;
  await writeFile(partial, contents);
  await rename(partial, path);
}

/** Ways to code distances, NPOSTFIX and NDIRECT of RFC 7932: the encoder takes the first, which is for larger files. */
const distanceCodes = [
  [0, 0],
  [0, 6],
  [0, 12],
  [0, 15],
  [1, 4],
  [1, 8],
  [1, 12],
  [2, 8],
] as const;

/** The smallest that brotli makes of it, some 0.3 % less than at its first try. */
async function shrink(contents: Uint8Array): Promise<Uint8Array> {
  const tries = distanceCodes.map(([postfix, direct]) =>
    brotli(contents, {
      params: {
        [constants.BROTLI_PARAM_SIZE_HINT]: contents.length,
        [constants.BROTLI_PARAM_NPOSTFIX]: postfix,
        [constants.BROTLI_PARAM_NDIRECT]: direct,
      },
    }),
  );
  return (await Promise.all(tries)).reduce((least, one) => (one.length < least.length ? one : least));
}

async function write(dist: string, { name, contents }: BuiltFile): Promise<ManifestFile> {
  const small = await shrink(contents);
  const path = join(dist, name);
  await put(`${path}.br`, small);
  await put(`${path}.gz`, await gzipped(contents, { level: 9 }));
  await put(path, contents);
  return {
    file: name,
    size: contents.length,
    brotli: small.length,
    integrity: `sha384-${hash(contents, "sha384", "base64")}`,
  };
}

/** Removes what earlier builds left behind. */
async function sweep(dist: string, keep: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(dist, path).replaceAll("\\", "/");
    if (!keep.has(name.replace(/\.(br|gz)$/, ""))) await rm(path, { force: true });
  }
}

/** Writes a build with its .br and .gz siblings and its manifest into `dist`. */
export async function writeOutput(dist: string, version: string, bundles: Bundles): Promise<Manifest> {
  const script = bundles.files.find((file) => file.name === "chat.js");
  if (script === undefined) throw new Error("The build made no chat.js.");
  const pinnedName = `chat-${hash(script.contents, "sha256", "hex").slice(0, 12)}.js`;
  const all = [...bundles.files, { name: pinnedName, contents: script.contents }];
  const files = await Promise.all(all.map((file) => write(dist, file)));
  const scripts = files.filter((file) => file.file.endsWith(".js"));
  const pinned = scripts.find((file) => file.file === pinnedName);
  if (pinned === undefined) throw new Error("The pinned script was not written.");
  const isConsole = (file: ManifestFile) => file.file.startsWith("console/");
  const manifest: Manifest = {
    version,
    pinned,
    files: scripts.filter((file) => !isConsole(file)),
    console: bundles.console === null ? null : { ...bundles.console, files: scripts.filter(isConsole) },
  };
  await put(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await sweep(dist, new Set([...files.map((file) => file.file), "manifest.json", ".fingerprint"]));
  return manifest;
}
