import { setTimeout as wait } from "node:timers/promises";
import { type Answer, ask, type Request } from "../../support/http.ts";

/** Less than a start takes: who asks again so soon meets the server at its first moment. */
const pauseMs = 10;

/** What somebody heard who was to try again: a status or a code, and after how many seconds. */
export interface Refused {
  readonly code: unknown;
  readonly retryAfter: unknown;
}

/** As a customer's server that does not give up: asks until there is an answer other than "try again". */
export async function askUntilAnswered(
  address: string,
  request: Request,
  onRefused: (refused: Refused) => void = () => undefined,
): Promise<Answer> {
  for (;;) {
    const answer = await ask(address, request).catch(() => null);
    if (answer !== null && answer.status !== 503) return answer;
    if (answer !== null)
      onRefused({ code: answer.body["code"], retryAfter: Number(answer.headers.get("retry-after")) });
    await wait(pauseMs);
  }
}
