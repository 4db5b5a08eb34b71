import { permissionTable } from "./permission-table.ts";

/** How to get in: keys, what they may do, and signing in as a person. `origin` and `cookie` are this server's. */
export const authenticationChapter = (origin: string, cookie: string): string => `## Authentication

Send an API key with every request, in the header \`X-API-Key\`. Admins make keys in the console, under Settings → CRM → API Keys, \
or on the server; the whole key is shown once.

\`\`\`sh
npm run -s valethon -- keys create --type crm --name "My server"
\`\`\`

| Key | Kind | For |
|---|---|---|
| \`pk_live_…\` | public | The chat on your website. It opens the widget's endpoints and nothing else, so it may stand in a page. |
| \`pk_test_…\` | public, test | The same on a development or staging website. |
| \`crm_…\` | secret | Your servers: leads, conversations, everything its permissions name. |
| \`crm_test_…\` | secret, test | The same, on test data. |

- A secret key never belongs into a browser, an app or an address. It may also travel as \`Authorization: Bearer crm_…\`.
- A public key may stand in the address of a widget call, as \`?key=\`. One that is bound to websites takes calls with their \`Origin\` alone: add \`-H "Origin: https://acme.com"\` to the commands below.
- **Test keys see test data only.** The test space has its own leads, conversations and settings; nothing in it appears in live lists, counts or searches.

### Permissions

A secret key holds permissions, all of them unless told otherwise; a person in the console has those of a role. Every operation below names what it asks for.

${permissionTable}

- \`:write\` covers creating, changing, deleting and restoring. Leads alone are deleted and restored with \`leads:delete\`.
- A note or a custom field needs the permission of what it belongs to: \`leads:read\` to read a lead's notes, \`contacts:write\` to change a contact's fields.
- Imports go by \`leads:read\` and \`leads:write\`, companies by \`prospects:read\`, the pipeline by \`opportunities:read\`.
- Converting a lead takes \`leads:write\` and the \`:write\` of each record it makes.
- Keys, settings and changes of the pipeline are for owners and admins in the console. Erasing for good (\`?purge=true\`, and a whole person by \`POST /personal-data/erase\`) is for owners. No key can do any of this.

### Signing in

What only people in the console may do takes the cookie of a sign-in instead of a key. \`curl\` keeps it in a file:

\`\`\`sh
curl -c valethon.cookies -X POST "$VALETHON_URL/session" \\
  -H "Origin: ${origin}" \\
  -H "Content-Type: application/json" \\
  -d '{"email": "owner@example.com", "password": "…"}'
\`\`\`

Every call that is no GET also sends the sign-in's token, and the \`Origin\` of the console:

\`\`\`sh
export CSRF_TOKEN="$(curl -s -b valethon.cookies "$VALETHON_URL/session" \\
  | sed 's/.*"csrf_token":"\\([^"]*\\)".*/\\1/')"
\`\`\`

- Add \`-H "X-Valethon-Mode: test"\` to work in the test space, for example to make a test key.
- The cookie is called \`${cookie}\` here. A sign-in ends after 12 hours without use, or after a week.`;
