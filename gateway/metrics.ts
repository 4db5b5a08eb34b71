import type { IncomingMessage, ServerResponse } from "node:http";
import { collectDefaultMetrics, type Gauge, Registry } from "prom-client";
import type { Config } from "../api/config.ts";
import type { Spread } from "../api/measure.ts";
import { apiFamilies } from "./api-families.ts";
import { gatewayFamilies } from "./gateway-families.ts";
import type { Family, Labels, Sample, Seen } from "./metric-family.ts";
import { mayReadMetrics } from "./metrics-access.ts";
import { spaceFamilies } from "./space-families.ts";

export interface MetricsOptions {
  readonly config: Pick<Config, "metricsToken" | "trustProxy">;
  readonly read: () => Promise<Seen>;
}

/** Answers /metrics to those who may read it; false for everybody else and every other address. */
export type Metrics = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** What a person on call needs, in the text format of Prometheus. Read anew at each scrape; between scrapes it costs nothing. */
export function createMetrics({ config, read }: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  let seen: Seen | null = null;
  for (const family of [...gatewayFamilies, ...apiFamilies, ...spaceFamilies]) {
    register(registry, family, () => seen);
  }
  let scraping: Promise<string> | null = null;

  async function scrape(): Promise<string> {
    seen = await read();
    return await registry.metrics();
  }

  return async (request, response) => {
    if (request.url?.split("?", 1)[0] !== "/metrics" || !mayReadMetrics(request, config)) return false;
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { Allow: "GET, HEAD" }).end();
      return true;
    }
    // Two that come at once hear the same: the lag of the event loop is told since the last scrape.
    scraping ??= scrape().finally(() => {
      scraping = null;
    });
    const text = await scraping;
    response.writeHead(200, { "Content-Type": registry.contentType, "Cache-Control": "no-store" });
    response.end(request.method === "HEAD" ? undefined : text);
    return true;
  };
}

function register(registry: Registry, { name, help, type, samples }: Family, seen: () => Seen | null): void {
  const values = () => {
    const now = seen();
    if (now === null) return [];
    return type === "histogram" ? samples(now).flatMap((sample) => linesOf(name, sample)) : samples(now);
  };
  const metric = { name, help, type, get: async () => ({ name, help, type, values: values() }) };
  // A registry asks no more of a metric than this, but its types name prom-client's own classes. Those keep numbers of their
  // own and cannot be given a histogram that was counted elsewhere.
  registry.registerMetric(metric as unknown as Gauge);
}

interface Line extends Sample<number> {
  readonly metricName?: string;
}

/** A histogram's lines: how many are at most as large as each bound, all of them, their sum. */
function linesOf(name: string, { labels, value: { bounds, counts, sum } }: Sample<Spread>): readonly Line[] {
  let count = 0;
  const buckets = counts.map((one, place) => {
    count += one;
    return line(`${name}_bucket`, { ...labels, le: String(bounds[place] ?? "+Inf") }, count);
  });
  return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, count)];
}

const line = (metricName: string, labels: Labels, value: number): Line => ({ metricName, labels, value });
