import express, { type ErrorRequestHandler, type Express } from "express";
import type { Once } from "./once.ts";
import { type Delivery, Refusal, type Verify } from "./verify.ts";

interface ReceiverOptions {
  readonly verify: Verify;
  readonly once: Once;
  /** What an event means to you. Until it is done the sender waits, 15 seconds at most; what takes longer, queue in it. */
  handle(delivery: Delivery): void | Promise<void>;
  /** Hears why a request was not answered with 2xx; `cause` is what your work threw. */
  onFailure(reason: string, cause?: unknown): void;
}

/**
 * An Express app that takes deliveries at `POST /webhooks/crm`. 2xx says that an event is done with, so it is answered
 * after the work: whatever goes wrong before, the sender tries again.
 */
export function createReceiver({ verify, once, handle, onFailure }: ReceiverOptions): Express {
  const app = express().disable("x-powered-by");
  // Signatures are of bytes: no express.json() may read this body before.
  const rawBody = express.raw({ type: "application/json", limit: "1mb", inflate: false });
  app.post("/webhooks/crm", rawBody, async (request, response) => {
    const body: unknown = request.body;
    if (!Buffer.isBuffer(body)) throw new Refusal(415, "Only a body of application/json is a delivery.");
    const delivery = verify(body, (name) => request.header(name));
    const outcome = await once(delivery.id, () => handle(delivery)).catch((error: unknown) => {
      // Never the error's own status: another server's 410 would disable the webhook.
      throw new Refusal(500, `${delivery.event} ${delivery.id} could not be processed`, { cause: error });
    });
    response.type("text/plain").send(`${outcome}\n`);
  });
  app.use(answerFailure(onFailure));
  return app;
}

/** Says why in plain text, which the sender keeps with the delivery; what is our own fault only in our own log. */
function answerFailure(onFailure: ReceiverOptions["onFailure"]): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const { status = 500, message, cause } = error as Partial<Refusal>;
    onFailure(`${status} ${message}`, cause);
    response.status(status).type("text/plain");
    response.send(status < 500 ? `${message}\n` : "Processing failed here: send it again.\n");
  };
}
