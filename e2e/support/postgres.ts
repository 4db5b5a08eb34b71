import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findProgram } from "./browsers.ts";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

const debianFolder = "/usr/lib/postgresql";

export interface Postgres {
  /** postgres:// address of an empty database. */
  readonly url: string;
  /** Kills the server and removes its files. Safe to call twice. */
  stop(): Promise<void>;
}

/** One that goes away for a while. */
export interface RestartablePostgres extends Postgres {
  /** Ends it at once: what was not on disk is gone, and the next start recovers the rest. */
  crash(): Promise<void>;
  /** Ends it as an operator does: every connection is closed, nothing is left to recover. */
  shutDown(): Promise<void>;
  /** Starts it again on the same address and data. */
  start(): Promise<void>;
}

/** Folder of initdb and postgres: on PATH, else Debian's newest; null when PostgreSQL is not installed. */
export function findPostgres(): string | null {
  const onPath = findProgram(["initdb"]);
  if (onPath !== null) return dirname(onPath);
  if (!existsSync(debianFolder)) return null;
  const versions = readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a));
  return (
    versions.map((version) => join(debianFolder, version, "bin")).find((bin) => existsSync(join(bin, "initdb"))) ?? null
  );
}

/** Fast, because it forgets everything in a crash. */
const forgetful = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** Starts a private PostgreSQL in a temporary folder. Unless it is to be `durable` it forgets everything in a crash. */
export async function startPostgres(bin: string, { durable = false } = {}): Promise<RestartablePostgres> {
  const folder = mkdtempSync(join(tmpdir(), "valethon-postgres-"));
  const owner = ownerOfServer();
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  const asOwner = { cwd: folder, ...(owner ?? {}) };
  const initialise = ["-D", data, "-U", "valethon", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"];
  execFileSync(join(bin, "initdb"), initialise, { ...asOwner, stdio: "pipe" });
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    ...(durable ? {} : forgetful),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    server = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), ...flags], { ...asOwner, stdio: "ignore" });
    await until("PostgreSQL to accept connections", () => accepts(port), { timeoutMs: 30_000 });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = server;
    server = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
  }

  const stop = async () => {
    await end("SIGQUIT");
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `postgres://valethon@127.0.0.1:${port}/postgres`;
  return { url, stop, start, crash: () => end("SIGQUIT"), shutDown: () => end("SIGINT") };
}

/** PostgreSQL refuses to run as root: then it runs as the `postgres` user, which the package made. */
function ownerOfServer(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const ask = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: ask("-u"), gid: ask("-g") };
}

/** True once the server answers a start-up packet: it opens the port before it is ready. */
async function accepts(port: number): Promise<boolean> {
  const text = Buffer.from("user\0valethon\0database\0postgres\0\0");
  const head = Buffer.alloc(8);
  head.writeInt32BE(text.length + 8, 0);
  head.writeInt32BE(196_608, 4);
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    socket.write(Buffer.concat([head, text]));
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.toString("latin1", 0, 1) === "R";
  } finally {
    socket.destroy();
  }
}
