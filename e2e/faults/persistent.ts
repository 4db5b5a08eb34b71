import { setTimeout as wait } from "node:timers/promises";
import { type Answer, ask, type Request } from "../support/http.ts";

/** Less than a start takes: who asks again so soon meets the server at its first moment. */
const pauseMs = 10;

/** As a customer's server that does not give up: asks until there is an answer other than "try again". */
export async function askUntilAnswered(
  address: string,
  request: Request,
): Promise<{ readonly answer: Answer; readonly asked: number }> {
  for (let asked = 1; ; asked += 1) {
    const answer = await ask(address, request).catch(() => null);
    if (answer !== null && answer.status !== 503) return { answer, asked };
    await wait(pauseMs);
  }
}
