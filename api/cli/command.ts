import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type { Api } from "../api.ts";
import type { Mode } from "../store/space.ts";
import type { Terminal } from "./terminal.ts";

export type Options = Readonly<Record<string, string | boolean | undefined>>;

/** One thing the command line does. */
export interface Command {
  /** Its one or two words, for example `keys create`. */
  readonly name: string;
  readonly summary: string;
  /** Its options with their help; every command has --json and --help besides. */
  readonly options: Readonly<
    Record<string, { readonly type: "string" | "boolean"; readonly help: string; readonly required?: boolean }>
  >;
  /** Does it; returns what to print. One that goes on prints to the terminal meanwhile, and may end with null. */
  readonly run: (api: Api, options: Options, terminal: Terminal) => Promise<string | null>;
}

/** The command line was not understood. Its message says what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const prefix = "npm run -s valethon --";

/** The command and its options; null when help was asked for. Throws UsageError. */
export function parseCommand(
  commands: readonly Command[],
  args: readonly string[],
): { command: Command; options: Options } | null {
  if (args.length === 0 || args.includes("--help") || args.includes("-h")) return null;
  const command = commands.find(({ name }) => name.split(" ").every((word, i) => args[i] === word));
  if (command === undefined) {
    throw new UsageError(
      `There is no command "${args.slice(0, 2).join(" ")}". Commands: ${commands.map(({ name }) => name).join(", ")}. See ${prefix} --help`,
    );
  }
  const options = readOptions(command, args.slice(command.name.split(" ").length));
  for (const [name, { required }] of Object.entries(command.options)) {
    if (required === true && options[name] === undefined) {
      throw new UsageError(`--${name} is missing. See ${prefix} ${command.name} --help`);
    }
  }
  return { command, options };
}

function readOptions(command: Command, args: readonly string[]): Options {
  const config: ParseArgsOptionsConfig = { json: { type: "boolean" } };
  for (const [name, { type }] of Object.entries(command.options)) config[name] = { type };
  try {
    return parseArgs({ args: [...args], options: config, strict: true }).values as Options;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${why}\nSee ${prefix} ${command.name} --help`);
  }
}

/** Help for the command that `args` name, or for all of them. */
export function usage(commands: readonly Command[], args: readonly string[]): string {
  const words = args.filter((word) => !word.startsWith("-")).join(" ");
  const named = commands.filter(({ name }) => words !== "" && name.startsWith(words));
  if (named.length === 1 && named[0] !== undefined) return commandUsage(named[0]);
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(16)} ${summary}`);
  return [`Usage: ${prefix} <command> [options]`, "", ...lines, "", "Every command explains itself with --help."].join(
    "\n",
  );
}

function commandUsage({ name, summary, options }: Command): string {
  const all = {
    ...options,
    json: { type: "boolean", help: "print JSON" },
    help: { type: "boolean", help: "print this" },
  };
  const lines = Object.entries(all).map(([option, { type, help }]) => {
    const shown = type === "string" ? `--${option} <…>` : `--${option}`;
    return `  ${shown.padEnd(22)} ${help}`;
  });
  return [`Usage: ${prefix} ${name} [options]`, "", summary, "", ...lines].join("\n");
}

/** The space that is named, or the other one. */
export function readMode(value: string | boolean | undefined, otherwise: Mode): Mode {
  if (value === undefined) return otherwise;
  if (value === "test" || value === "live") return value;
  throw new UsageError("--mode is test or live.");
}

/** A whole number from 1 to `most`; `explain` says what to write for what is none. */
export function readWhole(value: string | boolean | undefined, most: number, explain: string): number {
  const number = /^\d{1,16}$/.test(String(value)) ? Number(value) : 0;
  if (number < 1 || number > most) throw new UsageError(explain);
  return number;
}

/** A comma list, or undefined when the option was not given. */
export function listOption(value: string | boolean | undefined): string[] | undefined {
  if (typeof value !== "string") return undefined;
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
