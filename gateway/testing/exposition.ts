/** What a scrape told, read as strictly as Prometheus' text format 0.0.4 allows. */
export interface Exposition {
  /** Of the samples, each once. */
  readonly names: readonly string[];
  readonly types: ReadonlyMap<string, string>;
  /** One sample; throws when there is none. `value("up", {space: "main_live"})` */
  value(name: string, labels?: Labels): number;
  /** All samples of this name that have these labels among theirs. */
  all(name: string, labels?: Labels): readonly Sample[];
}

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;
const number = /^(?:[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[+-]Inf|NaN)$/i;

/** Throws for whatever is not the format: a wrong line, a metric in two places, a series twice, a histogram that cannot be. */
export function parseExposition(text: string): Exposition {
  if (!text.endsWith("\n")) throw new Error("The last line does not end.");
  const reading: Reading = { types: new Map(), samples: [], series: new Set(), current: "" };
  for (const line of text.split("\n").slice(0, -1)) if (line !== "") readLine(reading, line);
  const { types, samples } = reading;
  const all = (name: string, labels: Labels = {}) =>
    samples.filter((one) => one.name === name && isPart(labels, one.labels));
  for (const [name, type] of types) if (type === "histogram") requireHistogram(name, all);
  return {
    names: [...new Set(samples.map(({ name }) => name))],
    types,
    all,
    value(name, labels = {}) {
      const [found, ...more] = all(name, labels);
      if (found !== undefined && more.length === 0) return found.value;
      throw new Error(`${name} ${JSON.stringify(labels)}: ${found === undefined ? "none" : "several"}`);
    },
  };
}

interface Reading {
  readonly types: Map<string, string>;
  readonly samples: Sample[];
  readonly series: Set<string>;
  /** The metric whose lines come now. */
  current: string;
}

function readLine(reading: Reading, line: string): void {
  const [, keyword, name = "", rest = ""] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line) ?? [];
  if (keyword === "HELP") {
    if (reading.types.has(name)) throw new Error(`${name} stands in two places.`);
    reading.current = name;
  } else if (keyword === "TYPE") {
    if (name !== reading.current || reading.types.has(name))
      throw new Error(`${name} has its type in the wrong place.`);
    if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw new Error(`${rest} is no type.`);
    reading.types.set(name, rest);
  } else {
    readSample(reading, line);
  }
}

function readSample({ types, samples, series, current }: Reading, line: string): void {
  const sample = parseSample(line);
  requireIn(current, types.get(current), sample);
  const key = JSON.stringify([sample.name, Object.entries(sample.labels).toSorted()]);
  if (series.has(key)) throw new Error(`A series stands twice: ${line}`);
  series.add(key);
  samples.push(sample);
}

function parseSample(line: string): Sample {
  const [, name = "", inside, value = ""] = sampleLine.exec(line) ?? [];
  if (name === "" || !number.test(value)) throw new Error(`This is no sample: ${line}`);
  return { name, labels: inside === undefined ? {} : parseLabels(inside), value: toNumber(value) };
}

function parseLabels(inside: string): Labels {
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  while (label.lastIndex < inside.length) {
    const [, name, value] = label.exec(inside) ?? [];
    if (name === undefined || value === undefined || name in labels) throw new Error(`These are no labels: ${inside}`);
    labels[name] = value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
  }
  return labels;
}

const toNumber = (value: string) => Number(value.replace(/Inf$/, "Infinity").replace(/^nan$/i, "NaN"));

const isPart = (wanted: Labels, labels: Labels) =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

function requireIn(metric: string, type: string | undefined, { name, labels, value }: Sample): void {
  const ending = name.slice(metric.length);
  const fits = type === "histogram" ? /^_(bucket|sum|count)$/.test(ending) : ending === "";
  if (type === undefined || !name.startsWith(metric) || !fits) throw new Error(`${name} stands below ${metric}.`);
  if ((ending === "_bucket") !== "le" in labels) throw new Error(`${name} has a bound in the wrong place.`);
  if (type === "counter" && !(value >= 0)) throw new Error(`${name} counts ${value}.`);
}

/** For each set of labels: bounds rise, counts never fall, and the last bucket holds as many as there are. */
function requireHistogram(name: string, all: Exposition["all"]): void {
  const groups = Map.groupBy(all(`${name}_bucket`), ({ labels: { le: _, ...labels } }) => JSON.stringify(labels));
  for (const [key, buckets] of groups) {
    const labels = JSON.parse(key) as Labels;
    const bounds = buckets.map(({ labels: { le = "" } }) => toNumber(le));
    const counts = buckets.map(({ value }) => value);
    const [total] = all(`${name}_count`, labels);
    const rises = (numbers: readonly number[], strictly: boolean) =>
      numbers.every((one, i) => i === 0 || one > (numbers[i - 1] ?? 0) || (!strictly && one === numbers[i - 1]));
    if (!rises(bounds, true) || bounds.at(-1) !== Number.POSITIVE_INFINITY || !rises(counts, false))
      throw new Error(`The buckets of ${name} ${key} cannot be.`);
    if (total?.value !== counts.at(-1) || all(`${name}_sum`, labels).length !== 1)
      throw new Error(`${name} ${key} is not the sum of its buckets.`);
  }
}
