import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { LauncherSettings, ScriptAsked } from "../api/access/launcher-settings.ts";
import { AppError } from "../api/errors.ts";
import { acceptedEncodings } from "./encodings.ts";
import { answerHeld, keptBriefly, sendHead } from "./file-answer.ts";
import { createKeyedScripts } from "./keyed-script.ts";
import { type OriginConfig, readKnock } from "./origins.ts";

export interface KeyedChatOptions {
  readonly api: { readonly config: OriginConfig; readonly log: Pick<Logger, "warn"> };
  /** The settings of the public key that chat.js was asked for with: null for none that works, throws when it cannot tell. */
  readonly launcherSettings: (asked: ScriptAsked) => Promise<LauncherSettings | null>;
}

/** What is to be done when `file`, chat.js as it was built, is asked for. */
export type KeyedChat = (
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
) => Promise<"answered" | "send as it is" | "send as it is, this once">;

/**
 * Answers chat.js with the settings of the key in its address, so that the launcher needs no second request. A key that
 * does not work, and one without settings, get the file as it is: nothing tells which.
 */
export function createKeyedChat({ api, launcherSettings }: KeyedChatOptions): KeyedChat {
  const scripts = createKeyedScripts();

  /** Null without any; undefined when that cannot be told just now. */
  async function settingsFor(request: IncomingMessage): Promise<LauncherSettings | null | undefined> {
    const { key, host, address } = readKnock(request, api.config);
    if (key === null) return null;
    try {
      return await launcherSettings({ key, host, address });
    } catch (error) {
      const isCallers = error instanceof AppError && error.status < 500;
      if (!isCallers) api.log.warn({ err: error }, "chat.js went out without its key's settings");
      return undefined;
    }
  }

  return async (request, response, file) => {
    const settings = await settingsFor(request);
    // A cache between us and the visitors must not keep the lack of settings that one of them met.
    if (settings === undefined) return "send as it is, this once";
    if (settings === null || Object.keys(settings).length === 0) return "send as it is";
    const encoding = acceptedEncodings(request)[0]?.name ?? null;
    const script = await scripts(file, settings, encoding);
    if (script === null) return "send as it is";
    if (answerHeld(request, response, { etag: script.etag, cacheControl: keptBriefly })) return "answered";
    const body = await script.body();
    const facts = { type: "text/javascript; charset=utf-8", encoding, size: body.length };
    if (sendHead(request, response, facts)) response.end(body);
    return "answered";
  };
}
