import type { Widget } from "./widget.ts";

/** The API's limit, in UTF-16 units. */
const longestMessage = 4000;
/** Loose on purpose: the server decides, this only catches slips. */
const emailShape = /^[^\s@]+@[^\s@]+$/;
const claimNames = new Set(["email", "name", "phone", "company", "external_id"]);

/** Methods of `window.Valethon` that need the chat: fetched with it, so that no page pays for them before. */
export async function callMethod(widget: Widget, name: string, given: readonly unknown[]): Promise<unknown> {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) throw new Error("there is no such method");
  return method(widget, ...given);
}

type Method = (widget: Widget, given?: unknown, more?: unknown) => unknown;

/** Tells the server something. Rejects with its reason when it refuses. */
async function tell(widget: Widget, path: string, body: object): Promise<void> {
  const { chat } = await widget.act();
  const answer = await chat.call(path, body);
  if (!answer.ok) throw new Error(answer.message);
}

/** Values by name, as the API takes them. */
function factsOf(given: unknown, values: string): object {
  const takes = (value: unknown) => values.split(", ").includes(value === null ? "null" : typeof value);
  const said = typeof given === "object" && given !== null && !Array.isArray(given) ? given : null;
  if (!said || !Object.values(said).every(takes)) throw new Error(`it needs an object whose values are of: ${values}`);
  return said;
}

function messageOf(given: unknown): string {
  const text = typeof given === "string" ? given.trim() : "";
  if (text === "" || text.length > longestMessage) {
    throw new Error(`the argument must be a text of 1 to ${longestMessage} characters`);
  }
  return text;
}

/** Claims `{email?, name?, phone?, company?, external_id?}`. */
function claimsOf(given: unknown): Readonly<Record<string, string>> {
  const said = Object.entries(Object(given)).filter(([name, value]) => claimNames.has(name) && value != null);
  if (said.length === 0 || said.some(([, value]) => typeof value !== "string")) {
    throw new Error(
      `the argument must be a token, a function that returns one, or an object of texts: ${[...claimNames].join(", ")}`,
    );
  }
  const claims = Object.fromEntries(said) as Record<string, string>;
  const { email } = claims;
  if (email && !emailShape.test(email.trim())) throw new Error(`"${email}" is no email address`);
  return claims;
}

const methods: Readonly<Record<string, Method>> = {
  /** Shows a text beside the launcher, or in the open chat's place of attention. */
  showNewMessage({ element }, text) {
    element.show({ bubble: messageOf(text) });
  },
  async sendMessage(widget, given) {
    const text = messageOf(given);
    const { chat } = await widget.act();
    chat.send(text);
  },
  async endConversation(widget) {
    const { chat } = await widget.act();
    await chat.end();
  },
  /** A token, or a function that returns one, is the page's `identity` from now on (widget.ts); claims are told once. */
  async identify(widget, given) {
    if (typeof given === "function" || (typeof given === "string" && given.trim() !== "")) {
      const { chat } = await widget.load();
      return chat.verify();
    }
    const claims = claimsOf(given);
    const { chat } = await widget.act();
    if (!(await chat.identify(claims, false))) throw new Error("the server did not accept it");
  },
  async setAttributes(widget, given) {
    const attributes = factsOf(given, "string, number, boolean, null");
    await tell(widget, "attributes", { attributes });
  },
  /** What happened reaches the server in the order of the calls. */
  async track(widget, event, data = {}) {
    if (typeof event !== "string" || event.trim() === "") throw new Error("the first argument must be a text");
    await tell(widget, "track", { event, data: factsOf(data, "string, number, boolean") });
  },
  /** The visitor's word to the page in place of the chat's own question; taking it back forgets the visitor. */
  async setConsent(widget, agrees) {
    if (typeof agrees !== "boolean") throw new Error("the argument must be true or false");
    if (agrees) widget.agree();
    else await methods["reset"]?.(widget);
  },
  async mute(widget, on = true) {
    if (typeof on !== "boolean") throw new Error("the argument must be true or false");
    const { panel } = await widget.load();
    panel.dispatchEvent(new CustomEvent("mute", { detail: on }));
  },
  async reset(widget) {
    widget.close();
    const { chat } = await widget.load();
    await chat.reset();
    widget.restart();
  },
};
