import { once } from "node:events";
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** One request that is sent over and over. */
export interface Shot {
  readonly address: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How often each status came; `none` where no answer did. */
type Statuses = Readonly<Record<string, number>>;

export interface Flood {
  /** Stops it; resolves once nothing of it is on its way any more, to what it was answered. */
  stop(): Promise<Statuses>;
}

interface Plan {
  readonly shots: readonly Shot[];
  readonly perSecond: number;
}

/** Sends these in turn, so many a second, from a thread of its own: who is measured beside it does not wait for it. */
export async function startFlood(plan: Plan): Promise<Flood> {
  const worker = new Worker(new URL(import.meta.url), { workerData: plan });
  const failed = new Promise<never>((_, reject) => worker.once("error", reject));
  const hear = () => Promise.race([once(worker, "message"), failed]);
  await hear();
  return {
    async stop() {
      const over = hear();
      worker.postMessage("stop");
      const [statuses] = (await over) as [Statuses];
      await worker.terminate();
      return statuses;
    },
  };
}

if (!isMainThread && parentPort !== null && workerData?.shots !== undefined) await pour(workerData as Plan);

async function pour({ shots, perSecond }: Plan): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const statuses: Record<string, number> = {};
  const stopped = new AbortController();
  parentPort?.once("message", () => stopped.abort());
  const start = performance.now();
  let sent = 0;
  const underway = new Set<Promise<void>>();
  parentPort?.postMessage("begun");
  while (!stopped.signal.aborted) {
    const due = Math.floor(((performance.now() - start) / 1000) * perSecond);
    for (; sent < due; sent += 1) {
      const shot = shots[sent % shots.length];
      if (shot === undefined) throw new Error("There is nothing to send.");
      const one = shoot(agent, shot).then((status) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
        underway.delete(one);
      });
      underway.add(one);
    }
    await wait(10, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
  await Promise.all(underway);
  agent.destroy();
  parentPort?.postMessage(statuses);
}

function shoot(agent: Agent, shot: Shot): Promise<string> {
  const { address, method, headers, body } = shot;
  return new Promise((resolve) => {
    const sent = request(address, { agent, method, headers }, (response) => {
      response.resume();
      response.once("end", () => resolve(String(response.statusCode)));
    });
    // A connection that both sides gave up at the same moment is no answer to anything (Node's docs, reusedSocket).
    sent.once("error", () => resolve(sent.reusedSocket ? shoot(agent, shot) : "none"));
    sent.end(body);
  });
}
