import { expect, onTestFinished } from "vitest";
import { openBareVisitor } from "./bare-visitor.ts";
import { keepReading, keepSending, type Reading, type Sending } from "./load.ts";
import type { Refused } from "./persistent.ts";
import { everyRead } from "./reads.ts";
import { openScene, type Scene, type SceneOptions } from "./scene.ts";
import { socketSender } from "./senders.ts";

/** A company in which everybody sends and reads, by every way there is. */
export interface BusyScene {
  readonly scene: Scene;
  readonly sending: Sending;
  readonly reading: Reading;
  /** All that anybody was told who was to try again. */
  refused(): readonly Refused[];
  /** Resolves once everybody has what he sent acknowledged, and nobody sends or reads any more. */
  rest(): Promise<void>;
}

export async function openBusyScene(options: SceneOptions = {}): Promise<BusyScene> {
  const scene = await openScene(options);
  const { stack, publicKey } = scene.company;
  const [writer, reader] = await Promise.all([openBareVisitor(stack, publicKey), openBareVisitor(stack, publicKey)]);
  onTestFinished(() => [writer, reader].forEach(({ close }) => void close()));
  const refused: Refused[] = [];
  const sending = keepSending([...scene.senders, socketSender(writer, (one) => refused.push(one))]);
  const reading = keepReading(everyRead(scene, reader));
  return {
    ...{ scene, sending, reading },
    refused: () => [...scene.refused, ...refused],
    rest: async () => void (await Promise.all([sending.stop(), reading.stop()])),
  };
}

/** Expects that all were told to try again, and when. */
export function expectToldWhen(refused: readonly Refused[]): void {
  expect(refused.filter(({ code, retryAfter }) => code !== "UNAVAILABLE" || !(Number(retryAfter) >= 1))).toEqual([]);
}
