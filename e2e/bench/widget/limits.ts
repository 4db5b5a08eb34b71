import type { Report } from "../report.ts";
import { type Measurement, slowdowns } from "./measure.ts";

const launcherBytes = 8 * 1024;
/** From the end of chat.js until the launcher is painted, on a page that is painted already (arrival.ts). */
const launcherMs = 100;
/** From the click until a message can be written. */
const usableMs = 300;

/** What counts as no shift: beside a sent message its state becomes another word, and begins elsewhere. */
const shiftLimit = 0.001;

/** Holds ours to what the product promises: also on a machine four times slower than this one. */
export function judge({ results }: Measurement, report: Report): void {
  const [ours] = results;
  if (ours === undefined) return;
  report.expect("why ours could not be measured", ours.failure, null);
  report.section("Valethon");
  for (const slowdown of slowdowns) {
    const visits = ours.visits[slowdown];
    const at = slowdown === 1 ? "" : `, ${slowdown} × slower`;
    const tasks = visits.map(({ longTasks }) => Math.max(0, ...longTasks));
    report.add({
      name: `chat.js → launcher${at}`,
      times: ours.arrivals[slowdown],
      limit: { quantile: 0.5, ms: launcherMs },
    });
    report.add({
      name: `click → composer${at}`,
      times: visits.map(({ usable }) => usable),
      limit: { quantile: 0.5, ms: usableMs },
    });
    report.add({ name: `longest task${at}`, times: tasks, limit: { quantile: 0.5, ms: 50 } });
  }
  const visits = Object.values(ours.visits).flat();
  const most = (values: readonly number[]) => Math.max(0, ...values);
  report.judge(
    "until the launcher",
    most(visits.map(({ untilLauncher }) => untilLauncher?.bytes ?? 0)),
    launcherBytes,
    "bytes",
  );
  report.judge("requests to other hosts", most(visits.map(({ toOthers }) => toOthers)), 0, "");
  report.judge("layout shift", most(visits.map(({ shift }) => shift)), shiftLimit, "");
}
