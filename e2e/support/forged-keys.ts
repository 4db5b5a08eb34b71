import { crc32 } from "node:zlib";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomCharacters = 30;
/** What lists and logs show of a key's random part. */
const shownCharacters = 8;

/**
 * A key that looks real, its checksum too, and is nobody's. Made of a real one it begins as that one is shown, so that
 * only its hash tells them apart.
 */
export function forgeKey(random: () => number, like?: string): string {
  const type = like === undefined ? "pk_live_" : like.slice(0, like.lastIndexOf("_") + 1);
  const start = like === undefined ? type : like.slice(0, type.length + shownCharacters);
  const missing = type.length + randomCharacters - start.length;
  const guess = Array.from({ length: missing }, () => digits[Math.floor(random() * digits.length)]).join("");
  return withChecksum(start + guess);
}

/** The text and its CRC32 in base 62, six digits, the most significant first (spec/security.md 1). */
function withChecksum(text: string): string {
  let rest = crc32(text);
  let sum = "";
  for (let place = 0; place < 6; place += 1) {
    sum = digits[rest % digits.length] + sum;
    rest = Math.floor(rest / digits.length);
  }
  return text + sum;
}
