import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { signMessage } from "../../api/webhooks/sign.ts";
import { createVerify } from "./verify.ts";

const secret = "your_webhook_secret";
const id = "evt_1a2b3c4d_43";
const data = { lead_id: 43, email: "jane@company.com", last_name: "Ødegård", source: "website_form" };
const content = { event: "lead.created", timestamp: "2026-03-13T10:00:00Z", data: JSON.stringify(data) };

type Headers = Readonly<Record<string, string>>;
interface Message {
  readonly body: Buffer;
  readonly headers: Headers;
}

// The stock verifier asks the real clock.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-03-13T10:00:01Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

const send = (secrets: readonly [string, ...string[]] = [secret], what = content): Message => {
  const { body, headers } = signMessage(what, { id, sentAt: Date.now(), secrets });
  return { body: Buffer.from(body), headers };
};

/** What became of a message: its event, or why it is refused. */
function verify({ body, headers }: Message, secrets: readonly string[] = [secret]): string {
  const lowerCase = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  try {
    return createVerify(secrets)(body, (name) => lowerCase.get(name)).event;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const ownHeader = (body: Buffer) => ({
  "X-Valethon-Signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
});
const standardHeader = (body: Buffer) => ({
  "webhook-signature": new Webhook(Buffer.from(secret), { format: "raw" }).sign(id, new Date(), body),
});

function flip(bytes: Buffer, place: number, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[place] = (flipped[place] ?? 0) ^ bit;
  return flipped;
}

/** A body with one bit flipped: once for each place, by the lowest bit and by the one that breaks UTF-8. */
const everyFlip = (body: Buffer) => [...body.keys()].flatMap((place) => [flip(body, place, 1), flip(body, place, 128)]);

describe("each signature alone refuses every change of the body", () => {
  const { standard, own, inBody } = {
    standard: "webhook-signature: No matching signature found.",
    own: "X-Valethon-Signature does not sign this body with our secret.",
    inBody: "The signature in the body does not sign it with our secret.",
  };
  const outcomes = (headersFor: (body: Buffer) => Headers) => {
    const { body, headers } = send();
    const bodies = everyFlip(body);
    expect(bodies.length).toBeGreaterThan(400);
    return new Set(bodies.map((changed) => verify({ body: changed, headers: { ...headers, ...headersFor(changed) } })));
  };

  test("that of Standard Webhooks", () => {
    expect(outcomes(ownHeader)).toEqual(new Set([standard]));
  });

  test("X-Valethon-Signature", () => {
    expect(outcomes(standardHeader)).toEqual(new Set([own]));
  });

  test("the one in the body", () => {
    expect(outcomes((body) => ({ ...ownHeader(body), ...standardHeader(body) }))).toEqual(new Set([inBody]));
  });

  test("bytes that only read as the same text", () => {
    const { body, headers } = send([secret], { ...content, data: '{"note":"\ufffd"}' });
    const place = body.indexOf("\ufffd");
    const changed = Buffer.concat([body.subarray(0, place), Buffer.from([0xff]), body.subarray(place + 3)]);
    expect(changed.toString()).toBe(body.toString());
    expect(verify({ body: changed, headers })).toBe(own);
  });
});

describe("the signature in the body", () => {
  const signed = (text: string) => {
    const body = Buffer.from(text);
    return { body, headers: { ...send().headers, ...ownHeader(body), ...standardHeader(body) } };
  };
  const refused = "The signature in the body does not sign it with our secret.";
  const unsigned = `{"event":"lead.created","timestamp":"2026-03-13T10:00:00Z","data":${content.data}}`;
  const right = `sha256=${createHmac("sha256", secret).update(unsigned).digest("hex")}`;

  test("is accepted where it belongs", () => {
    expect(verify(signed(`${unsigned.slice(0, -1)},"signature":"${right}"}`))).toBe("lead.created");
  });

  test.each([
    ["missing", unsigned],
    ["inside data", `${unsigned.slice(0, -2)},"signature":"${right}"}}`],
    ["first", `{"signature":"${right}",${unsigned.slice(1)}`],
    ["spelled with spaces", `${unsigned.slice(0, -1)}, "signature": "${right}"}`],
    ["in capitals", `${unsigned.slice(0, -1)},"signature":"sha256=${right.slice(7).toUpperCase()}"}`],
    ["followed by a line break", `${unsigned.slice(0, -1)},"signature":"${right}"}\n`],
    ["there twice", `${unsigned.slice(0, -1)},"signature":"${right}","signature":"${right}"}`],
    ["all there is", `,"signature":"${right}"}`],
    ["cut short", `${unsigned.slice(0, -1)},"signature":"${right.slice(0, -1)}"}`],
  ])("is refused when it is %s", (_, text) => {
    expect(verify(signed(text))).toBe(refused);
  });

  test("of what is no JSON does not make it an event", () => {
    const text = "event=lead.created}";
    const hmac = createHmac("sha256", secret).update(text).digest("hex");
    expect(verify(signed(`${text.slice(0, -1)},"signature":"sha256=${hmac}"}`))).toBe("The body is not JSON.");
  });

  test("is not mistaken for what data calls signature", () => {
    const fake = `,"signature":"sha256=${"0".repeat(64)}"}`;
    const hostile = { signature: `sha256=${"0".repeat(64)}`, note: fake, deep: [{ signature: fake }] };
    expect(verify(send([secret], { ...content, data: JSON.stringify(hostile) }))).toBe("lead.created");
  });
});

describe("secrets", () => {
  const standard = `whsec_${Buffer.from("twenty-four bytes or more").toString("base64")}`;
  const another = "another_webhook_secret";

  test.each([secret, standard, "geheimes Wörtchen, 秘密の言葉"])(
    "%s verifies what it signed, and nothing else",
    (one) => {
      expect(verify(send([one]), [one])).toBe("lead.created");
      expect(verify(send([one]), [another])).toBe("webhook-signature: No matching signature found.");
    },
  );

  test("during a rotation, the new one and the previous one take what either signed", () => {
    expect(verify(send([another]), [standard, another]), "before it").toBe("lead.created");
    expect(verify(send([standard, another]), [standard, another]), "for 24 hours").toBe("lead.created");
    expect(verify(send([standard]), [standard, another]), "after it").toBe("lead.created");
  });

  test("one that is no base64 after whsec_ is refused at the start", () => {
    expect(() => createVerify(["whsec_not base64"])).toThrow();
  });
});
