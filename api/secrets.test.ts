import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError } from "./config.ts";
import { openSecrets } from "./secrets.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "valethon-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("secrets are made at the first run, readable by their owner alone, and stay the same", () => {
  const first = openSecrets(folder);
  expect(first.encryptionKey).toHaveLength(32);
  expect(first.cacheKey.equals(first.encryptionKey)).toBe(false);
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
  expect(openSecrets(folder)).toEqual(first);
});

test("a damaged file is never replaced: what it encrypted would be lost", () => {
  writeFileSync(join(folder, "secrets.json"), '{"cache_key": ');
  expect(() => openSecrets(folder)).toThrow(ConfigError);
  expect(() => openSecrets(folder)).toThrow(/Restore it from a backup/);
});
