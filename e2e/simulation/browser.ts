import { asVisitor, type BrowserState, newState, sessionOf } from "./browser-state.ts";
import { readAll, resend, speak, speakTwice } from "./messages.ts";
import { same } from "./mismatch.ts";
import type { Claims } from "./oracle/ledger.ts";
import type { Proof } from "./oracle/proof.ts";
import { end, identify, see } from "./oracle/visitors.ts";
import type { Person } from "./people.ts";
import type { Random } from "./random.ts";
import type { AddAct } from "./script.ts";
import { open, proveIdentity } from "./visit.ts";
import type { SiteKey } from "./world.ts";

export interface Opens {
  /** Null for a page that tells no address. */
  readonly page?: string | null;
  readonly identity?: Claims;
  readonly proof?: Proof;
  readonly key?: SiteKey;
  /** Another browser, whose visitor_id this one shows as its own. */
  readonly visitor?: Browser;
}

export interface Says {
  /** A text of its own in the message. */
  readonly about?: string;
  readonly contact?: Claims;
  readonly form?: "prechat" | "offline";
}

/** One browser of a person, and what the person does in it. */
export interface Browser {
  /** Opens the chat, with the session that the browser kept. */
  opens(more?: Opens): void;
  sees(page: string): void;
  says(more?: Says): void;
  /** The same message from two tabs, as after a lost answer. */
  saysTwice(): void;
  /** Sends its latest message once more, as after a lost answer. */
  resends(): void;
  identifies(identity: Claims, confirm?: boolean): void;
  /** Signs in on the site, whose server signs who it is. */
  proves(proof: Proof): void;
  ends(): void;
  /** Reads what is there, which must be all of its own and nothing else. */
  reads(): void;
  readonly state: BrowserState;
}

export function createBrowser(add: AddAct, { label: person }: Person, random: Random): Browser {
  const state = newState(person);
  const id = random.between(0, 2 ** 31).toString(36);
  let messages = 0;

  /** Nobody else ever writes the same text, so that a text read elsewhere is a leak. */
  function message(about = "") {
    messages += 1;
    return { body: `${about}message ${messages} of ${id}`, client_id: `client_${id}_${messages}` };
  }

  return {
    state,
    opens: ({ page = "https://shop.example/", ...more } = {}) =>
      add(`opens the chat${page ? ` on ${page}` : ""}${told(more.identity ?? more.proof)}`, (world) =>
        open(world, state, { page, ...more }),
      ),
    sees: (page) =>
      add(`looks at ${page}`, async (world) => {
        const answer = await asVisitor(world, state, "POST /widget/page", { page_url: page });
        same("whether the page was noted", { stored: true }, answer);
        see(sessionOf(state), page, world.now());
      }),
    says({ about, contact, form } = {}) {
      const sent = message(about);
      add(`says ${sent.body}${told(contact)}${form ? ` in the ${form} form` : ""}`, (world) =>
        speak(world, state, { ...sent, contact, form }),
      );
    },
    saysTwice() {
      const sent = message();
      add(`says ${sent.body} in two tabs at once`, (world) => speakTwice(world, state, sent));
    },
    resends: () => add("sends the latest message again", (world) => resend(world, state)),
    identifies: (identity, confirm = false) =>
      add(`${confirm ? "confirms" : "is identified"}${told(identity)}`, async (world) => {
        const body = { identity, ...(confirm ? { confirm } : {}) };
        const answer = await asVisitor(world, state, "POST /widget/identify", body);
        const trust = sessionOf(state).identity === null ? "claimed" : "verified";
        same("the answer to identify", { session_id: state.sessionId, trust }, answer);
        identify(world.mind, sessionOf(state), identity, confirm);
      }),
    proves: (proof) => add(`proves to be${told(proof)}`, (world) => proveIdentity(world, state, proof)),
    ends: () =>
      add("ends the conversation", async (world) => {
        await asVisitor(world, state, "POST /widget/end");
        end(sessionOf(state), world.now());
      }),
    reads: () => add("reads", (world) => readAll(world, state)),
  };
}

const told = (claims: Claims | undefined) =>
  claims === undefined ? "" : ` with ${Object.values(claims).map(quoted).join(", ")}`;

const quoted = (value: unknown) => JSON.stringify(value);
