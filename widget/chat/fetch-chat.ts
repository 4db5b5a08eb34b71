import type { FetchTexts } from "../ui/strings.ts";
import type { OpenChat, OpenChatOptions } from "./open-chat.ts";

/** Names of files beside the script; put in by the build. One hash stands for the texts of all languages. */
declare const PANEL_CHUNK: string;
declare const TEXTS_HASH: string;

/** `attempt` rises with each call: a browser may not ask again for a module that it could not fetch under the same address. */
export type LoadChat = (options: OpenChatOptions, attempt: number) => Promise<OpenChat>;

/** Fetches the chat from where the script came from, at once with its texts: else they would be asked for when it is there. */
export function fetchChat(source: string): LoadChat {
  return async (options, attempt) => {
    const fetched = (file: string) => import(new URL(`${file}#${attempt}`, source).href);
    const fetchTexts: FetchTexts = (locale) => fetched(`chunk-${locale}-${TEXTS_HASH}.js`);
    const panel: Promise<typeof import("./open-chat.ts")> = fetched(PANEL_CHUNK);
    const [chunk] = await Promise.all([panel, fetchTexts(options.given.language)]);
    return chunk.openChat({ ...options, fetchTexts });
  };
}
