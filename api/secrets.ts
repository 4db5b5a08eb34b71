import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "./config.ts";
import { parseJson } from "./parse-json.ts";

/** Keys that never leave the machine. Made at the first run, kept in a file that only its owner can read. */
export interface Secrets {
  /** HMAC key of the verified-key cache, 32 bytes. */
  readonly cacheKey: Buffer;
  /** AES-256-GCM key for secrets at rest, 32 bytes. */
  readonly encryptionKey: Buffer;
}

const bytes = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.object({ cache_key: bytes, encryption_key: bytes });

/** Reads `secrets.json` below `dataDir`, or makes it (mode 0600). Throws ConfigError when it is damaged. */
export function openSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, "secrets.json");
  const text = read(path) ?? create(path);
  const parsed = file.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new ConfigError(`${path} is damaged. Restore it from a backup; without it stored secrets cannot be read.`);
  }
  return {
    cacheKey: Buffer.from(parsed.data.cache_key, "hex"),
    encryptionKey: Buffer.from(parsed.data.encryption_key, "hex"),
  };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function create(path: string): string {
  const text = JSON.stringify({ cache_key: randomHex(), encryption_key: randomHex() }, null, 2);
  // Written aside and renamed: a process killed here leaves no half a file.
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, `${text}\n`, { mode: 0o600 });
  renameSync(aside, path);
  return text;
}

const randomHex = () => randomBytes(32).toString("hex");
