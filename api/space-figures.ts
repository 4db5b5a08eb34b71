import { sql } from "kysely";
import type { Clock } from "./clock.ts";
import type { Space } from "./store/space.ts";

/** What stands in a space's database now, for whoever watches over the product. */
export interface SpaceFigures {
  /** The last number given out in the space's log. */
  readonly eventsHead: number;
  readonly openConversations: number;
  readonly deliveries: {
    /** Waiting for a try, now or later. */
    readonly queued: number;
    /** Those whose moment has come. */
    readonly due: number;
    /** How long the one that waits longest has been due, in seconds; 0 when none is. */
    readonly oldestDueSeconds: number;
  };
  /** Webhooks that are switched off: by us as `gone` or `failing`, or by their owner. */
  readonly disabledWebhooks: Readonly<Record<"gone" | "failing" | "owner", number>>;
}

/** Four short counts, each over an index: they may run beside everything else, at any time. */
export async function readSpaceFigures(space: Space, clock: Clock): Promise<SpaceFigures> {
  const [eventsHead, openConversations, deliveries, disabledWebhooks] = await Promise.all([
    readHead(space),
    space.count(openConversationsOf(space)),
    readDeliveries(space, clock.now()),
    readDisabled(space),
  ]);
  return { eventsHead, openConversations, deliveries, disabledWebhooks };
}

async function readHead({ read }: Space): Promise<number> {
  const { head } = await read
    .selectFrom("events")
    .select(({ fn }) => fn.max("seq").as("head"))
    .executeTakeFirstOrThrow();
  return head ?? 0;
}

const openConversationsOf = ({ wide }: Space) =>
  wide
    .selectFrom("conversations")
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .where("status", "=", "open")
    .compile();

async function readDeliveries({ wide }: Space, now: number): Promise<SpaceFigures["deliveries"]> {
  const { queued, due, oldest } = await wide
    .selectFrom("webhook_deliveries")
    .select([
      sql<number>`count(*)`.as("queued"),
      sql<number>`count(*) filter (where due_at <= ${now})`.as("due"),
      sql<number | null>`min(due_at)`.as("oldest"),
    ])
    .where("due_at", "is not", null)
    .executeTakeFirstOrThrow();
  return { queued, due, oldestDueSeconds: due === 0 || oldest === null ? 0 : (now - oldest) / 1000 };
}

async function readDisabled({ read }: Space): Promise<SpaceFigures["disabledWebhooks"]> {
  const rows = await read
    .selectFrom("webhooks")
    .select(["disabled_reason", sql<number>`count(*)`.as("webhooks")])
    .where("enabled", "=", 0)
    .where("deleted_at", "is", null)
    .groupBy("disabled_reason")
    .execute();
  const of = (reason: string | null) => rows.find(({ disabled_reason }) => disabled_reason === reason)?.webhooks ?? 0;
  return { gone: of("gone"), failing: of("failing"), owner: of(null) };
}
