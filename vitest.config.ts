import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["{api,gateway,widget,e2e,examples}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    // Whole-system tests start the real server and create argon2 hashes: slower machines need the room.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    // Left to itself it keeps a core for watching: on a machine with two, everything would wait in one line.
    maxWorkers: "100%",
  },
});
