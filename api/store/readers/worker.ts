import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";
import { basename } from "node:path";
import { type MessagePort, parentPort } from "node:worker_threads";
import { openWideReader, preparing } from "../sqlite-connection.ts";
import { type Answer, packError, type Task } from "./messages.ts";
import { createTotals } from "./totals.ts";

/** Statements kept ready per connection. Wide queries are fewer than short ones, and each database has a connection. */
const keptStatements = 200;

type OpenFile = ReturnType<typeof openFile>;

/** The reader thread: answers one task after another, over a connection per database file. */
function serve(port: MessagePort): void {
  const files = new Map<string, OpenFile>();

  function fileAt(path: string): OpenFile {
    const file = files.get(path) ?? openFile(path);
    files.set(path, file);
    return file;
  }

  function perform(task: Task): unknown {
    switch (task.kind) {
      case "rows":
        return fileAt(task.path).rows(task.sql, task.parameters);
      case "total":
        return fileAt(task.path).total(task.sql, task.parameters);
      case "close":
        files.get(task.path)?.close();
        files.delete(task.path);
        return null;
    }
  }

  port.on("message", (task: Task) => port.postMessage(answer(() => perform(task))));
}

function openFile(path: string) {
  const connection = openWideReader(path);
  const prepare = preparing(connection, keptStatements);
  return {
    rows(sql: string, parameters: readonly unknown[]) {
      const rows: unknown[] = [];
      // Row by row, because V8 ends a thread at its memory limit only where JavaScript runs: `all` would go on for ever.
      for (const row of prepare(sql).iterate(...parameters)) rows.push(row);
      return rows;
    },
    total: createTotals(connection, prepare),
    close: () => connection.close(),
  };
}

function answer(perform: () => unknown): Answer {
  try {
    return { result: perform() };
  } catch (error) {
    return { problem: packError(error) };
  }
}

/** Of 19 steps that a thread can stand back: the main one then gets three quarters of a processor that both want. */
const steps = 5;

/** Lets the main thread go first where processors are few. Only Linux has priorities for threads; elsewhere all are alike. */
function standBack(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(Number(basename(readlinkSync("/proc/thread-self"))), steps);
  } catch {
    // Without /proc, or where it is not allowed, reading goes on as it is.
  }
}

if (parentPort !== null) {
  standBack();
  serve(parentPort);
}
