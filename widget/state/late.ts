import type { WidgetSends } from "../../gateway/protocol.ts";
import { type Ask, type Asked, type AskOptions, createAsk } from "./ask.ts";
import type { Connection } from "./connection.ts";
import { findContact } from "./contact.ts";
import type { Environment } from "./environment.ts";
import { createHeartbeat, type Heartbeat } from "./heartbeat.ts";
import { type Claims, type Identifying, identify, noteContact } from "./identify.ts";
import { createProver, type Prover } from "./prove.ts";
import { createReports, isReport } from "./reports.ts";
import type { Snapshots } from "./snapshot.ts";
import { createTeller, type Teller } from "./teller.ts";
import { createTypingIn, createTypingOut, type TypingIn, type TypingOut } from "./typing.ts";

/** All of a chat's state that no message waits for: one chunk, fetched when it is first of use. */
export interface Late {
  readonly heartbeat: Pick<Heartbeat, "soon">;
  readonly teller: Teller;
  readonly typingOut: TypingOut;
  readonly typingIn: TypingIn;
  readonly prover: Prover;
  readonly findContact: typeof findContact;
  identify(claims: Claims, confirm: boolean): Promise<boolean>;
  /** Asks the page anew whom it names by `given`, unless that was just told; `greet` tells the server. */
  verify(given: unknown, greet: () => Promise<unknown>): Promise<void>;
  readonly call: Ask;
  stop(): void;
}

export interface LateOptions
  extends Omit<Identifying, "session" | "snapshots">,
    Omit<AskOptions, "session" | "environment"> {
  readonly session: Identifying["session"] & AskOptions["session"];
  readonly snapshots: Pick<Snapshots, "patch" | "current">;
  readonly connection: Pick<Connection<WidgetSends>, "request" | "signal" | "state" | "subscribe">;
  readonly environment: Pick<Environment, "after" | "now" | "page" | "visible" | "onWake" | "fetch">;
  /** It is time to compare with the server's head. */
  readonly beat: () => void;
  /** There is nothing to wait for any more. */
  readonly wake: () => void;
}

export function createLate(options: LateOptions): Late {
  const { connection, environment, snapshots } = options;
  const heartbeat = createHeartbeat(environment, options);
  const typingOut = createTypingOut(environment, (typing) => connection.signal("typing", { typing }));
  const typingIn = createTypingIn(environment, (typing) => snapshots.patch({ typing }));
  heartbeat.start();
  const ask = createAsk(options);
  const onReturn = (call: () => void) => {
    const forgetWake = environment.onWake(call);
    const unsubscribe = connection.subscribe((state) => state === "online" && call());
    return () => {
      forgetWake();
      unsubscribe();
    };
  };
  const reports = createReports({ ask, onReturn, visitor: () => snapshots.current.visitor });

  /** Forms say who the visitor is beside what they are for. */
  const call: Ask = async (path, body) => {
    const answer = (await (isReport(path) && body ? reports.tell(path, body) : ask(path, body))) as Asked<never>;
    const { contact, identity } = Object(body) as { readonly contact?: Claims; readonly identity?: Claims };
    if (answer.ok) noteContact(options, { ...contact, ...identity });
    return answer;
  };

  const prover = createProver(environment);

  return {
    heartbeat,
    teller: createTeller(connection, environment),
    typingOut,
    typingIn,
    prover,
    findContact,
    identify: (claims, confirm) => identify(options, claims, confirm),
    async verify(given, greet) {
      if (prover.hasAsked(given)) return;
      await greet();
      // Of a conversation that has begun they make the lead; init would leave that to the next message.
      if (prover.claims) await identify(options, prover.claims, false);
    },
    call,
    stop() {
      heartbeat.stop();
      typingOut.stop();
      typingIn.stop();
      reports.stop();
    },
  };
}
