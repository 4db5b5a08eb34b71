import type { AddressInfo } from "node:net";
import { createSite } from "./site.ts";

const usage = `Usage: VALETHON_PUBLIC_KEY=pk_… VALETHON_KEY_ID=… VALETHON_IDENTITY_SECRET=vis_… node examples/signed-identity/server.ts

  VALETHON_PUBLIC_KEY        the website's public key
  VALETHON_KEY_ID            that key's id, a number
  VALETHON_IDENTITY_SECRET   that key's identity secret
  VALETHON_URL               where the product runs (default http://localhost:8080)
  PORT                       where to listen (default 3003)`;

const publicKey = process.env["VALETHON_PUBLIC_KEY"] ?? "";
const keyId = process.env["VALETHON_KEY_ID"] ?? "";
const secret = process.env["VALETHON_IDENTITY_SECRET"] ?? "";
const product = process.env["VALETHON_URL"] ?? "http://localhost:8080";

const isGiven = /^pk_(live|test)_[0-9A-Za-z]+$/.test(publicKey) && /^\d+$/.test(keyId) && secret.startsWith("vis_");
if (!isGiven || !URL.canParse(product)) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const site = createSite({ publicKey, product: new URL(product), signingKey: { keyId, secret } });
  const server = site.listen(Number(process.env["PORT"] ?? 3003), (error) => {
    if (error !== undefined) throw error;
    console.log(`The website is at http://localhost:${(server.address() as AddressInfo).port}`);
  });
}
