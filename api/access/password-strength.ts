import { invalid } from "../errors.ts";

const shortest = 12;
/** Longer text only costs time. */
const longest = 256;
/** What must be left when everything a guesser tries first is taken away. */
const leastUnpredictable = 6;
const leastDistinct = 5;

/** Runs of keys and of the alphabet; four in a row, forwards or backwards, count as one guess. */
const sequences = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
  "yxcvbnm",
];

/** What leaked-password lists are made of, once figures and signs are read as the letters they stand for. */
const commonWords = `
  administrator password passwort motdepasse contrasena iloveyou princess sunshine football baseball superman
  starwars whatever trustno changeme welcome letmein monkey dragon master shadow michael jennifer jordan hunter
  buster soccer harley batman andrew tigger charlie robert thomas hockey ranger daniel summer winter spring autumn
  george pepper ginger flower cheese computer internet secret default system server access company manager support
  samsung google valethon hello admin login qazwsx qwerty azerty pass root user test demo
`
  .trim()
  .split(/\s+/);

/**
 * Throws VALIDATION_ERROR, about the body's `field`, unless the password has at least 12 characters of which some could not be guessed from
 * common passwords, key runs, years, or the person's own name, address and company.
 */
export function checkPassword(password: string, about: readonly string[], field = "password"): void {
  const length = [...password].length;
  if (length < shortest || length > longest) {
    throw invalid(field, `Choose a password of ${shortest} to ${longest} characters: a few unrelated words do well.`);
  }
  const plain = password.normalize("NFKC").toLowerCase();
  if (new Set(plain).size >= leastDistinct && unpredictable(plain, about) >= leastUnpredictable) return;
  throw invalid(
    field,
    "This password would be guessed quickly. Choose one without common words, rows of keys, years or your own name: a few unrelated words do well.",
    "too_common",
  );
}

/** How many characters are left of it. */
function unpredictable(plain: string, about: readonly string[]): number {
  const bare = withoutRuns(plain.replace(/(.)\1{2,}/g, "$1")).replace(/(19|20)\d\d/g, "");
  const personal = about
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length >= 3);
  const words = [...personal.map(readable), ...commonWords].sort((one, other) => other.length - one.length);
  const left = words.reduce((text, word) => text.replaceAll(word, ""), readable(bare));
  return [...left].length;
}

function withoutRuns(text: string): string {
  let kept = "";
  let at = 0;
  while (at < text.length) {
    const run = runAt(text, at);
    if (run < 4) kept += text[at];
    at += run < 4 ? 1 : run;
  }
  return kept;
}

function runAt(text: string, start: number): number {
  let length = 1;
  while (start + length < text.length && isRun(text.slice(start, start + length + 1))) length += 1;
  return length;
}

function isRun(part: string): boolean {
  const backwards = [...part].reverse().join("");
  return sequences.some((sequence) => sequence.includes(part) || sequence.includes(backwards));
}

/** Figures and signs that stand for letters, as people write p4$$w0rd. */
function readable(text: string): string {
  const letters: Readonly<Record<string, string>> = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "@": "a",
    $: "s",
    "!": "i",
  };
  return text.replace(/[013457@$!]/g, (sign) => letters[sign] ?? sign);
}
