import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import { farewellMs } from "./upgrades.ts";

interface Refusal {
  readonly status: string;
  readonly code: string;
  readonly error: string;
}

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: "431 Request Header Fields Too Large",
    code: "PAYLOAD_TOO_LARGE",
    error: "The address and the headers are too large together. Send less in them; long values belong in the body.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: "408 Request Timeout",
    code: "VALIDATION_ERROR",
    error: "The request did not arrive in time. Send it again, faster.",
  },
};

const malformed: Refusal = {
  status: "400 Bad Request",
  code: "VALIDATION_ERROR",
  error: "This is no HTTP request that can be read. Check what sends it.",
};

/** Answers what the HTTP parser itself refuses in the envelope of the API, and hangs up. For the server's `clientError`. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const { status, code, error: message } = refusals[error.code ?? ""] ?? malformed;
  const requestId = randomUUID();
  const body = JSON.stringify({ success: false, error: message, code, details: [], request_id: requestId });
  const headers = [
    `HTTP/1.1 ${status}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    `X-Request-Id: ${requestId}`,
    "Connection: close",
  ];
  socket.end(`${headers.join("\r\n")}\r\n\r\n${body}`);
  // Whoever reads it hangs up. Whoever does not would stay: Node watches no connection that it could not understand.
  const impatience = setTimeout(() => socket.destroy(), farewellMs);
  socket.once("close", () => clearTimeout(impatience));
}
