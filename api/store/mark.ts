import { readFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { z } from "zod";
import { parseJson } from "../parse-json.ts";
import { fileIdentity, identityOf } from "./file-identity.ts";

/** How far a database was when somebody looked: what clients may have been told of. */
export interface Head {
  readonly epoch: string;
  /** The last seq of the log. */
  readonly events: number;
  /** The last id of a conversation's events, some of which are not in the log. */
  readonly messages: number;
}

/** What a mark says, and whether its file is a copy: then a whole folder was put back, and the mark with it. */
export interface Mark extends Head {
  readonly copied: boolean;
}

const stored = z.object({ epoch: z.string(), events: z.int(), messages: z.int(), file: z.string() });

/** Reads the mark beside a database; null where there is none, or none that can be read. */
export function readMark(path: string): Mark | null {
  const { data } = stored.safeParse(parseJson(textOf(path)));
  if (data === undefined) return null;
  const { file, ...head } = data;
  return { ...head, copied: file !== fileIdentity(path) };
}

/**
 * Puts a mark in the place of the one before: whoever is killed on the way leaves that. It names its own file, so that a
 * copy is known as one. Not flushed to disk: a mark may be behind the database, as the one before is.
 */
export async function writeMark(path: string, head: Head): Promise<void> {
  const aside = `${path}.${process.pid}`;
  const file = await open(aside, "w", 0o600);
  try {
    const identity = identityOf(await file.stat({ bigint: true }));
    await file.writeFile(`${JSON.stringify({ ...head, file: identity })}\n`);
  } finally {
    await file.close();
  }
  try {
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
