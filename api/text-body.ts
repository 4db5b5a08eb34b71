import type { Request, RequestHandler, Response, raw } from "express";
import { AppError, invalid } from "./errors.ts";
import { defaultLimit, hasBody, parseBody } from "./json-body.ts";

/** What an operation takes. */
interface TextSpec {
  readonly media: string;
  readonly maxBody?: number | undefined;
}

/**
 * Reads a request's text; an absent one reads as "". It is decoded by its byte order mark, else by the charset that
 * Content-Type names, else as UTF-8. Throws UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, or VALIDATION_ERROR for bytes
 * that are no such text.
 */
export async function readTextBody(
  parser: typeof raw,
  request: Request,
  response: Response,
  { media, maxBody = defaultLimit }: TextSpec,
): Promise<string> {
  if (!hasBody(request)) return "";
  if (!request.is([media])) {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", `The body must be ${media}. Send it with Content-Type: ${media}.`);
  }
  const parse: RequestHandler = parser({ limit: maxBody, type: () => true });
  await parseBody(parse, request, response, maxBody);
  const bytes: unknown = request.body;
  return bytes instanceof Uint8Array ? decode(bytes, charsetOf(request)) : "";
}

const charsetOf = (request: Request) =>
  /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(request.get("Content-Type") ?? "")?.[1] ?? "utf-8";

/** A byte order mark says more than a header that somebody's tool filled in (WHATWG Encoding, "decode"). */
function decode(bytes: Uint8Array, declared: string): string {
  const charset = markedCharset(bytes) ?? declared;
  const decoder = decoderFor(charset);
  try {
    return decoder.decode(bytes);
  } catch {
    throw invalid(
      "body",
      `The text is not valid ${charset}. Save the file as UTF-8, or name what it is: Content-Type: text/csv; charset=windows-1252.`,
      "invalid_charset",
    );
  }
}

function markedCharset([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : null;
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw new AppError(
      "UNSUPPORTED_MEDIA_TYPE",
      "The charset in Content-Type is not known. Send UTF-8, or name another one such as windows-1252.",
    );
  }
}
