import type { WidgetSends } from "../../gateway/protocol.ts";
import type { Connection } from "./connection.ts";
import { findContact } from "./contact.ts";
import type { Environment } from "./environment.ts";
import { identify } from "./identify.ts";
import { createTeller, type Teller } from "./teller.ts";
import { createTypingIn, createTypingOut, type TypingIn, type TypingName, type TypingOut } from "./typing.ts";

/** All of a chat's state that no message waits for: one chunk, fetched when it is first of use. */
export interface Late {
  readonly teller: Teller;
  readonly typingOut: TypingOut;
  readonly typingIn: TypingIn;
  readonly identify: typeof identify;
  readonly findContact: typeof findContact;
  stop(): void;
}

export function createLate(
  connection: Pick<Connection<WidgetSends>, "request" | "signal" | "state">,
  environment: Pick<Environment, "after" | "now" | "page">,
  typingChanged: (who: TypingName) => void,
): Late {
  const typingOut = createTypingOut(environment, (typing) => connection.signal("typing", { typing }));
  const typingIn = createTypingIn(environment, typingChanged);
  return {
    teller: createTeller(connection, environment),
    typingOut,
    typingIn,
    identify,
    findContact,
    stop() {
      typingOut.stop();
      typingIn.stop();
    },
  };
}
