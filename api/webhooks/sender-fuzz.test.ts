import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AppError } from "../errors.ts";
import { type Canary, openCanary } from "../testing/canary.ts";
import { forgedTargets } from "../testing/forged-targets.ts";
import { createTestSender, endpointAt, someMessage } from "../testing/sender.ts";
import { isPublic } from "./public-address.ts";

let canary: Canary;
beforeAll(async () => {
  canary = await openCanary();
});
afterAll(async () => await canary.close());

const privateAddress = fc.oneof(
  fc.tuple(fc.constant(127), fc.nat(255), fc.nat(255), fc.nat(255)).map((octets) => octets.join(".")),
  fc.constantFrom(
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::",
    "0.0.0.0",
    "10.0.0.1",
    "64:ff9b::7f00:1",
    "nonsense",
    "",
  ),
);

const number = fc
  .nat(255)
  .chain((value) => fc.constantFrom(`${value}`, `0x${value.toString(16)}`, `0${value.toString(8)}`));

const host = fc.oneof(
  fc
    .tuple(fc.constantFrom("127", "0x7f", "0177", "１２７", "%31%32%37"), fc.array(number, { maxLength: 4 }))
    .map(([first, rest]) => [first, ...rest].join(".")),
  fc
    .integer({ min: 0x7f000000, max: 0x7fffffff })
    .chain((value) => fc.constantFrom(`${value}`, `0x${value.toString(16)}`)),
  privateAddress.map((address) => `[${address}]`),
  fc.domain(),
  fc.constantFrom("localhost", "a.localhost", "LOCALHOST", "localhost.", "ⓛocalhost", ""),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);

const piece = fc.constantFrom(
  "@",
  ":",
  "/",
  "\\",
  "#",
  "?",
  "%",
  ".",
  "[",
  "]",
  " ",
  "\t",
  "\r\n",
  "\u0000",
  "。",
  "\u00ad",
  "\ud800",
);

const url = (port: number) =>
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom("http", "https", "HTTP", "ws", "file", ""),
        fc.constantFrom("://", ":", ":/", ":\\\\", "//", ":///"),
      )
      .chain(([scheme, slashes]) =>
        fc
          .tuple(fc.option(piece, { nil: "" }), host, fc.option(piece, { nil: "" }), fc.webPath())
          .map(([before, name, after, path]) => `${scheme}${slashes}${before}${name}${after}:${port}${path}`),
      ),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.tuple(fc.constantFrom(...forgedTargets), fc.nat(40), piece).map(([target, at, extra]) => {
      const text = target.url(port);
      return text.slice(0, at) + extra + text.slice(at);
    }),
  );

/** A number that happens to be an address of the Internet: no test connects to those. */
const leadsOutside = (text: string) => URL.canParse(text) && isPublic(new URL(text).hostname);

test("whatever text is registered, nothing of this machine is reached, and nothing but a refusal is thrown", async () => {
  const property = fc.asyncProperty(
    url(canary.port),
    fc.array(privateAddress, { minLength: 1, maxLength: 3 }),
    async (text, addresses) => {
      fc.pre(!leadsOutside(text));
      const sender = createTestSender({
        env: { WEBHOOK_ALLOW_PRIVATE: "10.99.0.0/16" },
        resolve: async () => addresses,
      });
      const refusal = await sender.checkTarget(text).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(AppError);
      const outcome = await sender.send(endpointAt(text), someMessage);
      expect(outcome).toMatchObject({ status: null, error: (refusal as AppError).message });
    },
  );
  await fc.assert(property, { numRuns: 3_000 });
  expect(await canary.visits()).toBe(0);
});

test("what Valethon resolves to itself is refused, whoever says so and however", async () => {
  const sender = createTestSender({
    env: { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8,0.0.0.0/8,::/127", PORT: String(canary.port) },
    resolve: async () => ["127.0.0.1"],
  });
  const property = fc.asyncProperty(host, async (name) => {
    const text = `http://${name}:${canary.port}/`;
    fc.pre(!leadsOutside(text));
    const outcome = await sender.send(endpointAt(text), someMessage);
    expect(outcome.status).toBeNull();
  });
  await fc.assert(property, { numRuns: 300 });
  expect(await canary.visits()).toBe(0);
});
