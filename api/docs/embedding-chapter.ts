/** How the chat comes onto a website: README says the same. */
export const embeddingChapter = (origin: string): string => `## Put the chat on a website

Make a public key for the website and paste the script before \`</body>\`. It calls everything under Chat widget by itself.

\`\`\`sh
npm run -s valethon -- keys create --type pk_live --name "acme.com" --origins https://acme.com,https://www.acme.com
\`\`\`

\`\`\`html
<script>
  window.ValethonWidget = {
    publicKey: 'pk_live_…',
    position: 'bottom-right',
    primaryColor: '#1FB6FF',
    greeting: 'Need IT help? Chat with us!'
  };
</script>
<script src="${origin}/widget/chat.js" async></script>
\`\`\`

| Option | Default | |
|---|---|---|
| \`publicKey\` | required | your public key |
| \`position\` | \`bottom-right\` | or \`bottom-left\` |
| \`primaryColor\` | \`#1FB6FF\` | any hex colour; the text on it stays readable |
| \`greeting\` | \`Hi! How can we help?\` | the first line in the panel |
| \`showOnMobile\` | \`true\` | |
| \`autoOpen\`, \`autoOpenDelay\` | \`false\`, \`5000\` | opens by itself after so many milliseconds |
| \`sound\` | \`true\` | a soft sound for a message that the visitor does not look at; each visitor can mute it |
| \`identity\` | nobody | who the visitor is: \`{ email, name, phone, company, external_id }\`, a signed token (see Signed identity), or a function that returns either |

A wrong value is skipped with one warning in the browser's console. What the page says comes before the key's settings in the console, and those before the defaults.`;
