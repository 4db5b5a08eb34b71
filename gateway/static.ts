import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import helmet from "helmet";
import { consolePage, consolePolicy } from "./console-page.ts";
import { acceptedEncodings, type Encoding } from "./encodings.ts";
import { answerHeld, keptBriefly, sendHead } from "./file-answer.ts";
import { createKeyedChat, type KeyedChatOptions } from "./keyed-chat.ts";
import { previewPage, previewPolicy } from "./preview-page.ts";

export interface StaticOptions extends KeyedChatOptions {
  /**
   * What the build made: the widget's files and manifest.json, served below /widget/, and in `console/` the console's,
   * served below /crm/assets/.
   */
  readonly folder?: string;
}

/** Answers a request for the widget's files or the console; false when the address is neither's. */
export type Static = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const contentTypes: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".mp3": "audio/mpeg",
};
/** A content hash at the end of a name, esbuild's or that of the pinned chat.js: such a file never changes. */
const hashed = /-([0-9A-Z]{8}|[0-9a-f]{12})\.\w+$/;

interface Found {
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly encoding: Encoding | null;
}

type Tags = Map<string, { readonly stamp: string; readonly tag: string }>;

/** Serves what the build made. Looks into the folder at each request, so that a rebuild needs no restart. */
export function createStatic({
  folder = join(import.meta.dirname, "../widget/dist"),
  ...options
}: StaticOptions): Static {
  const { config } = options.api;
  const tags: Tags = new Map();
  const keyedChat = createKeyedChat(options);
  const common = {
    contentSecurityPolicy: false,
    strictTransportSecurity: config.publicUrl.protocol === "https:",
  } as const;
  const onAnySite = helmet({ ...common, crossOriginResourcePolicy: { policy: "cross-origin" } });
  const onOwnSite = helmet({
    ...common,
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "same-origin" },
  });
  const inOwnFrames = helmet({
    ...common,
    xFrameOptions: { action: "sameorigin" },
    referrerPolicy: { policy: "no-referrer" },
    // A sandboxed page is of no origin that could have an agent cluster; asking for one is a warning in the console.
    originAgentCluster: false,
  });

  const places = [
    {
      serves: (path: string) => path.startsWith("/widget/"),
      headers: onAnySite,
      send: async (request: IncomingMessage, response: ServerResponse, path: string) => {
        response.setHeader("Access-Control-Allow-Origin", "*");
        const file = widgetFile(folder, path.slice("/widget/".length));
        const keyed = path === "/widget/chat.js" ? await keyedChat(request, response, join(folder, "chat.js")) : null;
        if (keyed === "answered") return;
        await sendFile(request, response, tags, file, keyed === "send as it is, this once" ? "no-store" : undefined);
      },
    },
    {
      serves: (path: string) => path.startsWith("/crm/assets/"),
      headers: onOwnSite,
      send: (request: IncomingMessage, response: ServerResponse, path: string) =>
        sendFile(request, response, tags, inside(join(folder, "console"), path.slice("/crm/assets/".length))),
    },
    {
      serves: (path: string) => path === "/crm/preview",
      headers: inOwnFrames,
      send: (request: IncomingMessage, response: ServerResponse) =>
        sendPage(request, response, (nonce) => previewPage(folder, nonce), previewPolicy),
    },
    {
      serves: (path: string) => path === "/crm" || path.startsWith("/crm/"),
      headers: onOwnSite,
      send: (request: IncomingMessage, response: ServerResponse) =>
        sendPage(
          request,
          response,
          (nonce) => consolePage(join(folder, "manifest.json"), nonce),
          (nonce) => consolePolicy(nonce, config),
        ),
    },
  ];

  return async (request, response) => {
    const path = decodePath(request.url ?? "/");
    const place = path === null ? undefined : places.find(({ serves }) => serves(path));
    if (path === null || place === undefined) return false;
    place.headers(request, response, () => undefined);
    if (request.method === "GET" || request.method === "HEAD") {
      await place.send(request, response, path);
    } else {
      response.setHeader("Allow", "GET, HEAD");
      answer(request, response, 405, "This address answers GET only.");
    }
    return true;
  };
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  tags: Tags,
  file: string | null,
  /** Cache-Control, where the file's name does not say it. */
  kept?: string,
): Promise<void> {
  const type = file === null ? undefined : contentTypes[extname(file)];
  const found = file === null || type === undefined ? null : await find(file, request, tags);
  if (found === null || type === undefined) {
    answer(request, response, 404, "There is no such file.");
    return;
  }
  const lasting = hashed.test(found.file.replace(/\.(br|gz)$/, ""));
  const cacheControl = kept ?? (lasting ? "public, max-age=31536000, immutable" : keptBriefly);
  if (answerHeld(request, response, { etag: found.etag, cacheControl })) return;
  if (!sendHead(request, response, { type, encoding: found.encoding, size: found.size })) return;
  await pipeline(createReadStream(found.file), response).catch(ignoreGone);
}

/** The best form of a file that the client takes, or null when there is none. */
async function find(file: string, request: IncomingMessage, tags: Tags): Promise<Found | null> {
  for (const { name, suffix } of [...acceptedEncodings(request), { name: null, suffix: "" }]) {
    const stats = await stat(file + suffix).catch(() => null);
    if (stats?.isFile() !== true) continue;
    const stamp = `${stats.mtimeMs}-${stats.size}`;
    const known = tags.get(file + suffix);
    const tag = known?.stamp === stamp ? known.tag : await hash(file + suffix);
    tags.set(file + suffix, { stamp, tag });
    return { file: file + suffix, size: stats.size, etag: `"${tag}"`, encoding: name };
  }
  return null;
}

async function hash(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("base64url")
    .slice(0, 22);
}

async function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  makePage: (nonce: string) => Promise<string | null>,
  policyOf: (nonce: string) => string,
): Promise<void> {
  const nonce = randomBytes(18).toString("base64url");
  const page = await makePage(nonce);
  response.setHeader("Cache-Control", "no-store");
  if (page === null) {
    answer(request, response, 503, "The console is not built. Run `npm run build`, then reload.");
    return;
  }
  response.setHeader("Content-Security-Policy", policyOf(nonce));
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  answer(request, response, 200, page);
}

/** The decoded path, or null for one that cannot be meant: bad escapes, NUL, backslashes. */
function decodePath(address: string): string | null {
  try {
    const path = decodeURIComponent(address.split(/[?#]/, 1)[0] ?? "");
    return /[\0\\]/.test(path) ? null : path;
  } catch {
    return null;
  }
}

/** The console's files lie in the same folder but are nobody else's to embed. */
const widgetFile = (folder: string, path: string) => (path.startsWith("console/") ? null : inside(folder, path));

/** The file below a folder, or null when the path leads out of it or to a hidden file. */
function inside(folder: string, path: string): string | null {
  const root = resolve(folder);
  const file = resolve(join(root, path));
  return file.startsWith(root + sep) && !/(^|\/)\./.test(path) ? file : null;
}

function answer(request: IncomingMessage, response: ServerResponse, status: number, body: string): void {
  response.statusCode = status;
  if (!response.hasHeader("Content-Type")) response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.end(request.method === "HEAD" ? undefined : body);
}

/** A client that went away in the middle is no failure; anything else is. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "ERR_STREAM_PREMATURE_CLOSE" && error.code !== "ECONNRESET" && error.code !== "EPIPE") throw error;
}
