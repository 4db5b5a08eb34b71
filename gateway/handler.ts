import type { Socket } from "socket.io";
import type { z } from "zod";
import type { Clock } from "../api/clock.ts";
import { AppError } from "../api/errors.ts";
import type { CommandCap } from "./caps.ts";
import { commandsPerWindow, createCommandCap, createSignalGate, hangUp, noCommandCap, signalGapMs } from "./caps.ts";
import type { CommandMeter } from "./command-meter.ts";
import type { Done, Refusal } from "./protocol.ts";

type Schemas = Readonly<Record<string, z.ZodType>>;
type Acknowledge = (reply: unknown) => void;

/** What every socket's wrapper shares. */
export interface Gate {
  readonly clock: Clock;
  readonly log: { error(facts: object, message: string): void; warn(facts: object, message: string): void };
  readonly rateLimits: boolean;
  /** True from the start of a drain: commands are sent elsewhere. */
  readonly draining: () => boolean;
  /** Commands that are being worked on, so that a drain can wait for their acks. */
  readonly working: Set<Promise<unknown>>;
  /** Milliseconds after which a command is answered UNAVAILABLE. */
  readonly commandTimeoutMs: number;
  readonly count: (what: Oddity) => void;
  readonly commands: CommandMeter;
}

/** What clients do wrong and the gateway only counts. */
export type Oddity = "without_ack" | "unknown_event" | "invalid_input" | "rate_limited" | "cut_off" | "failed";

export interface Registration<Commands extends Schemas, Replies, Signals extends Schemas> {
  readonly socket: Pick<Socket, "id" | "conn" | "connected" | "use">;
  readonly kind: keyof typeof commandsPerWindow;
  readonly commands: Commands;
  /** One for each command of the catalogue: leaving one out does not compile. */
  readonly handlers: {
    readonly [Name in keyof Commands]: (
      input: z.output<Commands[Name]>,
    ) => Promise<Name extends keyof Replies ? Replies[Name] : Done>;
  };
  readonly signals: Signals;
  readonly onSignal: { readonly [Name in keyof Signals]: (input: z.output<Signals[Name]>) => void };
  readonly gate: Gate;
}

/**
 * The one way in for packets. Product code sees only parsed input of known events; whatever else arrives is answered,
 * counted or dropped here, and nothing that arrives here can end the process.
 */
export function register<Commands extends Schemas, Replies, Signals extends Schemas>(
  registration: Registration<Commands, Replies, Signals>,
): void {
  const { socket, kind, gate, signals } = registration;
  const cap = gate.rateLimits ? createCommandCap(commandsPerWindow[kind], gate.clock) : noCommandCap;
  const bound = gate.rateLimits
    ? createSignalGate(signalGapMs, gate.clock)
    : (_name: string, pass: () => void) => pass();
  // A middleware that never calls on keeps the socket's own EventEmitter out of reach of what clients send.
  socket.use((packet: readonly unknown[]) => {
    try {
      const [name, ...rest] = packet;
      if (typeof name === "string" && Object.hasOwn(signals, name)) {
        // One that has waited for its turn is of nobody when the socket is gone.
        bound(name, () => socket.connected && receiveSignal(registration, name, rest));
      } else {
        receiveCommand(registration, cap, name, rest);
      }
    } catch (error) {
      gate.count("failed");
      gate.log.error({ err: error, socket: socket.id }, "a packet could not be handled");
    }
  });
}

function receiveSignal<C extends Schemas, R, S extends Schemas>(
  { signals, onSignal, gate }: Registration<C, R, S>,
  name: string,
  rest: readonly unknown[],
): void {
  const parsed = signals[name]?.safeParse(rest[0]);
  if (parsed?.success) onSignal[name]?.(parsed.data as z.output<S[string]>);
  else gate.count("invalid_input");
}

function receiveCommand<C extends Schemas, R, S extends Schemas>(
  registration: Registration<C, R, S>,
  cap: CommandCap,
  name: unknown,
  rest: readonly unknown[],
): void {
  const { socket, gate, kind } = registration;
  const began = performance.now();
  const verdict = cap.take();
  if (verdict === "close") {
    gate.count("cut_off");
    hangUp(socket.conn);
    return;
  }
  const last = rest.at(-1);
  if (typeof last !== "function") {
    gate.count("without_ack");
    return;
  }
  const answer = last as Acknowledge;
  if (verdict === "refuse") {
    gate.count("rate_limited");
    turnAway("RATE_LIMITED", "Too many commands on this connection. Wait before the next.", cap.retryAfter());
  } else if (gate.draining()) {
    turnAway("UNAVAILABLE", "This server is restarting. Connect again and repeat the command.", 1);
  } else {
    const work = run(registration, name, rest.slice(0, -1))
      .then((reply) => {
        answer(reply);
        gate.commands.answered(kind, name, reply, (performance.now() - began) / 1000);
      })
      .catch((error: unknown) => gate.log.error({ err: error, socket: socket.id }, "a reply could not be written"))
      .finally(() => gate.working.delete(work));
    gate.working.add(work);
  }

  function turnAway(...why: Parameters<typeof refusal>): void {
    const refused = refusal(...why);
    answer(refused);
    gate.commands.refused(kind, name, refused);
  }
}

/** Parses, calls the handler, bounds its time, translates what it throws. Never rejects. */
async function run<C extends Schemas, R, S extends Schemas>(
  { commands, handlers, socket, gate }: Registration<C, R, S>,
  name: unknown,
  input: readonly unknown[],
): Promise<Refusal | unknown> {
  const schema = own(commands, name);
  const handle = own(handlers, name);
  if (schema === undefined || handle === undefined) {
    gate.count("unknown_event");
    return refusal("VALIDATION_ERROR", "There is no such command. Check its name against the protocol's catalogue.");
  }
  const parsed = schema.safeParse(input[0]);
  if (!parsed.success || input.length !== 1) {
    gate.count("invalid_input");
    return parsed.error ? explain(parsed.error) : refusal("VALIDATION_ERROR", "Send one object and a callback.");
  }
  try {
    return await within(gate.commandTimeoutMs, handle(parsed.data as z.output<C[string]>));
  } catch (error) {
    return answerFailure(gate, error, { socket: socket.id, event: name });
  }
}

/** What the caller hears of what was thrown. What is ours to mend is logged: nobody else does that on this way in. */
function answerFailure({ log, count }: Gate, error: unknown, place: object): Refusal {
  // The API wraps what it did not expect into SERVER_ERROR.
  if (error instanceof AppError && error.code !== "SERVER_ERROR") {
    if (error.status >= 500) log.error({ err: error.cause ?? error, ...place }, error.code);
    return toRefusal(error);
  }
  count("failed");
  log.error({ err: error, ...place }, "a command failed");
  return refusal("SERVER_ERROR", "Something went wrong on our side. Repeat the command.", 1);
}

/** Looks a client's word up without finding what every object inherits, such as `constructor`. */
function own<T extends object>(entries: T, name: unknown): T[keyof T] | undefined {
  return typeof name === "string" && Object.hasOwn(entries, name) ? entries[name as keyof T] : undefined;
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new AppError("UNAVAILABLE", "The server is busy. Repeat the command.", { retryAfter: 1 })),
    milliseconds,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The socket's form of an error of the API. */
export function toRefusal(error: AppError): Refusal {
  const item = itemOf(error);
  return {
    ok: false,
    code: error.code,
    message: error.message,
    ...(error.retryAfter === undefined ? {} : { retry_after: error.retryAfter }),
    ...(item === undefined ? {} : { item }),
  };
}

function refusal(code: Refusal["code"], message: string, retryAfter?: number): Refusal {
  return { ok: false, code, message, ...(retryAfter === undefined ? {} : { retry_after: retryAfter }) };
}

function explain(error: z.ZodError): Refusal {
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const item = path[0] === "items" && typeof path[1] === "number" ? path[1] : undefined;
  const where = path.length === 0 ? "The input" : path.join(".");
  const refused = refusal("VALIDATION_ERROR", `${where} is not right: ${issue?.message ?? "unknown reason"}.`);
  return item === undefined ? refused : { ...refused, item };
}

/** The index of the refused item, told by the API as `item` or in a field's path such as `items.2.body`. */
function itemOf(error: AppError): number | undefined {
  const [detail] = error.details;
  if (typeof detail?.["item"] === "number") return detail["item"];
  const index = /^(?:body\.)?items[.[](\d+)/.exec(detail?.field ?? "")?.[1];
  return index === undefined ? undefined : Number(index);
}
