import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type CliResult, runCommandLine } from "./command-line.ts";
import { freePorts } from "./ports.ts";
import { until } from "./until.ts";

const checkout = resolve(import.meta.dirname, "../..");
const basePath = "/admin/api/v1/crm";

export type KeyType = "crm" | "crm_test" | "pk_live" | "pk_test";

export interface StackOptions {
  /** Further settings of the server, for example `DATABASE_URL`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Serves the demo website too. */
  readonly demo?: boolean;
  /** Where the product lies; this checkout unless told. */
  readonly root?: string;
  /** Modules of e2e/faults/hooks, by name, that the server loads before its own code and that hear what `tell` says. */
  readonly hooks?: readonly string[];
}

export interface Owner {
  readonly email: string;
  readonly password: string;
}

interface NewUser extends Owner {
  readonly name: string;
  readonly role?: "owner" | "agent" | "viewer";
}

/** The whole product as its user starts it: one process on a port of its own, with a data folder of its own. */
export class Stack {
  /** Where people reach it. The demo website's address is of another site, as customers' websites are. */
  readonly url: string;
  readonly demoUrl: string;
  readonly dataDir: string;
  /** The settings that it runs with: whoever opens its databases beside it needs the same. */
  readonly env: Readonly<Record<string, string>>;
  readonly #root: string;
  readonly #hooks: readonly string[];
  #server: ChildProcess | null = null;
  #output = "";

  constructor(options: StackOptions, port: number, demoPort: number) {
    this.url = `http://localhost:${port}`;
    this.demoUrl = `http://127.0.0.1:${demoPort}`;
    this.#root = options.root ?? checkout;
    this.#hooks = options.hooks ?? [];
    this.dataDir = mkdtempSync(join(tmpdir(), "valethon-stack-"));
    this.env = {
      // Nothing else of this shell's settings may reach the server.
      PATH: process.env["PATH"] ?? "",
      HOME: this.dataDir,
      NODE_ENV: "test",
      // Half of a start is reading TypeScript: what one process has read, the next ones need not.
      NODE_COMPILE_CACHE: join(tmpdir(), "valethon-compile-cache"),
      HOST: "127.0.0.1",
      PORT: String(port),
      DATA_DIR: this.dataDir,
      DEMO: options.demo === true ? "1" : "0",
      DEMO_PORT: String(demoPort),
      ...options.env,
    };
  }

  /** The API's address, base path included. */
  get api(): string {
    return this.url + basePath;
  }

  /** What the server wrote to its standard output and error, over all its starts. */
  get output(): string {
    return this.#output;
  }

  /** The server's process id, or null while it is down. */
  get pid(): number | null {
    return this.#server?.pid ?? null;
  }

  /** Starts the server and resolves once it is ready. Throws with its output when it ends or does not become ready. */
  async start(): Promise<void> {
    this.launch();
    try {
      await this.ready();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Starts the server and does not wait for it. */
  launch(): void {
    const imports = this.#hooks.flatMap((name) => ["--import", join(checkout, "e2e/faults/hooks", `${name}.ts`)]);
    const server = spawn(process.execPath, [...imports, "gateway/main.ts"], {
      cwd: this.#root,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe", ...(this.#hooks.length > 0 ? (["ipc"] as const) : [])],
    });
    this.#server = server;
    // A test run that is cut off leaves no server behind.
    const endWithTests = () => server.kill("SIGKILL");
    process.once("exit", endWithTests);
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-200_000);
    };
    server.stdout?.on("data", keep);
    server.stderr?.on("data", keep);
    server.once("exit", () => {
      process.removeListener("exit", endWithTests);
      if (this.#server === server) this.#server = null;
    });
  }

  /** Resolves once the server that was launched is ready. Throws with its output when it ends or does not become so. */
  async ready(): Promise<void> {
    const server = this.#server;
    const ended = new AbortController();
    server?.once("exit", () => ended.abort());
    const isOver = () => server === null || this.#server !== server;
    try {
      await until("the server to be ready", async () => isOver() || (await this.#answers(ended.signal)), {
        timeoutMs: 30_000,
      });
      if (isOver()) throw new Error("The server ended before it was ready.");
    } catch (error) {
      throw new Error(`The server did not start. It wrote:\n${this.#output}`, { cause: error });
    }
  }

  /** Tells the server's fault hooks something. Throws when there are none, or no server. */
  tell(message: object): void {
    const server = this.#server;
    if (server?.connected !== true) throw new Error("There is no server with fault hooks to tell anything.");
    server.send(message);
  }

  /** Tells the server's fault hooks something and resolves to what they answer. Throws when the server ends instead. */
  async askHooks(message: object): Promise<unknown> {
    const server = this.#server;
    this.tell(message);
    return await new Promise((resolve, reject) => {
      server?.once("message", resolve);
      server?.once("exit", () => reject(new Error("The server ended before its hooks answered.")));
    });
  }

  /** Resolves once the server has ended by itself, to the signal that ended it. The address stays reserved for `launch`. */
  async gone(): Promise<NodeJS.Signals | null> {
    const server = this.#server;
    if (server === null) throw new Error("There is no server that could end.");
    const [, signal] = (await once(server, "exit")) as [number | null, NodeJS.Signals | null];
    return signal;
  }

  /** kill -9: what was not on disk is gone. The address stays reserved for `start`. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Starts it again on the same ports and data. */
  async restart(): Promise<void> {
    if (this.#server !== null) await this.kill();
    await this.start();
  }

  /** SIGTERM, as an operator stops it. Resolves to its exit code; null when it had to be killed. */
  async terminate(): Promise<number | null> {
    return await this.#end("SIGTERM");
  }

  /** Stops it as an operator does, then removes its data. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Runs the product's command line on the same data, as an operator does beside the running server. */
  async cli(args: readonly string[], stdin = ""): Promise<CliResult> {
    return await runCommandLine(this.#root, this.env, args, stdin);
  }

  /** Makes an API key by the command line and returns its full text. */
  async createKey(type: KeyType, name = `${type} key of a test`, origins: readonly string[] = []): Promise<string> {
    const websites = origins.length === 0 ? [] : ["--origins", origins.join(",")];
    const made = await this.#json(["keys", "create", "--type", type, "--name", name, ...websites, "--json"]);
    const key = made["key"];
    if (typeof key !== "string") throw new Error(`keys create answered no key: ${JSON.stringify(made)}`);
    return key;
  }

  /** Makes the console's owner by the command line. */
  async createOwner(
    owner: Owner = { email: "owner@example.com", password: "correct horse battery staple 9" },
  ): Promise<Owner> {
    return await this.createUser({ ...owner, name: "Olive Owner", role: "owner" });
  }

  /** Makes somebody who may sign in to the console by the command line: an agent unless told. */
  async createUser({ name, email, password, role = "agent" }: NewUser): Promise<Owner> {
    const args = ["users", "create", "--name", name, "--email", email, "--role", role, "--password-stdin", "--json"];
    await this.#json(args, password);
    return { email, password };
  }

  async #json(args: readonly string[], stdin?: string): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await this.cli(args, stdin);
    if (code !== 0) throw new Error(`${args.join(" ")} exited with ${code}:\n${stderr || stdout}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  async #answers(ended: AbortSignal): Promise<boolean> {
    const signal = AbortSignal.any([ended, AbortSignal.timeout(2000)]);
    return (await fetch(`${this.url}/readyz`, { signal })).ok;
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const server = this.#server;
    if (server === null) return null;
    const ended = once(server, "exit") as Promise<[number | null]>;
    // A drain that hangs is a defect of its own test, not of every other one.
    const impatience = setTimeout(() => server.kill("SIGKILL"), 25_000);
    server.kill(signal);
    const [code] = await ended;
    clearTimeout(impatience);
    this.#server = null;
    return code;
  }
}

/** Starts the product on free ports. The caller stops it. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const [port, demoPort] = await freePorts(2);
  if (port === undefined || demoPort === undefined) throw new Error("No free ports.");
  const stack = new Stack(options, port, demoPort);
  await stack.start();
  return stack;
}
