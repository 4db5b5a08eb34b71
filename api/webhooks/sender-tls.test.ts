import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createCertificate } from "../testing/certificate.ts";
import { openRawReceiver } from "../testing/raw-receiver.ts";
import { createTestSender, endpointAt, someMessage } from "../testing/sender.ts";

const trusted = createCertificate({ names: ["crm.example"], addresses: ["127.0.0.1"] });
const past = { from: new Date("2020-01-01T00:00:00Z"), until: new Date("2021-01-01T00:00:00Z") };
const expired = createCertificate({ names: ["crm.example"], ...past });
const ahead = { from: new Date("2090-01-01T00:00:00Z"), until: new Date("2091-01-01T00:00:00Z") };
const early = createCertificate({ names: ["crm.example"], ...ahead });
const stranger = createCertificate({ names: ["crm.example"] });

const usual = getCACertificates("default");
beforeAll(() => setDefaultCACertificates([...usual, trusted.cert, expired.cert, early.cert]));
afterAll(() => setDefaultCACertificates(usual));

const names = { "crm.example": ["127.0.0.1"], "other.example": ["127.0.0.1"] };
const sender = createTestSender({ env: { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" }, names });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Heard {
  readonly servername: string | false | null;
  readonly protocol: string | false | null;
  readonly resumed: boolean;
}

async function serve(certificate: { readonly cert: string; readonly key: string }) {
  const heard: Heard[] = [];
  const server = createHttpsServer({ ...certificate, ALPNProtocols: ["h2", "http/1.1"] }, (request, response) => {
    const socket = request.socket as TLSSocket & { readonly servername: string | false };
    heard.push({
      servername: socket.servername,
      protocol: socket.alpnProtocol,
      resumed: socket.isSessionReused(),
    });
    request.resume().on("end", () => response.end("thank you"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { port: (server.address() as AddressInfo).port, heard };
}

const send = (url: string) => sender.send(endpointAt(url), someMessage);

test("a server with a certificate for its name is sent to, by that name and HTTP/1.1", async () => {
  const { port, heard } = await serve(trusted);
  for (let round = 0; round < 2; round += 1) {
    expect(await send(`https://crm.example:${port}/hook`)).toMatchObject({
      status: 200,
      error: null,
      answer: "thank you",
    });
  }
  const greeting = { servername: "crm.example", protocol: "http/1.1", resumed: false };
  expect(heard).toEqual([greeting, greeting]);
});

test("a server with a certificate for its address is sent to, and named to nobody", async () => {
  const { port, heard } = await serve(trusted);
  expect(await send(`https://127.0.0.1:${port}/hook`)).toMatchObject({ status: 200, error: null });
  expect(heard).toMatchObject([{ servername: false }]);
});

test.each([
  ["an expired one", expired, "crm.example", /^the certificate has expired: renew it$/],
  ["one that is not valid yet", early, "crm.example", /^the certificate is not valid yet: check its dates$/],
  ["one of nobody we trust", stranger, "crm.example", /^the certificate is not from an authority that is trusted/],
  ["one for another name", trusted, "other.example", /^the certificate is for another host: install one for/],
  ["one for a name where an address is asked", expired, "127.0.0.1", /^the certificate/],
])("a server with %s gets nothing", async (_, certificate, host, error) => {
  const { port, heard } = await serve(certificate);
  expect(await send(`https://${host}:${port}/hook`)).toMatchObject({
    status: null,
    error: expect.stringMatching(error),
  });
  expect(heard).toEqual([]);
});

test("a certificate is looked at although the environment says not to", async () => {
  const { port, heard } = await serve(stranger);
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  closing.push(async () => void vi.unstubAllEnvs());
  expect((await send(`https://crm.example:${port}/hook`)).error).toMatch(/^the certificate is not from an authority/);
  expect(heard).toEqual([]);
});

test("a server that does not speak TLS gets nothing, and is told so", async () => {
  const receiver = await openRawReceiver();
  closing.push(receiver.close);
  receiver.does((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), "greet");
  expect((await send(`https://crm.example:${receiver.port}/`)).error).toMatch(
    /^TLS failed \(\w+\): check that the port/,
  );
});

test("a server that speaks an old TLS alone gets nothing", async () => {
  const receiver = await openRawReceiver({
    ...trusted,
    maxVersion: "TLSv1.1",
    minVersion: "TLSv1",
    ciphers: "ALL:@SECLEVEL=0",
  });
  closing.push(receiver.close);
  expect((await send(`https://crm.example:${receiver.port}/`)).error).toMatch(/^TLS failed \(\w+\)/);
});

test("a server that hangs up in the handshake, or stays silent there, fails like others", async () => {
  const receiver = await openRawReceiver();
  closing.push(receiver.close);
  receiver.does((socket) => socket.resetAndDestroy(), "greet");
  expect((await send(`https://crm.example:${receiver.port}/`)).error).toMatch(/^closed the connection/);
  receiver.does((socket) => void socket.end(), "greet");
  expect((await send(`https://crm.example:${receiver.port}/`)).error).toMatch(/^closed the connection/);

  receiver.does(() => {}, "greet");
  const hasty = createTestSender({ env: { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8", WEBHOOK_TIME_SCALE: "0.02" }, names });
  const silent = await hasty.send(endpointAt(`https://crm.example:${receiver.port}/`), someMessage);
  expect(silent.error).toMatch(/^no answer within 0\.3 s/);
});

test("plain http to a server that speaks TLS fails like others", async () => {
  const { port } = await serve(trusted);
  expect(await send(`http://crm.example:${port}/`)).toMatchObject({
    error: expect.stringMatching(/^(closed|answered)/),
  });
});
