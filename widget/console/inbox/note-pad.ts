export interface NotePadDoors {
  /** Sends a note; resolves to what was refused, or null once it is stored. Never rejects. */
  readonly send: (conversationId: number, text: string, clientId: string) => Promise<string | null>;
  /** Random bytes for the ids of notes. */
  readonly bytes: (length: number) => Uint8Array;
}

interface Attempt {
  readonly conversationId: number;
  readonly text: string;
  readonly clientId: string;
}

/** Sends notes so that one that is sent again, because its answer was lost, is stored once. */
export class NotePad {
  readonly #doors: NotePadDoors;
  #last: Attempt | null = null;

  constructor(doors: NotePadDoors) {
    this.#doors = doors;
  }

  /** Resolves to what was refused, or null once it is stored. */
  async send(conversationId: number, text: string): Promise<string | null> {
    const isAgain = this.#last?.conversationId === conversationId && this.#last.text === text;
    const attempt = isAgain && this.#last !== null ? this.#last : { conversationId, text, clientId: this.#newId() };
    this.#last = attempt;
    const problem = await this.#doors.send(conversationId, text, attempt.clientId);
    if (problem === null && this.#last === attempt) this.#last = null;
    return problem;
  }

  #newId(): string {
    return `n_${[...this.#doors.bytes(12)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  }
}
