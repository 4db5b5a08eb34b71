import type { Widget } from "./widget.ts";

/** Methods of `window.Valethon` that need the chat: fetched with it, so that no page pays for them before. */
export async function callMethod(widget: Widget, name: string, given: readonly unknown[]): Promise<unknown> {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) throw new Error("there is no such method");
  return method(widget, given[0]);
}

type Method = (widget: Widget, given: unknown) => unknown;

const methods: Readonly<Record<string, Method>> = {
  /** Shows a text beside the launcher, or in the open chat's place of attention. */
  showNewMessage({ element }, text) {
    element.show({ bubble: String(text) });
  },
  async sendMessage(widget, text) {
    const { chat } = await widget.act();
    chat.send(String(text));
  },
  async endConversation(widget) {
    const { chat } = await widget.act();
    await chat.end();
  },
  /** Claims `{email?, name?, phone?, company?, external_id?}`, or a signed token. */
  async identify(widget, claims) {
    const { chat } = await widget.act();
    const accepted = await chat.identify(typeof claims === "string" ? { token: claims } : Object(claims), false);
    if (!accepted) throw new Error("the server did not accept it");
  },
  async reset(widget) {
    widget.close();
    const { chat } = await widget.load();
    await chat.reset();
    widget.restart();
  },
};
