/** How a website proves to the chat who its visitors are: README shows the same code. */
export const identityChapter = `## Signed identity

Where a website's visitors are signed in, its server can prove to the chat who they are. They then find their conversations on every device, and nobody else does. An owner or admin makes a secret for the website's key (POST /api-keys/{id}/identity-secret); the server signs with it, for example with jose:

\`\`\`js
import { SignJWT } from "jose";

const secret = new TextEncoder().encode(process.env.VALETHON_IDENTITY_SECRET); // vis_…, on your server only

/** \`keyId\` is the id of the website's public key. */
export const signIdentity = ({ id, email, name }, keyId) =>
  new SignJWT({ email, name })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(String(id)) // your own id of the person, which never becomes somebody else's
    .setAudience(String(keyId))
    .setExpirationTime("5m") // 10 minutes at most
    .sign(secret);
\`\`\`

The page hands the token to the chat. A function is asked whenever a fresh token is needed; it answers \`null\` for who is not signed in:

\`\`\`js
window.ValethonWidget = {
  publicKey: 'pk_live_…',
  identity: () => fetch('/chat-token').then((answer) => (answer.ok ? answer.text() : null)),
};
\`\`\`

Without our script, send the token as \`identity.token\` to POST /widget/init or POST /widget/identify and go on with the \`session_id\` of the answer. A session id of a proved visitor works for 12 hours, and opening the chat anew takes a fresh token. With \`identity_required\` on the key nobody else can write.`;
