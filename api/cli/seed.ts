import { seedSpace } from "../seed/seed.ts";
import { onlyTenant } from "../store/spaces.ts";
import { type Command, readMode, readWhole } from "./command.ts";
import { createProgress } from "./progress.ts";

const mostLeads = 10_000_000;
const leadsAre = `--leads is a whole number from 1 to ${mostLeads}, for example 1000000.`;

export const seedCommand: Command = {
  name: "seed",
  summary: "Fill an empty space with generated leads, to try the product at size. Writes no events.",
  options: {
    leads: { type: "string", help: `how many, 1 to ${mostLeads.toLocaleString("en-US")}`, required: true },
    mode: { type: "string", help: "test | live: the space that gets them; test unless told" },
  },
  async run(api, options) {
    const leads = readWhole(options["leads"], mostLeads, leadsAre);
    const mode = readMode(options["mode"], "test");
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
