/** Names one element: each selector looks inside the shadow root of the element before, or inside it where it has none. */
export type Path = readonly string[];

/** A chat widget, the page that carries it, and where a visitor finds what they look for. */
export interface Contender {
  readonly name: string;
  /** Its npm package; null for ours. */
  readonly package: string | null;
  /** What its documentation asks a page to hold. */
  readonly markup: string;
  /** The same for a page that asks for the script once it is painted; null: not measured so. */
  readonly late: string | null;
  /** The end of the address of the script that makes the launcher. */
  readonly script: string;
  /** Null where the chat stands in the page, open. */
  readonly launcher: Path | null;
  readonly composer: Path;
  /** What holds the messages of both. */
  readonly thread: Path;
  /** In the answer to the first message. */
  readonly answer: string;
}

/** Addresses that pages of the contenders need. */
export interface Addresses {
  /** Where the files of npm packages lie, as on a public CDN: this, the package's name, the file. */
  readonly packages: string;
  /** Where each peer's backend is: this and the peer's name. */
  readonly backends: string;
  readonly product: string;
  readonly publicKey: string;
}

/** What the peers' backends answer. */
export const answer = "An answer of the bench";

/** Asks for a script when the page is loaded and painted. */
const whenPainted = (address: string) => `<script>
addEventListener("load", () => requestAnimationFrame(() => setTimeout(() => {
  document.head.append(Object.assign(document.createElement("script"), { src: "${address}" }));
})));
</script>`;

/** Ours and its peers, each in the smallest form that its own README gives for a page without a build. */
export function contenders({ packages, backends, product, publicKey }: Addresses): readonly Contender[] {
  const options = `<script>window.ValethonWidget = { publicKey: "${publicKey}" };</script>`;
  const script = `${product}/widget/chat.js`;
  return [
    {
      name: "Valethon",
      package: null,
      markup: `${options}
<script src="${script}" async></script>`,
      late: options + whenPainted(script),
      script: "/widget/chat.js",
      launcher: ["valethon-chat", ".go"],
      composer: ["valethon-chat", "valethon-panel", "valethon-composer", "textarea"],
      thread: ["valethon-chat", "valethon-panel", "valethon-messages"],
      answer: "Automatic reply",
    },
    {
      name: "typebot",
      package: "@typebot.io/js",
      markup: `<script type="module">
import Typebot from "${packages}/@typebot.io/js/dist/web.js";
Typebot.initBubble({ typebot: "bench", apiHost: "${backends}/typebot" });
</script>`,
      late: null,
      script: "/web.js",
      launcher: ["typebot-bubble", "button[part=button]"],
      composer: ["typebot-bubble", "input, textarea"],
      thread: ["typebot-bubble"],
      answer,
    },
    {
      name: "deep-chat",
      package: "deep-chat",
      markup: `<script type="module" src="${packages}/deep-chat/dist/deepChat.bundle.js"></script>
<deep-chat connect='{"url": "${backends}/deep-chat"}'></deep-chat>`,
      late: null,
      script: "/deepChat.bundle.js",
      launcher: null,
      composer: ["deep-chat", "#text-input"],
      thread: ["deep-chat", "#messages"],
      answer,
    },
    {
      name: "flowise",
      package: "flowise-embed",
      markup: `<script type="module">
import Chatbot from "${packages}/flowise-embed/dist/web.js";
Chatbot.init({ chatflowid: "bench", apiHost: "${backends}/flowise" });
</script>`,
      late: null,
      script: "/web.js",
      launcher: ["flowise-chatbot", "button[part=button]"],
      composer: ["flowise-chatbot", "textarea"],
      thread: ["flowise-chatbot"],
      answer,
    },
    {
      name: "n8n",
      package: "@n8n/chat",
      markup: `<link href="${packages}/@n8n/chat/dist/style.css" rel="stylesheet">
<script type="module">
import { createChat } from "${packages}/@n8n/chat/dist/chat.bundle.es.js";
createChat({ webhookUrl: "${backends}/n8n" });
</script>`,
      late: null,
      script: "/chat.bundle.es.js",
      launcher: [".chat-window-toggle"],
      composer: [".chat-window textarea"],
      thread: [".chat-messages-list"],
      answer,
    },
  ];
}
