import { expect, onTestFinished, test } from "vitest";
import { engines } from "../../../api/testing/api.ts";
import { createRandom } from "../../simulation/random.ts";
import { findPostgres, startPostgres } from "../../support/postgres.ts";
import { until } from "../../support/until.ts";
import { sized } from "../form.ts";
import { expectToldWhen, openBusyScene } from "./busy-scene.ts";
import { wrong } from "./reads.ts";
import { expectAllOnce } from "./scene.ts";

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
    onTestFinished(postgres.stop);
    const { scene, sending, reading, refused, rest } = await openBusyScene({ databaseUrl: postgres.url, hurry: 5 });
    const { stack } = scene.company;
    const { pid } = stack;
    for (let restart = 0; restart < restarts; restart += 1) {
      await sending.more(random.between(1, 3));
      const before = refused().length;
      await (random.chance(0.5) ? postgres.crash() : postgres.shutDown());
      await until("calls to be refused", () => refused().length >= before + 10, { timeoutMs: 30_000 });
      await postgres.start();
    }
    await sending.more(5);
    expect(wrong(reading.take()).filter(({ what }) => what === "/livez")).toEqual([]);
    await sending.more(5);
    await rest();
    expect(wrong(reading.take()), "once it is back").toEqual([]);
    expectToldWhen(refused());
    expect(stack.pid).toBe(pid);
    await expectAllOnce(scene, sending.sent);
  });
}
