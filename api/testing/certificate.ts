import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

interface CertificateOptions {
  /** Host names it is for. */
  readonly names: readonly string[];
  /** IPv4 addresses it is for. */
  readonly addresses?: readonly string[];
  readonly from?: Date;
  readonly until?: Date;
}

/** A certificate that signs itself, and its key, both as PEM. */
export function createCertificate(options: CertificateOptions): { readonly cert: string; readonly key: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = certificateBody(options, publicKey);
  const signature = sign("sha256", body, privateKey);
  const der = sequence(body, ecdsaWithSha256, bits(signature));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** RFC 5280, 4.1: the part that is signed. */
function certificateBody({ names, addresses = [], from, until }: CertificateOptions, publicKey: KeyObject): Buffer {
  const day = 86_400_000;
  const name = sequence(tagged(0x31, sequence(commonName, tagged(0x0c, Buffer.from("Webhooks under test")))));
  const validity = sequence(time(from ?? new Date(Date.now() - day)), time(until ?? new Date(Date.now() + day)));
  return sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(sequence(subjectAltName, tagged(0x04, alternativeNames(names, addresses))))),
  );
}

function alternativeNames(names: readonly string[], addresses: readonly string[]): Buffer {
  return sequence(
    ...names.map((one) => tagged(0x82, Buffer.from(one))),
    ...addresses.map((one) => tagged(0x87, Buffer.from(one.split(".").map(Number)))),
  );
}

const ecdsaWithSha256 = sequence(Buffer.from("06082a8648ce3d040302", "hex"));
const commonName = Buffer.from("0603550403", "hex");
const subjectAltName = Buffer.from("0603551d11", "hex");

const time = (date: Date) => tagged(0x18, Buffer.from(`${date.toISOString().replaceAll(/\D/g, "").slice(0, 14)}Z`));

const bits = (content: Buffer) => tagged(0x03, Buffer.concat([Buffer.from([0]), content]));

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

/** DER: a tag, the length in as many bytes as it needs, the content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}
