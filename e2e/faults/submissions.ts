import type { Answer } from "../support/http.ts";
import { askUntilAnswered } from "./storage/persistent.ts";

/** Leads that a customer's server sends, each until it is answered, however often the product is away. */
export interface Submissions {
  /** The ids of the leads, as they were answered. */
  readonly leads: readonly number[];
  /** Resolves once all are answered. Throws for an answer that is neither a lead nor a "try again". */
  readonly done: Promise<void>;
}

interface SubmissionsOptions {
  readonly api: string;
  readonly key: string;
  readonly count: number;
  readonly parallel: number;
  /** Hears of each lead once it is answered. */
  readonly onAnswer: () => void;
}

export function sendLeads({ api, key, count, parallel, onAnswer }: SubmissionsOptions): Submissions {
  const leads: number[] = [];
  let next = 0;

  async function sendSome(): Promise<void> {
    for (let number = next++; number < count; number = next++) {
      leads.push(await sendUntilAnswered(number));
      onAnswer();
    }
  }

  async function sendUntilAnswered(number: number): Promise<number> {
    const body = { email: `lead.${number}@company.com`, first_name: "Jane", source: "website_form" };
    const headers = { "Idempotency-Key": `lead-${number}` };
    const answer = await askUntilAnswered(`${api}/leads`, { key, body, headers });
    if (answer.status === 201) return leadIdOf(answer);
    throw new Error(`Lead ${number} got ${answer.status}: ${JSON.stringify(answer.body)}`);
  }

  return { leads, done: Promise.all(Array.from({ length: parallel }, sendSome)).then(() => undefined) };
}

const leadIdOf = ({ body }: Answer) => (body["data"] as { lead_id: number }).lead_id;
