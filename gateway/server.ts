import type { Server as HttpServer, IncomingMessage } from "node:http";
import { type DefaultEventsMap, Server, type Socket } from "socket.io";
import { AppError } from "../api/errors.ts";
import type { LocalCaller, LocalClient } from "../api/local-client.ts";
import { type AgentNamespace, openAgents } from "./agents.ts";
import { answerPings, boundInbound, boundOutbound, hangUp } from "./caps.ts";
import { createCommandMeter } from "./command-meter.ts";
import type { House } from "./doors.ts";
import { drainConnections } from "./drain.ts";
import { createFactMeter } from "./fact-meter.ts";
import { createFanout } from "./fanout.ts";
import type { Gate, Oddity } from "./handler.ts";
import { isConsoleOrigin, readKnock } from "./origins.ts";
import { agentCommands, widgetCommands } from "./protocol.ts";
import { type GatewayStats, socketsOf } from "./stats.ts";
import { asksForSocket, boundEngine, surviveResets } from "./upgrades.ts";
import { openVisitors, type WidgetNamespace } from "./visitors.ts";

export interface GatewayOptions {
  /** The HTTP server whose upgrades and `/socket.io` requests the gateway takes. It stays the caller's to close. */
  readonly server: HttpServer;
  readonly api: House["api"];
  /** The API in process, as the browser that showed these. */
  readonly client: (caller: LocalCaller) => LocalClient;
  /** 0 ≤ x < 1; for spreading clients after a drain. */
  readonly random?: () => number;
  /** Milliseconds; tests shorten them. */
  readonly times?: Partial<typeof defaultTimes>;
}

/** What clients did wrong since the start, for the metrics. */
export type GatewayCounts = Readonly<Record<Oddity | "refused_handshake" | "too_slow" | "flooded", number>>;

export interface Gateway {
  /** Connections open now. */
  connections(): number;
  counts(): GatewayCounts;
  stats(): GatewayStats;
  /** Commands get UNAVAILABLE from now on; resolves when all acks are out and every connection was told to close. */
  drain(): Promise<void>;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/** What an HTTP server in front of the gateway must bound (spec: realtime, Bounds): pass to `http.createServer`. */
export const httpBounds = {
  connectionsCheckingInterval: 5000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // An import's mapping of 500 columns stands in the address.
  maxHeaderSize: 65_536,
  shouldUpgradeCallback: asksForSocket,
} as const;

const frameBytes = 65_536;
const defaultTimes = {
  /** A command is answered within this time. */
  command: 10_000,
  /** A visitor without any socket is gone after this time. */
  visitorGrace: 5000,
  /** Between two looks at whether a socket's credential still holds. */
  recheck: 300_000,
};

/** Opens the live side of the product on an HTTP server: `/socket.io` with the namespaces /widget and /agent. */
export function openGateway(options: GatewayOptions): Gateway {
  const { server, api, client, random = Math.random } = options;
  const times = { ...defaultTimes, ...options.times };
  const counts = createCounts();
  const count = (what: keyof GatewayCounts) => {
    counts[what] += 1;
  };
  const commands = createCommandMeter({ visitor: Object.keys(widgetCommands), agent: Object.keys(agentCommands) });
  const facts = createFactMeter();
  let draining = false;

  surviveResets(server);
  const io = openSocketServer(server, (request) => {
    if (draining) return Promise.resolve(false);
    return mayKnock({ api, client }, request);
  });
  boundEngine(io.engine);
  io.engine.on("connection_error", () => count("refused_handshake"));
  const connections = boundConnections(io, { api, count });

  const gate: Gate = {
    clock: api.clock,
    log: api.log,
    rateLimits: api.config.rateLimits,
    draining: () => draining,
    working: new Set(),
    commandTimeoutMs: times.command,
    count,
    commands,
  };
  const widget: WidgetNamespace = io.of("/widget");
  const agent: AgentNamespace = io.of("/agent");
  const fanout = createFanout({ widget, agent }, api.availability, {
    liveVisitors: api.liveVisitors,
    visitorGraceMs: times.visitorGrace,
    meter: facts,
  });
  const house: House = { api, client, fanout, gate, recheckMs: times.recheck };
  openVisitors(house, widget);
  openAgents(house, agent);
  // Socket.IO always has a main namespace; nobody is at home there.
  io.use((_socket, next) => next(new Error("Connect to /widget or /agent.")));

  return {
    connections: () => connections.size,
    counts: () => ({ ...counts }),
    stats: () => ({
      draining,
      sockets: [...socketsOf("widget", widget), ...socketsOf("agent", agent)],
      working: gate.working.size,
      counts: { ...counts },
      commands: commands.read(),
      facts: facts.read(),
    }),
    async drain() {
      draining = true;
      const tell = (afterMs: () => number) => {
        for (const socket of widget.sockets.values()) socket.emit("drain", { after_ms: afterMs() });
        for (const socket of agent.sockets.values()) socket.emit("drain", { after_ms: afterMs() });
      };
      await drainConnections({ working: gate.working, connections: () => [...connections], tell, random });
    },
    async close() {
      draining = true;
      fanout.close();
      for (const connection of connections) hangUp(connection);
      io.engine.close();
    },
  };
}

function openSocketServer(server: HttpServer, mayConnect: (request: IncomingMessage) => Promise<boolean>) {
  return new Server<DefaultEventsMap, DefaultEventsMap>(server, {
    path: "/socket.io",
    serveClient: false,
    transports: ["websocket", "polling"],
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: frameBytes,
    connectTimeout: 5000,
    upgradeTimeout: 5000,
    // CORS does not guard WebSocket handshakes: this does, for both transports.
    allowRequest: (request, answer) => {
      mayConnect(request)
        .then((allowed) => answer(null, allowed))
        .catch(() => answer(null, false));
    },
    // Only websites poll from elsewhere, with a key and without cookies; whether theirs may was asked above.
    cors: (request, answer) => {
      // The cors package declares only what it reads itself; Engine.IO passes the request whole.
      const { url } = request as IncomingMessage;
      answer(null, { origin: /[?&]key=/.test(url ?? "") });
    },
  });
}

/** Whether this handshake comes from a website that its key allows, or from the console. */
async function mayKnock(
  { api, client }: Pick<GatewayOptions, "api" | "client">,
  request: IncomingMessage,
): Promise<boolean> {
  const { key, origin, host, address, userAgent } = readKnock(request, api.config);
  if (key === null) return isConsoleOrigin(origin, host, api.config);
  try {
    await client({ key, origin, host, address, userAgent }).recognise();
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) api.log.error({ err: error }, "a handshake could not be judged");
    return false;
  }
}

interface Bounds {
  readonly api: GatewayOptions["api"];
  readonly count: (what: keyof GatewayCounts) => void;
}

/** Bounds what each connection may send and leave unread; returns those that are open. */
function boundConnections(io: Server, { api, count }: Bounds): ReadonlySet<Socket["conn"]> {
  const open = new Set<Socket["conn"]>();
  io.engine.on("connection", (connection: Socket["conn"]) => {
    open.add(connection);
    connection.on("close", () => open.delete(connection));
    const end = (what: "too_slow" | "flooded") => {
      if (!open.has(connection)) return;
      count(what);
      hangUp(connection);
    };
    // RATE_LIMITS=off lifts what clients may send, never what is kept for them: that would take the process's memory.
    boundOutbound(connection, () => end("too_slow"));
    answerPings(connection, () => end("too_slow"));
    if (api.config.rateLimits) boundInbound(connection, api.clock, () => end("flooded"));
  });
  return open;
}

const createCounts = (): Record<keyof GatewayCounts, number> => ({
  without_ack: 0,
  unknown_event: 0,
  invalid_input: 0,
  rate_limited: 0,
  cut_off: 0,
  failed: 0,
  refused_handshake: 0,
  too_slow: 0,
  flooded: 0,
});
