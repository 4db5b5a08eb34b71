import Sqlite from "better-sqlite3";
import pg from "pg";

/**
 * Fault hook: once it is told `CrashOrder`, the process kills itself around the commit of the next transaction that
 * writes to that table. Answers "armed".
 */
export interface CrashOrder {
  /** `after`: the commit has returned and nobody has been answered. `before`: the commit was not begun. */
  readonly crash: "after" | "before";
  readonly table: string;
}

if (process.env["NODE_ENV"] !== "test") throw new Error("Fault hooks are for tests alone.");

let order: CrashOrder | null = null;

process.on("message", (message: CrashOrder) => {
  order = message;
  process.send?.("armed");
});
// Listening alone would keep the process from ending.
process.channel?.unref();

/** No handler runs, no buffer is written: as when the machine's power goes. */
const die = () => process.kill(process.pid, "SIGKILL");

const isCommit = (text: string) => /^commit\b/i.test(text);
const writesTo = (text: string) => order !== null && new RegExp(`^insert into "?${order.table}"?\\b`, "i").test(text);

hookSqlite();
hookPostgres();

function hookSqlite(): void {
  const memory = new Sqlite(":memory:");
  const prototype = Object.getPrototypeOf(memory.prepare("select 1")) as Sqlite.Statement;
  memory.close();
  // One connection writes to a space, but there are several spaces.
  const writers = new WeakSet<Sqlite.Database>();
  for (const method of ["run", "all", "get"] as const) {
    const original = prototype[method] as (...parameters: unknown[]) => unknown;
    prototype[method] = function (this: Sqlite.Statement, ...parameters: unknown[]) {
      if (writesTo(this.source)) writers.add(this.database);
      const isOurs = isCommit(this.source) && writers.has(this.database);
      if (isOurs && order?.crash === "before") die();
      const result = original.apply(this, parameters);
      if (isOurs) die();
      return result;
    } as never;
  }
}

function hookPostgres(): void {
  const writers = new WeakSet<pg.Client>();
  const query = pg.Client.prototype.query as (this: pg.Client, ...parameters: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...parameters: unknown[]) {
    const [text] = parameters;
    if (typeof text !== "string") return query.apply(this, parameters);
    if (writesTo(text)) writers.add(this);
    if (!isCommit(text) || !writers.has(this)) return query.apply(this, parameters);
    if (order?.crash === "before") die();
    return (query.apply(this, parameters) as Promise<unknown>).then(die);
  } as never;
}
