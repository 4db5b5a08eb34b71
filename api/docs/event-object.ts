import { z } from "zod";
import { type EventName, eventNames } from "../events/names.ts";
import { erasedOf, type Payload, payloads } from "../events/payloads.ts";
import type { AnyOperation } from "../kit/operation.ts";
import type { EventObject, OpenApiDocument, Parameter, Schema } from "./document.ts";
import { eventExample } from "./event-example.ts";
import { whenFired } from "./event-when.ts";
import { toSchema } from "./schemas.ts";
import { eventTypes } from "./tags.ts";

/** Each event as OpenAPI says it: a request that a webhook's receiver gets. */
export function describeEvents(operations: readonly AnyOperation[]): NonNullable<OpenApiDocument["webhooks"]> {
  return Object.fromEntries(inReadingOrder.map((event) => [event, { post: describeEvent(event, operations) }]));
}

const kinds = [...new Set(eventNames.map(kindOf))];
function kindOf(event: EventName): string {
  return event.slice(0, event.indexOf("."));
}

/** All of a lead, all of an opportunity …; within those the list's order. */
const inReadingOrder = kinds.flatMap((kind) => eventNames.filter((event) => kindOf(event) === kind));

function describeEvent(event: EventName, operations: readonly AnyOperation[]): EventObject {
  const firing = operations.filter(({ spec }) => spec.events?.includes(event) === true);
  return {
    operationId: `on${event.split(/[._]/).map(capitalised).join("")}`,
    tags: [eventTypes.name],
    summary: event,
    description: whenFired[event],
    security: [],
    parameters: headers,
    requestBody: {
      required: true,
      content: { "application/json": { schema: bodyOf(event), example: eventExample(event, operations) } },
    },
    responses: {
      "2XX": { description: "Taken. Anything else, and no answer within 15 seconds, is tried again." },
      "410": { description: "Not wanted any more: the webhook is disabled." },
    },
    "x-fired-by": firing.map(({ key }) => key),
  };
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function bodyOf(event: EventName): Schema {
  return {
    type: "object",
    required: ["event", "timestamp", "data", "signature"],
    properties: {
      event: { type: "string", const: event, description: "The event's name." },
      timestamp: { type: "string", description: "When it happened, UTC ISO 8601." },
      data: dataOf(event),
      signature: {
        type: "string",
        pattern: "^sha256=[0-9a-f]{64}$",
        description: "HMAC-SHA256 of all that stands before it, closed by a brace.",
      },
    },
  };
}

/** What it tells; of a record that was erased since, only that. */
function dataOf(event: EventName): Schema {
  const { record, more }: Payload = payloads[event];
  const told = toSchema(record, "output");
  // The record stands as a part of its own, so that the document writes it down once.
  const whole = Object.keys(more).length === 0 ? told : { allOf: [told, toSchema(z.object(more), "output")] };
  const description = "What it tells. Of what was erased for good since, its id and `erased: true` alone.";
  return { description, anyOf: [whole, toSchema(erasedOf(event), "output")] };
}

/** What every delivery carries in its head. */
const headers: readonly Parameter[] = [
  {
    name: "webhook-id",
    in: "header",
    required: true,
    description:
      "Names the event: the same at every try and every replay, and for every webhook. Skip what you have handled already.",
    schema: { type: "string" },
    example: "evt_6f1d2c3b_1187",
  },
  {
    name: "webhook-timestamp",
    in: "header",
    required: true,
    description: "When this try was sent: seconds since 1970. Refuse what is older than five minutes.",
    schema: { type: "string", pattern: "^\\d+$" },
    example: "1773153000",
  },
  {
    name: "webhook-signature",
    in: "header",
    required: true,
    description:
      "By Standard Webhooks: `v1,` and the base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`. For 24 hours after a rotation there are two, the new secret's first, separated by a space.",
    schema: { type: "string" },
    example: "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
  },
  {
    name: "X-Valethon-Signature",
    in: "header",
    required: true,
    description: "HMAC-SHA256 of the body's exact bytes, by the secret's text.",
    schema: { type: "string", pattern: "^sha256=[0-9a-f]{64}$" },
    example: "sha256=0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914",
  },
];
