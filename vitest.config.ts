import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./e2e/run/sequencer.ts";

export default defineConfig({
  test: {
    environment: "node",
    include: ["{api,gateway,widget,e2e,examples}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    // Whole-system tests start the real server and create argon2 hashes: slower machines need the room.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    // Whole-system tests mostly wait, for pings and timeouts of the product: more of them than there are cores.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: LongestFirst },
  },
});
