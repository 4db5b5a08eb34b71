import { renewEpoch } from "../store/epoch.ts";
import { onlyTenant } from "../store/spaces.ts";
import type { Command } from "./command.ts";

export const restoredCommand: Command = {
  name: "restored",
  summary: "Say that a whole machine was put back from a snapshot: any other restore is noticed without.",
  options: {},
  async run(api, options) {
    const spaces = await Promise.all([api.spaces.open(onlyTenant, "live"), api.spaces.open(onlyTenant, "test")]);
    for (const space of spaces) await space.write(({ db }) => renewEpoch(db));
    if (options["json"] === true) return JSON.stringify({ restored: spaces.map(({ name }) => name) });
    return "Chats and consoles load anew when they connect next. A server that runs starts anew by itself now.";
  },
};
