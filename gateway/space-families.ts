import type { SpaceFigures } from "../api/space-figures.ts";
import type { SpaceStats } from "../api/stats.ts";
import type { DatabaseStats } from "../api/store/database.ts";
import type { Family, Labels, Sample, Seen } from "./metric-family.ts";

/** What is told of each space: its people, its database, what waits in it. What its database did not tell is left out. */
export const spaceFamilies: readonly Family[] = [
  {
    type: "gauge",
    name: "valethon_agents",
    help: "Employees in the console now.",
    samples: ofSpaces(({ agents }) => byState("status", agents)),
  },
  {
    type: "gauge",
    name: "valethon_database_up",
    help: "1 when the database answers.",
    samples: ofSpaces(({ answers }) => [{ value: answers ? 1 : 0 }]),
  },
  {
    type: "gauge",
    name: "valethon_database_waiting",
    help: "Operations that wait for the writer (SQLite) or for a connection (Postgres).",
    samples: ofSpaces(({ database }) => [{ value: database.waiting }]),
  },
  {
    type: "gauge",
    name: "valethon_postgres_connections",
    help: "Connections of the pool, by whether somebody uses them.",
    samples: ofEngine("postgres", ({ connections, idle }) => byState("state", { busy: connections - idle, idle })),
  },
  {
    type: "histogram",
    name: "valethon_commit_operations",
    help: "How many operations one commit held (SQLite).",
    samples: ofEngine("sqlite", ({ operations }) => [{ value: operations }]),
  },
  {
    type: "histogram",
    name: "valethon_commit_seconds",
    help: "How long a commit took until it was on disk (SQLite).",
    samples: ofEngine("sqlite", ({ commitSeconds }) => [{ value: commitSeconds }]),
  },
  {
    type: "counter",
    name: "valethon_lost_operations_total",
    help: "Operations that were undone and refused because a commit failed (SQLite).",
    samples: ofEngine("sqlite", ({ lost }) => [{ value: lost }]),
  },
  {
    type: "gauge",
    name: "valethon_events_head",
    help: "The last number given out in the log of events.",
    samples: ofFigures(({ eventsHead }) => [{ value: eventsHead }]),
  },
  {
    type: "gauge",
    name: "valethon_conversations_open",
    help: "Conversations that are open now.",
    samples: ofFigures(({ openConversations }) => [{ value: openConversations }]),
  },
  {
    type: "gauge",
    name: "valethon_webhook_deliveries",
    help: "Deliveries that wait for a try, now or later (queued), and those of them whose moment has come (due).",
    samples: ofFigures(({ deliveries: { queued, due } }) => byState("state", { queued, due })),
  },
  {
    type: "gauge",
    name: "valethon_webhook_oldest_due_seconds",
    help: "How long the delivery that waits longest has been due.",
    samples: ofFigures(({ deliveries }) => [{ value: deliveries.oldestDueSeconds }]),
  },
  {
    type: "gauge",
    name: "valethon_webhooks_disabled",
    help: "Webhooks that are switched off: by us as gone or failing, or by their owner.",
    samples: ofFigures(({ disabledWebhooks }) => byState("reason", disabledWebhooks)),
  },
];

type Part<Value> = { readonly labels?: Labels; readonly value: Value };

function ofSpaces<Value>(tell: (stats: SpaceStats) => readonly Part<Value>[]) {
  return ({ api }: Seen): readonly Sample<Value>[] =>
    api.spaces.flatMap((stats) =>
      tell(stats).map(({ labels, value }) => ({ labels: { space: stats.space, ...labels }, value })),
    );
}

function ofEngine<Engine extends DatabaseStats["engine"], Value>(
  engine: Engine,
  tell: (database: Extract<DatabaseStats, { engine: Engine }>) => readonly Part<Value>[],
) {
  const isOf = (database: DatabaseStats): database is Extract<DatabaseStats, { engine: Engine }> =>
    database.engine === engine;
  return ofSpaces(({ database }) => (isOf(database) ? tell(database) : []));
}

function ofFigures<Value>(tell: (figures: SpaceFigures) => readonly Part<Value>[]) {
  return ofSpaces(({ figures }) => (figures === null ? [] : tell(figures)));
}

const byState = (label: string, counts: Readonly<Record<string, number>>): readonly Part<number>[] =>
  Object.entries(counts).map(([state, value]) => ({ labels: { [label]: state }, value }));
