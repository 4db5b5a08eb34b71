import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { answerClientError } from "./client-error.ts";
import { httpBounds } from "./server.ts";

let server: Server;
beforeAll(async () => {
  server = createServer(httpBounds, (request, response) => response.end(String(request.url?.length)));
  server.on("clientError", answerClientError);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());

/** Everything that comes back for these bytes until the server hangs up. */
async function send(bytes: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.end(bytes);
  return await text(socket);
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;

test("an address of 60 KB arrives", async () => {
  expect(await send(get(`/${"a".repeat(60_000)}`))).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*60001/);
});

test.each([
  ["too large an address", get(`/${"a".repeat(70_000)}`), "431 Request Header Fields Too Large", "PAYLOAD_TOO_LARGE"],
  ["what is no HTTP", "hello?\r\n\r\n", "400 Bad Request", "VALIDATION_ERROR"],
])("%s is refused in the envelope, with a request id", async (_, bytes, status, code) => {
  const answer = await send(bytes);
  expect(answer.startsWith(`HTTP/1.1 ${status}\r\n`)).toBe(true);
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  const parsed = JSON.parse(body);
  expect(parsed).toMatchObject({ success: false, code, error: expect.any(String), details: [] });
  expect(head).toContain(`X-Request-Id: ${parsed.request_id}`);
  expect(head).toContain("Connection: close");
});

test("who is refused and does not hang up is hung up on", async () => {
  const socket = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
  const accepted = once(server, "connection");
  socket.write("hello?\r\n\r\n");
  const [[connection]] = await Promise.all([accepted, once(socket, "data")]);
  await vi.waitFor(() => expect(connection.destroyed).toBe(true), { timeout: 5000 });
  socket.destroy();
});
