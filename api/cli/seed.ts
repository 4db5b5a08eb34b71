import { seedSpace } from "../seed/seed.ts";
import type { Mode } from "../store/space.ts";
import { onlyTenant } from "../store/spaces.ts";
import { type Command, UsageError } from "./command.ts";
import { createProgress } from "./progress.ts";

const mostLeads = 10_000_000;

export const seedCommand: Command = {
  name: "seed",
  summary: "Fill an empty space with generated leads, to try the product at size. Writes no events.",
  options: {
    leads: { type: "string", help: `how many, 1 to ${mostLeads.toLocaleString("en-US")}`, required: true },
    mode: { type: "string", help: "test | live: the space that gets them; test unless told" },
  },
  async run(api, options) {
    const leads = readCount(String(options["leads"]));
    const mode = readMode(options["mode"]);
    const space = await api.spaces.open(onlyTenant, mode);
    const show = createProgress(process.stderr, api.clock.monotonic);
    const start = api.clock.monotonic();
    await seedSpace(space, {
      leads,
      now: api.clock.now(),
      onProgress: (progress) => show(progress.made, progress.leads),
    });
    const seconds = Math.round((api.clock.monotonic() - start) / 1000);
    if (options["json"] === true) return JSON.stringify({ mode, leads, seconds });
    return `The ${mode} space holds ${leads.toLocaleString("en-US")} leads now (${seconds} s).`;
  },
};

function readCount(text: string): number {
  const leads = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (leads < 1 || leads > mostLeads) {
    throw new UsageError(`--leads is a whole number from 1 to ${mostLeads}, for example 1000000.`);
  }
  return leads;
}

function readMode(value: string | boolean | undefined): Mode {
  if (value === undefined || value === "test") return "test";
  if (value === "live") return "live";
  throw new UsageError("--mode is test or live.");
}
