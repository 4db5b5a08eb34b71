import { randomUUID } from "node:crypto";
import { closeIdleConversations, writeDueActivities } from "../conversations/idle-conversations.ts";
import type { EventName } from "../events/names.ts";
import type { AnyOperation } from "../kit/operation.ts";
import { operations } from "../resources/index.ts";
import { type Case, loadCases } from "./cases.ts";
import { openImports } from "./imports.ts";
import { callersOf } from "./matrix.ts";
import type { Stage } from "./stage.ts";

/** Something that happens, and the events it must fire: all of them, in order. */
export interface Trigger {
  readonly name: string;
  readonly events: readonly EventName[];
  /** Makes what must be there. */
  prepare(stage: Stage): Promise<Deeds>;
}

/** What can be done once all is ready; each deed but the first must fire nothing. */
export interface Deeds {
  fire(): Promise<unknown>;
  /** The same call by somebody who may not. Comes first. */
  readonly refused?: () => Promise<unknown>;
  /** The same once more: under its Idempotency-Key, or as the round that comes next. */
  readonly again?: () => Promise<unknown>;
}

/** Every row of an operation's test that fires events, then what no single call fires. */
export async function loadTriggers(): Promise<readonly Trigger[]> {
  const cases = await loadCases();
  const all: readonly AnyOperation[] = operations;
  const ofCalls = all.flatMap((operation) => {
    const own = cases.filter((one) => one.operation === operation.key);
    const needs = own.find((one) => one.isHappyPath)?.needs ?? [];
    return own
      .filter(({ events }) => events.length > 0)
      .map((one) => ofCall(operation, { ...one, needs: one.needs ?? needs }));
  });
  return [...ofCalls, ...others];
}

function ofCall(operation: AnyOperation, one: Case): Trigger {
  const caller = callersOf(operation, one)[0]?.caller ?? { kind: "nobody" };
  const isKept = operation.method === "POST" && operation.spec.sensitive !== true && one.except?.replay === undefined;
  return {
    name: one.isHappyPath ? operation.key : `${operation.key}, ${one.name}`,
    events: one.events,
    async prepare(stage) {
      const { call } = await one.prepare(stage);
      const headers = isKept ? { ...call.headers, "Idempotency-Key": randomUUID() } : call.headers;
      const send = async () => {
        const { status, body } = await stage.send(caller, { ...call, headers });
        if (status !== one.status) throw new Error(`${status} ${JSON.stringify(body)}`);
      };
      return {
        fire: send,
        refused: () => stage.send({ kind: "revoked" }, call),
        ...(isKept ? { again: send } : {}),
      };
    },
  };
}

const day = 86_400_000;

async function aChat(stage: Stage, more: object = {}): Promise<number> {
  const { conversation_id } = await (await stage.visit()).say("hello", more);
  return conversation_id;
}

const others: readonly Trigger[] = [
  {
    name: "an import makes each of its rows a lead, and changes one that stands",
    events: ["lead.created", "lead.updated", "lead.created"],
    async prepare(stage) {
      const imports = await openImports(stage, stage.secretKey);
      const { email } = await stage.makeLead();
      const csv = `email,first_name\n${stage.freshEmail()},Jane\n${email},John\nno email,Nobody\n${stage.freshEmail()},Ann\n`;
      return {
        fire: () => imports.run(csv, { on_duplicate: "update" }),
        again: () => imports.run(csv.replaceAll("stage.example", "dry.example"), { dry_run: true }),
      };
    },
  },
  {
    name: "a batch fires what its calls fire, those that work",
    events: ["lead.created", "note.created"],
    async prepare(stage) {
      const { lead_id, email } = await stage.makeLead();
      const note = { entity_type: "lead", entity_id: lead_id, content: "Called" };
      const body = {
        operations: [
          { method: "POST", path: "/leads", body: { email: stage.freshEmail() } },
          { method: "POST", path: "/leads", body: { email } },
          { method: "POST", path: "/notes", body: note },
        ],
      };
      const headers = { "Idempotency-Key": randomUUID() };
      const send = (key: string) => stage.request("POST /batch", { key, headers, body });
      return {
        fire: () => send(stage.secretKey),
        refused: () => send(stage.publicKey),
        again: () => send(stage.secretKey),
      };
    },
  },
  {
    name: "a conversation that is idle for 7 days closes, once",
    events: ["conversation.ended"],
    async prepare(stage) {
      const round = async () => closeIdleConversations(stage.api, await stage.space());
      // Others of this stage are idle by then too: they go first.
      stage.clock.advance(7 * day);
      await round();
      await aChat(stage);
      return {
        refused: round,
        async fire() {
          stage.clock.advance(7 * day);
          await round();
        },
        again: round,
      };
    },
  },
  {
    name: "what is said of a conversation that has fallen silent fires nothing more",
    events: [],
    async prepare(stage) {
      const round = async () => writeDueActivities(stage.api, await stage.space());
      await aChat(stage, { contact: { email: stage.freshEmail() } });
      return {
        async fire() {
          stage.clock.advance(15 * 60_000);
          await round();
        },
        again: round,
      };
    },
  },
];
