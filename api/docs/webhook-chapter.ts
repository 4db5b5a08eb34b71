/** The introduction's chapter about webhooks. Its code is run by the chapter's test. */
export const webhooks = `## Webhooks

A webhook is an address of yours that hears of events as they happen. Register it with \`POST /webhooks\` and say which events it wants: \
by name, all of a kind (\`lead.*\`), or all there are (\`*\`). The chapter about events tells when each happens and what its \`data\` holds. \
An event and its deliveries are stored together: what has happened is sent, after a crash too.

\`\`\`sh
curl -X POST "$VALETHON_URL/webhooks" \\
  -H "X-API-Key: $VALETHON_KEY" -H "Content-Type: application/json" \\
  -d '{"url": "https://your-app.com/webhooks/crm", "events": ["lead.created", "lead.converted", "opportunity.won"]}'
\`\`\`

The answer holds the secret that deliveries are signed with (\`whsec_…\`), this once; or give your own as \`secret\`. Then \
\`POST /webhooks/{id}/test\` sends a \`webhook.test\` and answers what came of it.

Each delivery is a POST of this, in one line without spaces, the signature last:

\`\`\`json
{
  "event": "lead.created",
  "timestamp": "2026-03-13T10:00:00Z",
  "data": {
    "lead_id": 43,
    "email": "jane@company.com",
    "source": "website_form"
  },
  "signature": "sha256=a1b2c3..."
}
\`\`\`

\`timestamp\` is when it happened. \`data\` is what \`GET /events\` shows: the whole record as it stood just after, with \`previous\` on updates. \
If the record was erased for good in between, it is its id and \`erased: true\`.

| Header | What it says |
|---|---|
| \`webhook-id\` | The event, such as evt_1a2b3c4d_1187: the same for every try, every webhook and every replay. |
| \`webhook-timestamp\` | When this try was sent, in seconds since 1970. |
| \`webhook-signature\` | \`v1,\` and base64 of an HMAC-SHA256 over id, timestamp and body; while a secret is changed two of them, with a space between. |
| \`X-Valethon-Signature\` | \`sha256=\` and hex of an HMAC-SHA256 over the raw body, its own signature included. |

### Verify that a delivery is ours

Verify before you believe anything, on the bytes as they came: JSON that was read and written again is other bytes. Compare in constant time. \
Either way will do. The first also covers the id and the time, and refuses what was sent more than five minutes ago, so that nobody can send you a recorded delivery again.

**By the headers of Standard Webhooks**, with any of its libraries. After \`whsec_\` a secret is its key in base64; any other secret's key is its text, which the libraries call raw.

\`\`\`js
import { Webhook } from "standardwebhooks";

/** Returns the event of a raw body, a Buffer; throws for what is not ours or too old. */
export function readEvent(body, headers, secret) {
  const webhook = secret.startsWith("whsec_")
    ? new Webhook(secret)
    : new Webhook(Buffer.from(secret), { format: "raw" });
  return webhook.verify(body, headers);
}
\`\`\`

\`\`\`python
import base64, hmac, time

def is_genuine(body: bytes, headers, secret: str) -> bool:
    sent_at = headers["webhook-timestamp"]
    if not sent_at.isdecimal() or abs(time.time() - int(sent_at)) > 300:
        return False
    is_standard = secret.startswith("whsec_")
    key = base64.b64decode(secret[6:]) if is_standard else secret.encode()
    signed = f"{headers['webhook-id']}.{sent_at}.".encode() + body
    right = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    given = headers["webhook-signature"].encode().split(b" ")
    return any(hmac.compare_digest(one, right) for one in given)
\`\`\`

**By the signature in the body.** It covers the body without it: cut off the last 87 bytes, put the last brace back, and sign that with the secret's text as it stands, \`whsec_\` included. What \`data\` may call a signature plays no part.

\`\`\`js
import { createHmac, timingSafeEqual } from "node:crypto";

/** Whether a raw body, a Buffer, is ours. */
export function isGenuine(body, secret) {
  const [start, ending] = [body.subarray(0, -87), body.subarray(-87).toString("latin1")];
  const given = /^,"signature":"sha256=([0-9a-f]{64})"}$/.exec(ending)?.[1];
  if (given === undefined) return false;
  const right = createHmac("sha256", secret).update(start).update("}").digest();
  return timingSafeEqual(Buffer.from(given, "hex"), right);
}
\`\`\`

\`\`\`python
import hmac, re

def is_genuine(body: bytes, secret: str) -> bool:
    ending = re.search(rb',"signature":"sha256=([0-9a-f]{64})"}\\Z', body)
    if ending is None:
        return False
    signed = body[:ending.start()] + b"}"
    right = hmac.digest(secret.encode(), signed, "sha256").hex()
    return hmac.compare_digest(ending[1].decode(), right)
\`\`\`

The product comes with a whole server to copy, in \`examples/webhook-receiver\`.

### Answer, and be sent it again

Answer with any 2xx within 15 seconds, once you have done or written down what the event means to you. Anything else is a failed try: another status, a redirect, which is not followed, or no answer in time. \
What your server answers is kept with the delivery, its first kilobyte, so let it say why it refused.

| Try | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 |
|---|---|---|---|---|---|---|---|---|---|---|
| Wait before it | none | 5 s | 5 min | 30 min | 2 h | 5 h | 10 h | 14 h | 20 h | 24 h |

- Waits vary by a fifth either way, so that not all comes back at once. \`Retry-After\` is obeyed, up to twice the wait.
- After the tenth try, about 76 hours later, a delivery is \`dead\`. It is kept like any other, and can be sent again.
- \`GET /webhooks/{id}/deliveries\` shows each with its latest tries, for 30 days after the last.

### Twice, or out of order

- **An event can come twice**, because an answer can get lost. Note the \`webhook-id\` of what you have done, in the same transaction if you can, and answer 200 to what you know.
- **Events can overtake each other.** Those of one record are first sent one after another, but one that failed is passed by the next. Ignore a record whose \`updated_at\` is older than yours, or read it anew. \`GET /events\` has all of them in order.

### Change the secret

Send the new one as \`secret\` with \`PUT /webhooks/{id}\`, or null to have one made. For 24 hours \`webhook-signature\` is made with both, so a receiver that verifies by it can change any time within them. \
\`X-Valethon-Signature\` and the signature in the body are made with the new one at once: accept both secrets there before you change. What is refused meanwhile comes again, signed anew.

### When a webhook is disabled

- Answering 410 disables it at once (\`disabled_reason\` gone), and so do five days without one successful try (failing). Set \`enabled\` to false to do it yourself.
- A disabled webhook gets nothing: what waited is \`dead\`, and what happens meanwhile is not queued. Repair your server, see by \`POST /webhooks/{id}/test\` that it answers, and set \`enabled\` to true.
- Then \`POST /webhooks/{id}/replay\` sends what was missed: one event by \`event_id\`, or all that the webhook wants \`since\` a moment. They have their old \`webhook-id\`, so asking for too many does no harm to who remembers ids as far back as that.

### Where a webhook may be

- The address is https, on port 443, 80 or 8443, without a user or password in it.
- All addresses that its name has must be public. They are looked up anew for each try.
- A name that does not resolve yet is registered with a \`warning\`, and fails until it does.
- A server of your own may allow more: \`WEBHOOK_ALLOW_PRIVATE\` lists ranges, such as 10.0.0.0/8, that may be private, plain http, and on any port.

### Limits

- At most four deliveries are on their way to a webhook at a time; a slow one delays no other.
- A space has at most 50 webhooks. Test keys see those of the test space alone, which hear of nothing that is live.
- A secret of your own has 16 characters at least.`;
