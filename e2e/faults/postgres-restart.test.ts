import { expect, test } from "vitest";
import { engines } from "../../api/testing/api.ts";
import { createRandom } from "../simulation/random.ts";
import { findPostgres, startPostgres } from "../support/postgres.ts";
import { until } from "../support/until.ts";
import { openBareVisitor } from "./bare-visitor.ts";
import { sized } from "./form.ts";
import { keepReading, keepSending } from "./load.ts";
import type { Refused } from "./persistent.ts";
import { everyRead, wrong } from "./reads.ts";
import { expectAllOnce, openScene } from "./scene.ts";
import { socketSender } from "./senders.ts";

const restarts = sized({ short: 3, long: 40 });
const seed = 1;

const bin = findPostgres();

// Whoever tests on SQLite alone has no Postgres to stop.
if (engines.includes("postgres") && bin !== null) {
  test(`a Postgres that is stopped or crashes ${restarts} times under load (seed ${seed}) and comes back: no ack without a row, and all goes on by itself`, {
    timeout: 300_000,
  }, async () => {
    const random = createRandom(seed);
    const postgres = await startPostgres(bin, { durable: true });
    const scene = await openScene({ databaseUrl: postgres.url, hurry: 5 });
    const { stack, publicKey } = scene.company;
    const [writes, looks] = await Promise.all([openBareVisitor(stack, publicKey), openBareVisitor(stack, publicKey)]);
    const refused: Refused[] = [];
    const heard = () => [...scene.refused, ...refused];
    const sending = keepSending([...scene.senders, socketSender(writes, (one) => refused.push(one))]);
    const reading = keepReading(everyRead(scene, looks));
    const { pid } = stack;
    try {
      for (let restart = 0; restart < restarts; restart += 1) {
        await sending.more(random.between(1, 3));
        const before = heard().length;
        await (random.chance(0.5) ? postgres.crash() : postgres.shutDown());
        await until("calls to be refused", () => heard().length >= before + 10, { timeoutMs: 30_000 });
        await postgres.start();
      }
      await sending.more(5);
      expect(wrong(reading.take()).filter(({ what }) => what === "/livez")).toEqual([]);
      await sending.more(5);
      await Promise.all([sending.stop(), reading.stop()]);
      expect(wrong(reading.take()), "once it is back").toEqual([]);
      expect(heard().filter(({ code, retryAfter }) => code !== "UNAVAILABLE" || !(Number(retryAfter) >= 1))).toEqual(
        [],
      );
      expect(stack.pid).toBe(pid);
      await expectAllOnce(scene, sending.sent);
    } finally {
      writes.close();
      looks.close();
      await scene.close();
      await postgres.stop();
    }
  });
}
