import { createHash } from "node:crypto";

/** A strong ETag of a body: the record's version (`l` for a list), then a hash of the bytes. */
export function etagOf(version: number | null, body: string): string {
  return `"${version ?? "l"}-${createHash("sha1").update(body).digest("base64url")}"`;
}

/** Whether If-None-Match names what stands already: any of its entries, weak or strong, or `*` (RFC 9110, 13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const entries = (ifNoneMatch ?? "").split(",").map((entry) => entry.trim().replace(/^W\//, ""));
  return entries.includes(etag) || entries.includes("*");
}
