import { mkdirSync } from "node:fs";
import { availableParallelism, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { defineConfig } from "playwright/test";
import { chromiumFlags, findBrowser } from "./e2e/support/browsers.ts";

const chromium = findBrowser("chromium");
const firefox = findBrowser("firefox");

/** Debian's Firefox speaks WebDriver BiDi, and refuses a HOME that belongs to somebody else. */
function firefoxOptions(path: string | null) {
  if (path === null) return { browserName: "firefox" as const };
  const home = join(tmpdir(), `valethon-firefox-${userInfo().uid}`);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return {
    browserName: "firefox" as const,
    channel: "moz-firefox",
    launchOptions: { executablePath: path, env: { ...process.env, HOME: home } },
  };
}

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  snapshotPathTemplate: "e2e/looks/baselines/{arg}{ext}",
  fullyParallel: true,
  workers: Math.max(2, Math.floor(availableParallelism() / 2)),
  forbidOnly: process.env["CI"] === "true",
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { trace: "retain-on-failure", screenshot: "only-on-failure", actionTimeout: 10_000 },
  projects: [
    {
      name: "chromium",
      use: {
        browserName: "chromium",
        launchOptions: { args: chromiumFlags, ...(chromium?.path ? { executablePath: chromium.path } : {}) },
      },
    },
    ...(firefox === null ? [] : [{ name: "firefox", grep: /@embedding/, use: firefoxOptions(firefox.path) }]),
  ],
});
