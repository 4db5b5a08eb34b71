import type { IncomingMessage } from "node:http";

/** Compressions of what is served, best first, with the suffix of the siblings that the build makes. */
const encodings = [
  { name: "br", suffix: ".br" },
  { name: "gzip", suffix: ".gz" },
] as const;

export type Encoding = (typeof encodings)[number]["name"];

/** Those that the client takes, best first. */
export function acceptedEncodings(request: IncomingMessage): readonly (typeof encodings)[number][] {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  return encodings.filter(({ name }) => new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0*)?(,|$))`).test(accepted));
}
