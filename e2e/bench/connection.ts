import { Agent, type IncomingMessage, request } from "node:http";

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a benchmark looks at whatever fields it is about.
  readonly body: any;
  readonly text: string;
  /** Milliseconds from the call to the last byte. */
  readonly ms: number;
}

export interface Asked {
  readonly key: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Plain HTTP over connections that stay open. */
export interface Connection {
  /** Calls an operation such as `GET /leads?status=new`. Throws for an answer that is no success. */
  call(operation: string, asked: Asked): Promise<Answered>;
  /** Milliseconds to the first byte of the answer, which is not read any further. */
  firstByte(operation: string, asked: Asked): Promise<number>;
  /** Reads the answer, however long it is, until it ends or the signal aborts. Answers how many bytes came. */
  drain(operation: string, asked: Asked, signal: AbortSignal): Promise<number>;
  close(): void;
}

export function connect(api: string): Connection {
  const agent = new Agent({ keepAlive: true });
  const send = (operation: string, { key, body, headers }: Asked) => {
    const [method = "GET", path = "/"] = operation.split(" ");
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = request(api + path, {
      agent,
      method,
      headers: {
        "X-API-Key": key,
        ...(text === undefined
          ? {}
          : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }),
        ...headers,
      },
    });
    sent.end(text);
    return sent;
  };

  return {
    call: (operation, asked) =>
      new Promise((resolve, reject) => {
        const start = performance.now();
        send(operation, asked)
          .on("error", reject)
          .on("response", (response) => {
            read(response, operation, start).then(resolve, reject);
          });
      }),
    firstByte: (operation, asked) =>
      new Promise((resolve, reject) => {
        const start = performance.now();
        send(operation, asked)
          .on("error", reject)
          .on("response", (response) => {
            response.once("data", () => {
              resolve(performance.now() - start);
              response.destroy();
            });
            // What comes after the first byte is of no interest, and its end by force is no error.
            response.on("error", () => undefined);
          });
      }),
    drain: (operation, asked, signal) =>
      new Promise((resolve, reject) => {
        send(operation, asked)
          .on("error", reject)
          .on("response", (response) => {
            let bytes = 0;
            signal.addEventListener("abort", () => response.destroy(), { once: true });
            response.on("data", (chunk: Buffer) => {
              bytes += chunk.length;
            });
            response.on("close", () => resolve(bytes));
            // Its end by force is no error.
            response.on("error", () => undefined);
          });
      }),
    close: () => agent.destroy(),
  };
}

async function read(response: IncomingMessage, operation: string, start: number): Promise<Answered> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const ms = performance.now() - start;
  const text = Buffer.concat(chunks).toString();
  const { statusCode: status = 0 } = response;
  if (status >= 300) throw new Error(`${operation} answered ${status}: ${text.slice(0, 300)}`);
  const isJson = response.headers["content-type"]?.startsWith("application/json") === true;
  return { status, text, body: isJson ? JSON.parse(text) : null, ms };
}
