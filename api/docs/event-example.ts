import { z } from "zod";
import type { EventName } from "../events/names.ts";
import { type Payload, payloads } from "../events/payloads.ts";
import type { AnyOperation } from "../kit/operation.ts";
import type { ApiSignatures } from "../resources/index.ts";
import { signMessage } from "../webhooks/sign.ts";
import { exampleOf } from "./example.ts";
import { familiar } from "./familiar.ts";
import { answerExample, bodyExample } from "./operation-example.ts";
import { toSchema } from "./schemas.ts";

type Fields = Readonly<Record<string, unknown>>;

interface Telling {
  /** The operation whose example fires it: the record is as that one answers it. */
  readonly after?: keyof ApiSignatures;
  /** What follows from the event; undefined leaves a field out. */
  readonly data?: Fields;
}

const at = "2026-03-10T14:30:00Z";
const won = { stage: "closed_won", status: "won", probability: 100, weighted_value: 50_000, closed_at: at };

const tellings: Readonly<Partial<Record<EventName, Telling>>> = {
  "lead.created": { after: "POST /leads" },
  "lead.updated": { after: "PUT /leads/{id}", data: { previous: { status: "new", score: 40 } } },
  "lead.converted": { data: { status: "converted", previous: { status: "qualified" } } },
  "lead.deleted": { data: { merged_into: undefined } },
  "lead.assigned": { data: { previous: { assigned_to: null } } },
  "opportunity.created": { after: "POST /opportunities" },
  "opportunity.updated": {
    data: { value: 60_000, weighted_value: 18_000, previous: { value: 50_000, weighted_value: 15_000 } },
  },
  "opportunity.stage_changed": {
    data: {
      ...{ stage: "proposal", probability: 60, weighted_value: 30_000 },
      previous: { stage: "discovery", probability: 30, weighted_value: 15_000 },
    },
  },
  "opportunity.won": { data: won },
  "opportunity.lost": { after: "PUT /opportunities/{id}" },
  "contact.created": { after: "POST /people" },
  "contact.updated": { after: "PUT /people/{id}", data: { previous: { title: "IT Director" } } },
  "prospect.created": { after: "POST /prospects" },
  "prospect.updated": { after: "PUT /prospects/{id}", data: { previous: { status: "active" } } },
  "prospect.converted": {
    data: { status: "converted", company_id: 12, previous: { status: "active", company_id: null } },
  },
  "activity.created": { after: "POST /activities" },
  "activity.completed": { after: "PUT /activities/{id}" },
  "note.created": { after: "POST /notes" },
  "conversation.ended": { data: { status: "ended", ended_at: at, rating: 5 } },
  "conversation.assigned": { data: { previous: null } },
  "conversation.blocked": { data: { reason: "Sends advertisements" } },
};

export interface EventExample {
  readonly event: EventName;
  readonly timestamp: string;
  readonly data: Fields;
  readonly signature: string;
}

/** An event as a webhook gets it, signed with the secret that the reference registers one with. */
export function eventExample(event: EventName, operations: readonly AnyOperation[]): EventExample {
  const { after, data } = tellings[event] ?? {};
  const { record, more }: Payload = payloads[event];
  const operation = operations.find(({ key }) => key === after);
  const told = operation === undefined ? made(record) : answerOf(operation);
  const timestamp = String(familiar["timestamp"]);
  const content = { event, timestamp, data: JSON.stringify({ ...told, ...made(z.object(more)), ...data }) };
  const { body } = signMessage(content, { ...exampleMessage, sentAt: Date.parse(timestamp) });
  return JSON.parse(body) as EventExample;
}

/** What the examples are sent as: of a log and with a secret that are nobody's. */
const exampleMessage = { id: "evt_6f1d2c3b_1187", secrets: ["your_webhook_secret"] } as const;

const made = (schema: z.ZodObject) => exampleOf(toSchema(schema, "output")) as Fields;

function answerOf(operation: AnyOperation): Fields {
  const { returns, body } = operation.spec;
  const taken = body === undefined ? {} : toSchema(body, "input");
  return answerExample(operation, toSchema(returns, "output"), taken, bodyExample(operation, taken)) as Fields;
}
