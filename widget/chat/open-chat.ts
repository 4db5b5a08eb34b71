import { createChat } from "../state/chat.ts";
import { browserEnvironment } from "../state/environment.ts";
import { stateName } from "../state/remembered.ts";
import type { WidgetChat } from "../state/types.ts";
import { nextTask } from "../ui/next-task.ts";
import { type FetchTexts, loadStrings, readOwn } from "../ui/strings.ts";
import type { Emit } from "./chat-events.ts";
import { definePanel } from "./define.ts";
import type { Panel } from "./launcher.ts";
import type { ValethonPanel } from "./panel.ts";
import type { Widget } from "./widget.ts";
import type { PageOptions } from "./words.ts";

export interface OpenChatOptions {
  /** Address of the API with its base path. */
  readonly apiBase: string;
  readonly publicKey: string;
  /** The page's options alone; what it left out is the console's or the visitor's language's to say. */
  readonly given: PageOptions;
  /** What the visitor calls who agrees; null: nobody asks for it. */
  readonly agree: (() => void) | null;
  readonly emit: Emit;
  /** Whom the page says the visitor is by now. */
  readonly identity: () => unknown;
}

/** What chat.js, which knows the addresses, adds to that. */
export interface Fetched {
  readonly fetchTexts: FetchTexts;
}

/** What the loader gets of the panel's chunk. */
export interface OpenChat {
  readonly chat: WidgetChat;
  readonly panel: Panel & Pick<ValethonPanel, "agree">;
  /** Takes over changed options: colour, greeting, language. */
  apply(given: PageOptions): Promise<void>;
  /** Calls a method of `window.Valethon`. Rejects on misuse. */
  call(widget: Widget, name: string, given: readonly unknown[]): Promise<unknown>;
  close(): void;
}

/** The panel's properties that the page has a say in. */
async function chooseProperties(options: PageOptions, fetchTexts: FetchTexts) {
  const { language: locale, hello, sound } = options;
  const own = readOwn(options.strings?.[locale]);
  const strings = await loadStrings(fetchTexts, locale, own);
  return { options, locale, own, strings, hello: own["greeting"] ?? hello, sound };
}

/** Makes a chat and its panel. Nothing is sent or stored until `chat.start()` or `chat.resume()`. */
export async function openChat({
  apiBase,
  publicKey,
  given,
  agree,
  emit,
  identity,
  fetchTexts,
}: OpenChatOptions & Fetched): Promise<OpenChat> {
  definePanel();
  const environment = browserEnvironment();
  const chat = createChat({ apiBase, publicKey, environment, identity });
  const panel = document.createElement("valethon-panel") as ValethonPanel;
  Object.assign(panel, { chat, agree });

  let wanted = given;

  async function apply(options: PageOptions): Promise<void> {
    const { greeting, primaryColor } = options;
    chat.override({ ...(greeting ? { greeting } : {}), ...(primaryColor ? { primaryColor } : {}) });
    wanted = options;
    const chosen = await chooseProperties(options, fetchTexts);
    // Chosen again meanwhile: what was chosen last may be here already.
    if (wanted === options) Object.assign(panel, chosen);
  }

  // One task makes the chat, another shows it.
  await nextTask();
  await apply(given);
  // All of what follows comes in a task after the one in which a panel that is waited for is shown. It is asked for already
  // now, since by the time it is of use the network may be gone.
  const followers = nextTask().then(async () => {
    const extras = import("./extras/extras.ts").then(({ speak }) => speak(panel));
    for (const chunk of [extras, import("../state/shelf.ts"), import("../state/late.ts")]) chunk.catch(() => {});
    // A first message needs neither the page's events nor its methods, nor to be heard.
    const { followChat } = await import("./followers.ts");
    return followChat(emit, { chat, panel, apply, environment, name: stateName(apiBase, publicKey) });
  });
  followers.catch(() => {});
  return {
    chat,
    panel,
    apply,
    async call(...method) {
      await followers;
      return (await import("./page-methods.ts")).callMethod(...method);
    },
    close() {
      followers.then((end) => end()).catch(() => {});
      chat.stop();
      panel.remove();
    },
  };
}
