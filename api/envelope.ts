import type { Answer } from "./call.ts";
import { etagOf } from "./etag.ts";
import type { AnyOperation } from "./kit/operation.ts";

export interface Envelope {
  readonly success: boolean;
  readonly [more: string]: unknown;
}

/** The body of a success, as it goes out. */
export function envelope({ spec }: AnyOperation, value: unknown): Envelope {
  return (spec.envelope ?? "data") === "data"
    ? { success: true, data: value }
    : { success: true, ...(value as object) };
}

/** The ETag of an answer whose body is `text`, or null where none is promised. */
export function etagOfAnswer({ spec }: AnyOperation, { version }: Answer, text: string): string | null {
  return spec.etag === true || version !== null ? etagOf(version, text) : null;
}
