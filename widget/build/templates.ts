import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const tag = /\b(?:html|svg|css)`/g;

/** A place in a source, and what was made of all before it. */
interface Reader {
  readonly source: string;
  position: number;
  output: string;
}

function copy(reader: Reader, length = 1): void {
  reader.output += reader.source.slice(reader.position, reader.position + length);
  reader.position += length;
}

/** Copies `"…"` or `'…'`. */
function copyString(reader: Reader): void {
  const quote = reader.source[reader.position];
  copy(reader);
  while (reader.position < reader.source.length && reader.source[reader.position] !== quote) {
    copy(reader, reader.source[reader.position] === "\\" ? 2 : 1);
  }
  copy(reader);
}

/** Copies the code of a `${…}` up to and with its closing brace. */
function copyCode(reader: Reader): void {
  for (let depth = 1; depth > 0 && reader.position < reader.source.length; ) {
    const character = reader.source[reader.position];
    if (character === '"' || character === "'") {
      copyString(reader);
      continue;
    }
    if (character === "`") {
      copyTemplate(reader, tagBefore(reader));
      continue;
    }
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    copy(reader);
  }
}

type Kind = "html" | "svg" | "css" | null;

function tagBefore({ output }: Reader): Kind {
  return (/\b(html|svg|css)$/.exec(output)?.[1] ?? null) as Kind;
}

/** Spaces that say nothing, in HTML and SVG: a line break with its indentation is worth one space. */
const lineBreak = /^\s*\n\s*/;
/** In CSS: around braces and what separates, and behind a colon (before one, a space means a descendant). */
const aroundCss = /^(?:\s*;?\s*(\})\s*|\s*([{;,])\s*|(:)\s+)/;

/** Copies what stands for less at this place of a template, if anything does. */
function copyShrunk(reader: Reader, kind: Kind): boolean {
  if (kind === null) return false;
  const ahead = reader.source.slice(reader.position, reader.position + 200);
  const tight = kind === "css" ? aroundCss.exec(ahead) : null;
  const found = tight ?? lineBreak.exec(ahead);
  if (found === null) return false;
  reader.output += tight === null ? " " : (tight[1] ?? tight[2] ?? tight[3] ?? "");
  reader.position += found[0].length;
  return true;
}

/** Copies the next piece of a template: a string of its CSS, an expression with its code, a space or a character. */
function copyPiece(reader: Reader, kind: Kind): void {
  const character = reader.source[reader.position] ?? "";
  if (kind === "css" && /["']/.test(character)) copyString(reader);
  else if (reader.source.startsWith("${", reader.position)) {
    copy(reader, 2);
    copyCode(reader);
  } else if (!copyShrunk(reader, kind)) copy(reader, character === "\\" ? 2 : 1);
}

/** Copies a template from its opening to its closing backtick. */
function copyTemplate(reader: Reader, kind: Kind): void {
  copy(reader);
  while (reader.position < reader.source.length && reader.source[reader.position] !== "`") copyPiece(reader, kind);
  copy(reader);
}

/** Leaves out of html, svg and css templates the spaces that mean nothing. */
export function shrinkTemplates(source: string): string {
  const reader: Reader = { source, position: 0, output: "" };
  for (tag.lastIndex = 0; ; tag.lastIndex = reader.position) {
    const found = tag.exec(source);
    copy(reader, (found === null ? source.length : found.index + found[0].length - 1) - reader.position);
    if (found === null) return reader.output;
    copyTemplate(reader, tagBefore(reader));
  }
}

export const smallTemplates: Plugin = {
  name: "small-templates",
  setup(build) {
    build.onLoad({ filter: /\/widget\/(chat|ui|console)\/.*\.ts$/ }, async ({ path }) => ({
      contents: shrinkTemplates(await readFile(path, "utf8")),
      loader: "ts",
    }));
  },
};
