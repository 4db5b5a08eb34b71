/** How a server signs who its visitor is for the key of this id, for Node; other languages have a JWT library too. */
export function signingCode(keyId: number): string {
  return [
    'import { SignJWT } from "jose";',
    "",
    "const token = await new SignJWT({ email: user.email, name: user.name })",
    '  .setProtectedHeader({ alg: "HS256" })',
    "  .setSubject(String(user.id))",
    `  .setAudience("${keyId}")`,
    '  .setExpirationTime("5m")',
    "  .sign(new TextEncoder().encode(process.env.VALETHON_IDENTITY_SECRET));",
    "",
    "// In the page, before chat.js:",
    "window.ValethonWidget = { identity: token };",
  ].join("\n");
}
