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
      copyTemplate(reader, /\b(?:html|svg|css)$/.test(reader.output));
      continue;
    }
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    copy(reader);
  }
}

/** Copies a template from its opening to its closing backtick; `shrinks` makes one space of each line's indentation. */
function copyTemplate(reader: Reader, shrinks: boolean): void {
  copy(reader);
  while (reader.position < reader.source.length && reader.source[reader.position] !== "`") {
    const indentation = shrinks ? /^\s*\n\s*/.exec(reader.source.slice(reader.position, reader.position + 200)) : null;
    if (indentation !== null) {
      reader.output += " ";
      reader.position += indentation[0].length;
    } else if (reader.source.startsWith("${", reader.position)) {
      copy(reader, 2);
      copyCode(reader);
    } else {
      copy(reader, reader.source[reader.position] === "\\" ? 2 : 1);
    }
  }
  copy(reader);
}

/** Makes one space of each line break and indentation in html, svg and css templates, where it means the same. */
export function shrinkTemplates(source: string): string {
  const reader: Reader = { source, position: 0, output: "" };
  for (tag.lastIndex = 0; ; tag.lastIndex = reader.position) {
    const found = tag.exec(source);
    copy(reader, (found === null ? source.length : found.index + found[0].length - 1) - reader.position);
    if (found === null) return reader.output;
    copyTemplate(reader, true);
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
