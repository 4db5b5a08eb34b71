import type { ReactiveControllerHost } from "lit";
import type { WidgetChat } from "../state/types.ts";
import { type GivenOptions, readOptions } from "./config.ts";
import { inPageLanguage, type PageOptions, wordsOf } from "./words.ts";

/** What the panel itself uses; greeting and colour come with the snapshot, and the launcher is the page's. */
const used = ["strings", "locale", "sound", "prechat", "offline", "privacyUrl"] as const;

/** What the server greets with when nobody has said anything: in English, since it does not know what is spoken here. */
const serversOwn = wordsOf("en").hello;

/** What a panel is shown by. */
export interface SettledPanel extends ReactiveControllerHost {
  readonly options: PageOptions;
  readonly hello: string;
}

export interface SettingsOptions {
  readonly chat: Pick<WidgetChat, "snapshot" | "override">;
  readonly panel: SettledPanel;
  /** Takes over changed options. */
  readonly apply: (options: PageOptions) => Promise<void>;
}

/** The page's options, and for what it leaves out the owner's in the console. What is not valid there is the console's to say. */
export function withSettings(page: PageOptions, settings: unknown): PageOptions {
  const said: GivenOptions = readOptions(settings, () => {});
  const missing = used.filter((name) => said[name] !== undefined && page[name] === undefined);
  if (missing.length === 0) return page;
  const merged = { ...page, ...Object.fromEntries(missing.map((name) => [name, said[name]])) };
  return missing.includes("locale") ? inPageLanguage(merged) : merged;
}

/** Lets a key's settings count once the server has said them, also after the page changed its options. Returns its end. */
export function followSettings({ chat, panel, apply }: SettingsOptions): () => void {
  let settings: unknown;
  let page: PageOptions;
  let merged: PageOptions;
  /** The greeting that nobody chose. */
  let unchosen = serversOwn;

  /** In the language of the chat. */
  function greet(): void {
    if (chat.snapshot.greeting !== unchosen || panel.hello === unchosen || panel.options.greeting) return;
    unchosen = panel.hello;
    chat.override({ greeting: unchosen });
  }

  function hostUpdate(): void {
    greet();
    const told = chat.snapshot.settings;
    const { options } = panel;
    if (!told || !options || (told === settings && (options === page || options === merged))) return;
    if (options !== merged) page = options;
    settings = told;
    merged = withSettings(page, told);
    // Where the texts of another language cannot be fetched, all stays as the page has it.
    if (merged !== options) apply(merged).catch(() => {});
  }

  const controller = { hostUpdate };
  panel.addController(controller);
  panel.requestUpdate();
  return () => panel.removeController(controller);
}
