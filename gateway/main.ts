import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { demoKey } from "../api/access/demo-key.ts";
import { launcherSettings } from "../api/access/launcher-settings.ts";
import { issueSetupToken } from "../api/access/setup.ts";
import type { Api } from "../api/api.ts";
import { createApp } from "../api/app.ts";
import { type Config, ConfigError, readConfig, withPort } from "../api/config.ts";
import { createLocalClient } from "../api/local-client.ts";
import { openApi } from "../api/open.ts";
import { startScheduler } from "../api/scheduler.ts";
import { onlyTenant } from "../api/store/spaces.ts";
import { buildIfStale } from "../widget/build.ts";
import { answerClientError } from "./client-error.ts";
import { type Demo, startDemo } from "./demo.ts";
import { createHealth } from "./health.ts";
import { createMetrics } from "./metrics.ts";
import { type Gateway, httpBounds, openGateway } from "./server.ts";
import { createStatic } from "./static.ts";

/** A stop that takes longer is ended by force; nothing acknowledged is lost by that. */
const stopWithinMs = 20_000;
const root = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string };

interface Product {
  readonly api: Api;
  readonly url: string;
  readonly demo: Demo | null;
  /** Resolves when a database was restored or exchanged: nothing in this process's memory is right any more. */
  readonly replaced: Promise<void>;
  stop(): Promise<void>;
}

/** Starts the whole product in this process: API, gateway, widget, console, demo website. */
async function start(): Promise<Product> {
  const wanted = readConfig();
  const built = buildIfStale();
  // The port comes first, because links and origins depend on it; what arrives before the rest is there waits for it.
  const health = createHealth();
  const ready = Promise.withResolvers<RequestListener>();
  const server = createServer(httpBounds, (request, response) => {
    if (!health.handle(request, response)) void ready.promise.then((listener) => listener(request, response));
  });
  server.on("clientError", answerClientError);
  const config = withPort(wanted, await listen(server, wanted));
  const replaced = Promise.withResolvers<void>();
  const api = await openApi(config, {
    onReplaced(space, reason) {
      api.log.error({ space }, `the database is no longer the one that was opened: ${reason}. Starting anew`);
      replaced.resolve();
    },
  });
  await built;

  const gateway = openGateway({ server, api, client: (caller) => createLocalClient(api, caller) });
  const metrics = createMetrics({
    config,
    read: async () => ({ version, gateway: gateway.stats(), api: await api.stats() }),
  });
  const files = createStatic({ api, launcherSettings: (asked) => launcherSettings(api, asked) });
  ready.resolve(route([metrics, files], createApp(api)));
  health.started(api);
  const demo = await openDemo(api);
  const stopScheduler = startScheduler(api);
  if (!config.rateLimits) api.log.warn("RATE_LIMITS=off: nothing limits how often anybody calls");
  return {
    api,
    url: config.publicUrl.origin,
    demo,
    replaced: replaced.promise,
    async stop() {
      health.draining();
      stopScheduler();
      await stop(server, gateway, api, demo);
    },
  };
}

type Handler = (request: Parameters<RequestListener>[0], response: Parameters<RequestListener>[1]) => Promise<boolean>;

/** The first handler that takes the request answers it; what none takes is the API's. */
function route(handlers: readonly Handler[], rest: RequestListener): RequestListener {
  return async (request, response) => {
    try {
      for (const handle of handlers) if (await handle(request, response)) return;
      rest(request, response);
    } catch {
      response.destroy();
    }
  };
}

async function listen(server: Server, { host, port }: Config): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explainListen(error, host, port)));
    server.listen(port, host, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}

function explainListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EADDRINUSE")
    return new ConfigError(`Port ${port} is taken. Stop what uses it, or set PORT to another one.`);
  if (error.code === "EACCES") return new ConfigError(`Port ${port} needs more rights. Set PORT to one above 1023.`);
  if (error.code === "EADDRNOTAVAIL")
    return new ConfigError(`HOST ${host} is no address of this machine. Use 127.0.0.1 or 0.0.0.0.`);
  return error;
}

async function openDemo(api: Api): Promise<Demo | null> {
  const { demoPort, host, publicUrl } = api.config;
  if (demoPort === null) return null;
  const publicKey = await demoKey(api);
  const folder = join(root, "examples", "plain-html");
  try {
    return await startDemo({ folder, host, port: demoPort, publicKey, productUrl: publicUrl });
  } catch (error) {
    api.log.warn({ err: error, port: demoPort }, "the demo website is not served; set DEMO_PORT to a free port");
    return null;
  }
}

async function stop(server: Server, gateway: Gateway, api: Api, demo: Demo | null): Promise<void> {
  // Whoever asks meanwhile is answered, a probe of readiness with 503: a proxy then stops sending before nobody listens.
  await gateway.drain();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await gateway.close();
  server.closeIdleConnections();
  await demo?.close();
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
  server.closeAllConnections();
  await api.close();
}

async function announce({ api, url, demo }: Product): Promise<void> {
  const live = await api.spaces.open(onlyTenant, "live");
  const token = await issueSetupToken(live);
  // A first look is at the demo website, whose chats are test data: the console opens there.
  const mode = demo === null ? "" : "&mode=test";
  const lines = [
    [
      "Console",
      token === null ? `${url}/crm` : `${url}/crm/setup?token=${token}${mode}   (set up once, then ${url}/crm)`,
    ],
    ["API docs", `${url}${api.config.basePath}/docs`],
    ...(demo === null ? [] : [["Demo website", demo.url]]),
  ];
  console.log(
    `\nValethon is running.\n\n${lines.map(([name, value]) => `  ${String(name).padEnd(14)}${value}`).join("\n")}\n`,
  );
}

/** Returns the undo: from then on a signal ends the process at once. */
function stopOnSignals(product: Product): () => void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    void product.stop().then(() => process.exit(0));
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return () => process.off("SIGINT", stop).off("SIGTERM", stop);
}

/** Runs the product until a signal ends it, and anew whenever its database was restored under it. Never resolves. */
async function run(): Promise<never> {
  for (;;) {
    const product = await start();
    const forget = stopOnSignals(product);
    await announce(product);
    await product.replaced;
    forget();
    await product.stop();
  }
}

try {
  await run();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(error instanceof ConfigError ? 2 : 1);
}
