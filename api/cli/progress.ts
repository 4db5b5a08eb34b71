import type { WriteStream } from "node:tty";

const barWidth = 30;
const plainEveryMs = 5000;
const drawEveryMs = 100;

/** Shows how far something is: a bar on a terminal, a line now and then elsewhere. */
export function createProgress(output: NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY">>, now: () => number) {
  const isTerminal = output.isTTY === true;
  let start: { readonly at: number; readonly made: number } | null = null;
  let shownAt = Number.NEGATIVE_INFINITY;

  return (made: number, all: number): void => {
    const at = now();
    start ??= { at, made };
    const isLast = made === all;
    if (!isLast && at - shownAt < (isTerminal ? drawEveryMs : plainEveryMs)) return;
    shownAt = at;
    const text = [`${count(made)} of ${count(all)}`, ...speed(made - start.made, all - made, at - start.at)].join(", ");
    if (isTerminal) output.write(`\r${bar(made / all)} ${text}\u001b[K${isLast ? "\n" : ""}`);
    else output.write(`${text}\n`);
  };
}

function speed(done: number, toDo: number, milliseconds: number): string[] {
  if (done === 0 || milliseconds === 0) return [];
  const perSecond = (done / milliseconds) * 1000;
  return [`${count(perSecond)} rows/s`, ...(toDo === 0 ? [] : [`${left(toDo / perSecond)} left`])];
}

const count = (number: number) => Math.round(number).toLocaleString("en-US");

function bar(share: number): string {
  const filled = Math.round(share * barWidth);
  return `[${"█".repeat(filled)}${"░".repeat(barWidth - filled)}] ${String(Math.floor(share * 100)).padStart(3)} %`;
}

const left = (seconds: number) => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`);
