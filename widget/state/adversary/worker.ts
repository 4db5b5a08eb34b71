import { parentPort, workerData } from "node:worker_threads";
import { createHost, settle } from "./host.ts";
import { drawSchedule, type Schedule } from "./schedule.ts";

// After the host, whose say it is where modules come from.
const { tell } = await import("./story.ts");
const { shrink } = await import("./shrink.ts");

const { from, count } = workerData as { readonly from: number; readonly count: number };
const host = createHost();
const play = (schedule: Schedule) => tell(schedule, settle, host);

// Chunks that come from the disk take turns of the event loop, which are not the seed's: once they are here, none does.
for (let seed = 1; seed <= 20; seed += 1) await play(drawSchedule(seed));

let told = 0;
for (let seed = from; seed < from + count; seed += 1) {
  parentPort?.postMessage({ seed });
  const schedule = drawSchedule(seed);
  const story = await play(schedule);
  told += 1;
  if (story.faults.length === 0) continue;
  const { faults, log } = await shrink(schedule, story, play);
  const browser = JSON.stringify(schedule.has);
  parentPort?.postMessage({ report: [`seed ${seed}: ${faults[0]}`, `a browser with ${browser}`, ...log].join("\n") });
  break;
}
parentPort?.postMessage({ told });
