import { z } from "zod";
import { type AddressRange, parseRange } from "./webhooks/public-address.ts";

/** Everything the environment decides, parsed once. Times are milliseconds unless the name says otherwise. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Folder of databases and secrets. */
  readonly dataDir: string;
  /** Where people reach the product: decides links, the cookie's Secure flag and the console's Origin. */
  readonly publicUrl: URL;
  /** Origins from which the console may call. */
  readonly publicOrigins: readonly string[];
  /** Path of the API, without a trailing slash. */
  readonly basePath: string;
  /** When set, the Host's first label below it names the tenant; null serves one tenant. */
  readonly baseDomain: string | null;
  /** Trusted proxy hops in front of this process. */
  readonly trustProxy: number;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /** False lifts limiter and packet caps: benchmarks on a loopback address only. */
  readonly rateLimits: boolean;
  /** Ranges that webhooks may reach although they are private. */
  readonly webhookAllowPrivate: readonly AddressRange[];
  /** What every wait of webhooks is multiplied by: 1, but for tests. */
  readonly webhookTimeScale: number;
  /** postgres:// address, or null for SQLite in dataDir. */
  readonly databaseUrl: string | null;
  /** What opens /metrics, or null: then it is open to this machine alone. */
  readonly metricsToken: string | null;
  /** Port of the demo website, or null when it is not served. */
  readonly demoPort: number | null;
  readonly production: boolean;
}

/** A setting that cannot be right. Its message names the variable, what was found and what to write instead. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const ranges = z
  .string()
  .transform(entriesOf)
  .pipe(z.array(z.string().transform(toRange)));

const port = z.coerce.number().int().min(0).max(65_535);

const environment = z.object({
  PORT: port.default(8080).describe("a port from 0 (any free one) to 65535"),
  HOST: z.string().min(1).default("127.0.0.1").describe("an address to listen on, such as 127.0.0.1 or 0.0.0.0"),
  DATA_DIR: z.string().min(1).default("./data").describe("a folder this process may write"),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("the address people open, such as https://chat.example.com"),
  BASE_PATH: z
    .string()
    .regex(/^(\/[A-Za-z0-9._~-]+)+$/)
    .default("/admin/api/v1/crm")
    .describe("an absolute path without a trailing slash, such as /admin/api/v1/crm"),
  BASE_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
    .optional()
    .describe("a domain whose subdomains are tenants, such as valethon.com"),
  TRUST_PROXY: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe("how many trusted proxies stand in front, 0 to 10"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])
    .default("info")
    .describe("fatal, error, warn, info, debug, trace or silent"),
  RATE_LIMITS: z.enum(["on", "off"]).default("on").describe("on, or off for benchmarks on a loopback address"),
  WEBHOOK_ALLOW_PRIVATE: ranges.default([]).describe("CIDRs separated by commas, such as 10.0.0.0/8,127.0.0.1/32"),
  WEBHOOK_TIME_SCALE: z.coerce
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe("left out, or with NODE_ENV=test a factor up to 1 that shortens the waits of webhooks"),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe("a postgres:// address; leave it out for SQLite"),
  REDIS_URL: z.never().optional().describe("left out: several nodes are not supported by this version"),
  DEMO: z.enum(["0", "1"]).optional().describe("1 to serve the demo website, 0 not to"),
  DEMO_PORT: port.optional().describe("a port from 0 (any free one) to 65535; the default is PORT + 1"),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/-]{16,200}=*$/)
    .optional()
    .describe("16 to 200 letters, digits or -._~+/ for Authorization: Bearer, such as `openssl rand -hex 32` prints"),
  NODE_ENV: z.string().optional(),
});

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Reads the settings. Throws ConfigError that lists every wrong variable at once. Empty variables count as absent. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(explain(parsed.error, given));
  const settings = parsed.data;
  const publicUrl = new URL(settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`);
  const production = settings.NODE_ENV !== "development" && settings.NODE_ENV !== "test";
  refuseUnsafe(settings, publicUrl, production);
  return {
    port: settings.PORT,
    host: settings.HOST,
    dataDir: settings.DATA_DIR,
    publicUrl,
    publicOrigins: originsOf(publicUrl),
    basePath: settings.BASE_PATH,
    baseDomain: settings.BASE_DOMAIN ?? null,
    trustProxy: settings.TRUST_PROXY,
    logLevel: settings.LOG_LEVEL,
    rateLimits: settings.RATE_LIMITS === "on",
    webhookAllowPrivate: settings.WEBHOOK_ALLOW_PRIVATE,
    webhookTimeScale: settings.WEBHOOK_TIME_SCALE,
    databaseUrl: settings.DATABASE_URL ?? null,
    metricsToken: settings.METRICS_TOKEN ?? null,
    demoPort: demoPortOf(settings),
    production,
  };
}

type Settings = z.output<typeof environment>;

/** Throws ConfigError for combinations that would put people's data at risk. */
function refuseUnsafe(settings: Settings, publicUrl: URL, production: boolean): void {
  if (settings.RATE_LIMITS === "off" && (!isLoopback(settings.HOST) || settings.NODE_ENV === "production")) {
    throw new ConfigError(
      "RATE_LIMITS=off works only with a loopback HOST and outside NODE_ENV=production. Leave it out.",
    );
  }
  if (settings.WEBHOOK_TIME_SCALE !== 1 && settings.NODE_ENV !== "test") {
    throw new ConfigError("WEBHOOK_TIME_SCALE works only with NODE_ENV=test. Leave it out.");
  }
  if (production && publicUrl.protocol === "http:" && !isLoopback(publicUrl.hostname)) {
    throw new ConfigError(
      `PUBLIC_URL is ${publicUrl.href}: sign-in over plain http is refused outside this machine. Put https in front and write https://…, or set NODE_ENV=development.`,
    );
  }
}

/** The demo website stands beside the product, one port up, where only this machine or DEMO=1 asks for it. */
function demoPortOf({ DEMO, DEMO_PORT, HOST, PORT }: Settings): number | null {
  if (DEMO === "0" || (DEMO === undefined && !isLoopback(HOST))) return null;
  return DEMO_PORT ?? (PORT === 0 ? 0 : PORT + 1);
}

/** The same settings once the real port is known (PORT=0 asks for any free one). */
export function withPort(config: Config, realPort: number): Config {
  if (config.port !== 0 || config.publicUrl.port !== "0") return { ...config, port: realPort };
  const publicUrl = new URL(config.publicUrl);
  publicUrl.port = String(realPort);
  return { ...config, port: realPort, publicUrl, publicOrigins: originsOf(publicUrl) };
}

/** localhost and 127.0.0.1 are the same machine to a person who types either. */
function originsOf(publicUrl: URL): string[] {
  const origins = [publicUrl.origin];
  if (publicUrl.hostname === "localhost") origins.push(publicUrl.origin.replace("//localhost", "//127.0.0.1"));
  return origins;
}

function entriesOf(list: string): string[] {
  return list.split(",").map((entry) => entry.trim());
}

function toRange(text: string, context: z.RefinementCtx): AddressRange {
  const range = parseRange(text);
  if (range !== null) return range;
  context.addIssue({ code: "custom", message: "no range of addresses" });
  return z.NEVER;
}

/** Settings that no message shows. */
const secrets: ReadonlySet<string> = new Set(["DATABASE_URL", "METRICS_TOKEN"]);

function explain(error: z.ZodError, given: Record<string, unknown>): string {
  const lines = error.issues.map((issue) => {
    const [name = "", position] = issue.path.map(String);
    const expected = environment.shape[name as keyof typeof environment.shape]?.description ?? issue.message;
    const entry = position === undefined ? given[name] : entriesOf(String(given[name]))[Number(position)];
    const found = secrets.has(name) ? "something else" : JSON.stringify(entry);
    return `${name} ${position === undefined ? "is" : "lists"} ${found}. It should be ${expected}.`;
  });
  return [...new Set(lines)].join("\n");
}
