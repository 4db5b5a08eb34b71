import { ConfigError, readConfig } from "../config.ts";
import { AppError } from "../errors.ts";
import { createLog } from "../log.ts";
import { openApi } from "../open.ts";
import { backupCommand } from "./backup.ts";
import { type Command, parseCommand, UsageError, usage } from "./command.ts";
import { createKeyCommand } from "./keys.ts";
import { restoredCommand } from "./restored.ts";
import { seedCommand } from "./seed.ts";
import { createTerminal } from "./terminal.ts";
import { createUserCommand } from "./users.ts";
import { listWebhooksCommand, replayCommand } from "./webhooks.ts";
import { tailCommand } from "./webhooks-tail.ts";

const commands: readonly Command[] = [
  createKeyCommand,
  createUserCommand,
  seedCommand,
  listWebhooksCommand,
  tailCommand,
  replayCommand,
  backupCommand,
  restoredCommand,
];

/** Runs a command on the databases of DATA_DIR or DATABASE_URL, whether the server runs or not. */
async function main(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(commands, args);
  if (parsed === null) {
    console.log(usage(commands, args));
    return 0;
  }
  const api = await openApi(readConfig(), { log: createLog("warn", process.stderr), runJobs: false });
  try {
    const text = await parsed.command.run(api, parsed.options, createTerminal(process));
    if (text !== null) console.log(text);
    return 0;
  } finally {
    await api.close();
  }
}

function explain(error: unknown): string {
  if (error instanceof AppError || error instanceof ConfigError || error instanceof UsageError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(explain(error));
  process.exitCode = error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
}
