import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "../errors.ts";
import type { Space } from "../store/space.ts";
import { onlyTenant } from "../store/spaces.ts";
import { followTries } from "../webhooks/finished-tries.ts";
import { type Command, type Options, readMode, readWhole } from "./command.ts";
import { tryAsJson, tryAsLine } from "./try-line.ts";
import { readWebhookId, webhookMode } from "./webhooks.ts";

const pollMs = 500;
/** Tries of before that it begins with. */
const shownFirst = 10;

export const tailCommand: Command = {
  name: "webhooks tail",
  summary: "Show the latest tries to deliver, then each one as it ends, until Ctrl-C.",
  options: {
    webhook: { type: "string", help: "its id, as webhooks list shows it; all webhooks unless told" },
    limit: { type: "string", help: "end after so many lines" },
    mode: webhookMode,
  },
  async run(api, options, terminal) {
    const webhookId = options["webhook"] === undefined ? null : readWebhookId(options["webhook"]);
    const limit = readLimit(options["limit"]);
    const write = options["json"] === true ? tryAsJson : tryAsLine;
    const space = await api.spaces.open(onlyTenant, readMode(options["mode"], "live"));
    if (webhookId !== null) await requireWebhook(space, webhookId);
    const stopped = terminal.untilStopped();
    const tries = followTries(space, { clock: api.clock, webhookId });
    let some = await tries.latest(Math.min(shownFirst, limit));
    for (let left = limit; !stopped.aborted; some = await tries.fresh()) {
      for (const one of some.slice(0, left)) terminal.print(write(one, api.clock.now()));
      left -= some.length;
      if (left <= 0) break;
      await pause(pollMs, undefined, { signal: stopped }).catch(() => undefined);
    }
    return null;
  },
};

const readLimit = (value: Options[string]): number =>
  value === undefined
    ? Number.POSITIVE_INFINITY
    : readWhole(value, Number.MAX_SAFE_INTEGER, "--limit is a whole number of lines, for example 20.");

async function requireWebhook({ read, mode }: Space, id: number): Promise<void> {
  const found = await read
    .selectFrom("webhooks")
    .select("webhook_id")
    .where("webhook_id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  if (found === undefined) {
    throw new AppError("NOT_FOUND", `There is no webhook ${id} in the ${mode} space. webhooks list shows them.`);
  }
}
