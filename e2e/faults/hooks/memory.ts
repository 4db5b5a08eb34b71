import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Collects all garbage when told anything, and answers what is left: bytes of objects and of what they hold outside the heap. */

if (process.env["NODE_ENV"] !== "test") throw new Error("Fault hooks are for tests alone.");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

process.on("message", () => {
  // Twice: what finalisers let go in the first round goes in the second.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
});
// Waiting for what the test may say keeps no process alive that wants to end.
process.channel?.unref();
