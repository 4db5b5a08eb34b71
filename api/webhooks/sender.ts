import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { connect } from "./connect.ts";
import { startDeadline, TimeUp, unlessAborted } from "./deadline.ts";
import { explainFailure, explainStatus, Unresolved } from "./explain-failure.ts";
import type { Outcome } from "./outcome.ts";
import { post } from "./post.ts";
import { answerText, parseRetryAfter } from "./read-answer.ts";
import { type Content, signMessage } from "./sign.ts";
import { addressesByItself, bareHost, parseTarget, permitAddresses, type Target } from "./target.ts";

/** All addresses of a name, A and AAAA, as texts. Throws when it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface Endpoint {
  readonly url: string;
  /** The newest first. */
  readonly secrets: readonly [string, ...string[]];
}

export interface Message {
  /** The `webhook-id`. */
  readonly id: string;
  readonly content: Content;
}

export interface WebhookSender {
  /**
   * Checks an address that somebody wants to register. Throws VALIDATION_ERROR about `url` for one that nothing may be
   * sent to; returns a warning for one that cannot be reached yet, else null.
   */
  checkTarget(url: string): Promise<string | null>;
  /** Tries once to send. Never throws: what went wrong is the outcome's `error`. */
  send(endpoint: Endpoint, message: Message, signal?: AbortSignal): Promise<Outcome>;
}

interface SenderOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly resolve: Resolve;
}

/** Milliseconds from the first question to a name server to the answer's end. */
const tryTime = 15_000;
const resolveTime = 5_000;
const connectTime = 4_000;

const nothing: Omit<Outcome, "durationMs"> = { status: null, error: null, answer: null, retryAfterMs: null };

/**
 * Sends to addresses that were checked, and to nothing else: a name is resolved anew for each try, all its addresses have
 * to pass, and the connection is made to one of those.
 */
export function createWebhookSender({ config, clock, log, resolve }: SenderOptions): WebhookSender {
  const scale = config.webhookTimeScale;

  async function locate(text: string, signal?: AbortSignal): Promise<Target> {
    const url = parseTarget(text, config);
    const addresses = addressesByItself(url, config) ?? (await lookUp(bareHost(url), signal));
    return permitAddresses(url, addresses, config);
  }

  async function lookUp(host: string, signal?: AbortSignal): Promise<readonly string[]> {
    const deadline = startDeadline(resolveTime * scale, signal);
    try {
      const addresses = await unlessAborted(resolve(host), deadline.signal);
      if (addresses.length > 0) return addresses;
    } catch {
      signal?.throwIfAborted();
    } finally {
      deadline.end();
    }
    throw new Unresolved(
      `${host} does not resolve yet: until its DNS records name your server, deliveries wait and are tried again`,
    );
  }

  async function exchange({ url, secrets }: Endpoint, { id, content }: Message, signal: AbortSignal) {
    signal.throwIfAborted();
    const target = await locate(url, signal);
    const socket = await connect(target, connectTime * scale, signal);
    const { body, headers } = signMessage(content, { id, sentAt: clock.now(), secrets });
    const letter = { url: target.url, body, headers: { "User-Agent": "Valethon-Webhooks/1", ...headers } };
    const { status, retryAfter, body: answer } = await post(socket, letter, signal);
    const retryAfterMs = parseRetryAfter(retryAfter, clock.now());
    return { status, error: explainStatus(status), answer: answerText(answer), retryAfterMs };
  }

  return {
    async checkTarget(url) {
      try {
        await locate(url);
        return null;
      } catch (error) {
        if (error instanceof Unresolved) return error.message;
        throw error;
      }
    },

    async send(endpoint, message, signal) {
      const started = clock.monotonic();
      const deadline = startDeadline(tryTime * scale, signal);
      const tried = await exchange(endpoint, message, deadline.signal).catch((error: unknown) => ({
        ...nothing,
        error: explain(error, deadline.signal),
      }));
      deadline.end();
      return { ...tried, durationMs: clock.monotonic() - started };
    },
  };

  function explain(error: unknown, signal: AbortSignal): string {
    if (signal.aborted) return explainAbort(signal.reason);
    const explained = explainFailure(error);
    if (explained !== null) return explained;
    log.error({ err: error }, "a webhook could not be sent by a fault of ours");
    return "could not be sent by a fault on our side: nothing has to be done on yours";
  }

  function explainAbort(reason: unknown): string {
    // Whoever asked for a test went away: what the worker stops is given back, and not written down.
    if (!(reason instanceof TimeUp)) return `was stopped before an answer came: give the test its ${tryTime / 1000} s`;
    return `no answer within ${(tryTime * scale) / 1000} s: answer 2xx first, and do the work afterwards`;
  }
}
