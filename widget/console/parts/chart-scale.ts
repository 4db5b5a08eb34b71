const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Steps between the lines of a time axis, in seconds: those that people count in. */
const timeSteps = [1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute];
const longSteps = [hour, 2 * hour, 4 * hour, 8 * hour, 12 * hour, day, 2 * day, 5 * day, 10 * day, 30 * day, 100 * day];

/** Where lines stand on an axis from 0 that holds `most`: round numbers, the last one at `most` or above it. */
export function countTicks(most: number, wanted = 4): number[] {
  const rough = Math.max(most, 1) / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => one * magnitude >= rough) ?? 10;
  // Half a conversation there is not.
  return ticksBy(Math.max(factor * magnitude, 1), most);
}

/** The same for a span in seconds. */
export function timeTicks(most: number, wanted = 4): number[] {
  const rough = Math.max(most, 1) / wanted;
  const steps = [...timeSteps, ...longSteps];
  return ticksBy(steps.find((step) => step >= rough) ?? Math.ceil(rough / day) * day, most);
}

function ticksBy(step: number, most: number): number[] {
  const count = Math.max(Math.ceil(most / step), 1);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

/** Every so-manieth label fits beside the others, where each may be `labelWidth` wide. */
export function labelEvery(count: number, width: number, labelWidth: number): number {
  return Math.max(1, Math.ceil((count * labelWidth) / Math.max(width, 1)));
}

/** The place along the width that a position belongs to, from 0; never beyond the ends. */
export function placeAt(x: number, width: number, count: number): number {
  const place = Math.floor((x / Math.max(width, 1)) * count);
  return Math.min(Math.max(place, 0), count - 1);
}

/** A line through points, broken where there is none. */
export function linePath(points: readonly (readonly [x: number, y: number] | null)[]): string {
  let isDrawing = false;
  return points
    .map((point) => {
      const command = isDrawing ? "L" : "M";
      isDrawing = point !== null;
      return point === null ? "" : `${command}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
    })
    .join("");
}
