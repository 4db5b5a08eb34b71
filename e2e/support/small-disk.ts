import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, small enough to be filled. */
export interface SmallDisk {
  readonly path: string;
  /** Leaves not one byte; what others give back meanwhile is theirs. */
  fill(): void;
  /** Gives back what `fill` took. */
  free(): void;
  /** Nobody may have a file open on it any more. */
  remove(): void;
}

const pieces = [2 ** 20, 2 ** 14, 2 ** 12, 1];

/** Mounts a tmpfs. That takes root, or sudo without a password. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "valethon-disk-"));
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  asRoot("mount", "-t", "tmpfs", "-o", `size=${megabytes}m,mode=0700,uid=${uid},gid=${gid}`, "valethon-test", path);
  const filler = join(path, "filler");
  return {
    path,
    fill() {
      for (const bytes of pieces) while (append(filler, bytes));
    },
    free: () => rmSync(filler),
    remove() {
      asRoot("umount", path);
      rmSync(path, { recursive: true });
    },
  };
}

/** False when the disk is full. What was written of a piece that did not fit stays. */
function append(file: string, bytes: number): boolean {
  try {
    appendFileSync(file, Buffer.alloc(bytes));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") return false;
    throw error;
  }
}

function asRoot(...command: readonly [string, ...string[]]): void {
  const whole = process.getuid?.() === 0 ? command : (["sudo", "-n", ...command] as const);
  const [program, ...args] = whole;
  try {
    execFileSync(program, args, { stdio: "pipe" });
  } catch (error) {
    throw new Error(
      `This test mounts a small disk, which is not allowed here. Run it as root (in a container: with the capability SYS_ADMIN), or with sudo that asks for no password. Tried: ${whole.join(" ")}`,
      { cause: error },
    );
  }
}
