import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/** Source that stands in an installed file; fails the build when an update of the package has changed it. */
async function replaced(path: string, from: string, to: string): Promise<string> {
  const source = await readFile(path, "utf8");
  if (!source.includes(from)) throw new Error(`${path} has changed; mend widget/build/plugins.ts.`);
  return source.replace(from, to);
}

/**
 * socket.io-client without what this product never uses: WebTransport, which the server does not offer (0.8 KB), and the
 * namespace object of its parser, for which esbuild would make every page fetch a chunk of helpers.
 */
export const leanSocketIo: Plugin = {
  name: "lean-socket-io",
  setup(build) {
    build.onLoad({ filter: /engine\.io-client\/build\/esm\/transports\/index\.js$/ }, () => ({
      contents: `import { XHR } from "./polling-xhr.node.js";
import { WS } from "./websocket.node.js";
export const transports = { websocket: WS, polling: XHR };`,
      loader: "js",
    }));
    build.onLoad({ filter: /socket\.io-client\/build\/esm\/manager\.js$/ }, async ({ path }) => ({
      contents: await replaced(
        path,
        'import * as parser from "socket.io-parser";',
        'import { Decoder, Encoder } from "socket.io-parser";\nconst parser = { Decoder, Encoder };',
      ),
      loader: "js",
    }));
  },
};
