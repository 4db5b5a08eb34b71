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
| \`theme\`, \`locale\` | \`auto\`, the page's | \`light\`, \`dark\` or \`auto\`; a language such as \`de\` or \`pt-BR\`, of the 16 there are |
| \`strings\` | ours | texts in place of ours: \`{ de: { send: 'Ab damit' } }\` |
| \`offset\`, \`zIndex\` | \`{ x: 20, y: 20 }\`, above all | pixels from the window's edges; the place above the page's own layers |
| \`launcher\` | a round button | \`{ label, icon, hidden }\`; with \`selector\` buttons of your own open and close the chat |
| \`greetingBubble\` | \`false\` | \`true\` shows the greeting beside the launcher, a text shows that; until the visitor closes it |
| \`prechat\` | none | a form before the first message, which makes the lead: \`{ fields: ['name', 'email'], when: 'always' }\`, or when \`'offline'\` |
| \`offline\` | \`chat\` | while nobody answers: \`chat\`, a \`form\`, or \`hide\` |
| \`consent\`, \`privacyUrl\` | \`none\` | \`required\`: nothing is sent or stored before the visitor agreed; the page about it is linked |
| \`pages\` | all | paths with the chat: \`{ show: ['/shop/**'], hide: ['/shop/checkout'] }\` |
| \`sound\` | \`true\` | a soft sound for a message that the visitor does not look at; each visitor can mute it |
| \`identity\` | nobody | who the visitor is: \`{ email, name, phone, company, external_id }\`, a signed token (see Signed identity), or a function that returns either |

A wrong value is skipped with one warning in the browser's console. What the page says comes before the key's settings in the console, and those before the defaults.`;
