import { ApiError } from "../../../api/client.ts";
import type { Refusal } from "../../../gateway/protocol.ts";
import { post } from "./http.ts";
import type { Caller, SimServer } from "./server.ts";
import type { SimTab } from "./tab.ts";
import { createWatch, type Watch } from "./watch.ts";
import { good, type Link, type Weather } from "./weather.ts";
import type { World } from "./world.ts";

export interface Network {
  weather: Weather;
  readonly links: Set<Link>;
  readonly watch: Watch;
  breakHanging(): void;
  /** The WebSocket of whichever tab runs. */
  readonly WebSocket: new (
    address: string,
  ) => object;
  fetch(tab: SimTab, url: string, init: RequestInit): Promise<Response>;
  call(tab: SimTab, key: string, input: Record<string, never>): Promise<unknown>;
}

interface Frames {
  onmessage: ((event: { data: string }) => void) | null;
  onclose: (() => void) | null;
}

export function createNetwork(world: World, server: SimServer): Network {
  const { random } = world;
  const links = new Set<Link>();
  const hanging = new Set<() => void>();
  const watch = createWatch(world);

  function way(): number {
    return random.between(1, network.weather.far);
  }

  function refuse(): Refusal | null {
    const { busy, busyCode: code } = network.weather;
    if (!random.chance(busy)) return null;
    const retry_after = random.between(1, 8);
    return { ok: false, code, message: "Not now.", ...(code === "RATE_LIMITED" ? { retry_after } : {}) };
  }

  /** What the server does with a command. */
  function handle(link: Link, name: string, input: Record<string, never>): object {
    const { caller } = link;
    if (typeof caller === "string" && !server.database.sessions.has(caller)) {
      return { ok: false, code: "NOT_FOUND", message: "Unknown session." };
    }
    const refusal = refuse();
    if (refusal !== null && (refusal.code === "RATE_LIMITED" || random.chance(0.5))) return refusal;
    if (caller === null && name === "conversation:sync") link.rooms.add(Number(input["conversation_id"]));
    const answer = server.answer(caller ?? null, name, input);
    return refusal ?? answer;
  }

  function createLink(tab: SimTab, socket: Frames, namespace: () => string): Link & { receive(text: string): void } {
    let free = 0;

    /** Facts may overtake each other; what is `late` is in no hurry. */
    function down(text: string, delay: number, arrived = () => {}): void {
      world.after(delay, () => {
        // What a connection loses on the way it does not bring later: it is dead.
        link.dead ||= !tab.browser.online;
        if (!link.open || link.dead) return;
        tab.run(() => {
          arrived();
          socket.onmessage?.({ data: text });
        });
      });
    }

    function connect(auth: { readonly session_id?: string }): void {
      const isVisitor = namespace() === "/widget";
      const session = auth.session_id;
      if (isVisitor && (session === undefined || !server.database.sessions.has(session))) {
        const data = JSON.stringify({ message: "no", data: { code: "NOT_FOUND", message: "Unknown session." } });
        down(`44${namespace()},${data}`, way());
        return;
      }
      link.caller = isVisitor ? session : null;
      down(`40${namespace()},{"sid":"x"}`, way());
    }

    function command(id: string, name: string, input: Record<string, never>): void {
      const answer = handle(link, name, input) as { readonly ok?: boolean; readonly items?: { client_id: string }[] };
      if (id === "") return;
      const { slow } = network.weather;
      const delay = random.chance(slow) ? random.between(4_000, 9_000) : way();
      down(`43${namespace()},${id}${JSON.stringify([answer])}`, delay, () => {
        watch.answered(tab, Number(id), link, name, answer);
        if (answer.ok) for (const { client_id } of answer.items ?? []) server.acknowledged.add(client_id);
      });
    }

    function take(text: string): void {
      if (!link.open || text === "3") return;
      const [, type, id = "", json = "null"] = /^4(\d)\/[^,]*,(\d*)(.*)$/s.exec(text) ?? [];
      if (type === "0") connect(JSON.parse(json));
      else if (link.caller !== undefined) command(id, ...(JSON.parse(json) as [string, Record<string, never>]));
    }

    const link = {
      tab,
      caller: undefined as Caller | undefined,
      rooms: new Set<number>(),
      dead: false,
      open: true,
      receive(text: string) {
        link.dead ||= !tab.browser.online;
        if (link.dead) return;
        free = Math.max(free, world.now + way());
        world.after(free - world.now, () => take(text));
      },
      emit(name: string, payload: unknown) {
        const { late, lost, doubled } = network.weather;
        if (link.caller === undefined || random.chance(lost)) return;
        const tell = () => {
          const delay = random.chance(late) ? random.between(100, 6_000) : way();
          down(`42${namespace()},${JSON.stringify([name, payload])}`, delay);
        };
        tell();
        if (random.chance(doubled)) tell();
      },
      cut() {
        if (!link.open) return;
        link.open = false;
        links.delete(link);
        if (!link.dead) world.after(way(), () => tab.run(() => socket.onclose?.()));
      },
      dismiss() {
        const text = `41${namespace()},`;
        world.after(0, () => tab.run(() => socket.onmessage?.({ data: text })));
        world.after(100, () => link.cut());
      },
    };
    return link;
  }

  class SimWebSocket implements Frames {
    onmessage: Frames["onmessage"] = null;
    onclose: Frames["onclose"] = null;
    readonly bufferedAmount = 0;
    readonly #tab: SimTab;
    readonly #link: ReturnType<typeof createLink>;
    #namespace = "";

    constructor(_address: string) {
      const tab = world.current as SimTab;
      this.#tab = tab;
      watch.asked(tab, "socket");
      const link = createLink(tab, this, () => this.#namespace);
      this.#link = link;
      const { fails, hangs } = network.weather;
      if (!tab.browser.online || random.chance(fails)) {
        link.open = false;
        world.after(way(), () => tab.run(() => this.onclose?.()));
      } else {
        links.add(link);
        link.dead = random.chance(hangs);
        const hello = JSON.stringify({ pingInterval: 25_000, pingTimeout: 20_000 });
        world.after(way(), () => {
          if (link.open && !link.dead) tab.run(() => this.onmessage?.({ data: `0${hello}` }));
        });
        this.#ping();
      }
    }

    #ping(): void {
      world.after(25_000, () => {
        if (!this.#link.open) return;
        if (!this.#link.dead && this.#tab.browser.online) this.#tab.run(() => this.onmessage?.({ data: "2" }));
        this.#ping();
      });
    }

    send(text: string): void {
      const [, namespace, id, json] = /^4\d(\/[^,]*),(\d*)(.*)$/s.exec(text) ?? [];
      this.#namespace ||= namespace ?? "";
      if (text.startsWith("42") && id) watch.sent(this.#tab, Number(id), this.#link, JSON.parse(json ?? ""));
      this.#link.receive(text);
    }

    close(): void {
      watch.ended(this.#link);
      // What was sent before still arrives.
      world.after(way() + way(), () => {
        this.#link.open = false;
        links.delete(this.#link);
      });
    }
  }

  function request<T>(tab: SimTab, work: () => T, signal: AbortSignal): Promise<T> {
    watch.asked(tab, "request");
    return new Promise<T>((resolve, reject) => {
      const fail = () => {
        hanging.delete(fail);
        tab.run(() => reject(new Error("The network failed.")));
      };
      signal.addEventListener("abort", fail);
      const { fails, hangs } = network.weather;
      if (!tab.browser.online || random.chance(fails)) return void world.after(way(), fail);
      const hung = random.chance(hangs);
      const hang = () => (network.weather === good ? fail() : void hanging.add(fail));
      world.after(way(), () => {
        if (hung && random.chance(0.5)) return hang();
        const answer = work();
        if (hung || !tab.browser.online) return hang();
        world.after(way(), () => tab.run(() => resolve(answer)));
      });
    });
  }

  const network: Network = {
    weather: good,
    links,
    watch,
    breakHanging() {
      for (const fail of [...hanging]) fail();
      for (const link of links) {
        if (link.caller !== undefined) continue;
        link.dead = false;
        link.cut();
      }
    },
    WebSocket: SimWebSocket,
    fetch: (tab, url, init) =>
      request(
        tab,
        () => post(server, refuse(), url.split("/").at(-1) ?? "", JSON.parse(`${init.body}`)),
        init.signal ?? AbortSignal.abort(),
      ),
    async call(tab, key, input) {
      const answer = await request(tab, () => structuredClone(server.rest(key, input)), AbortSignal.timeout(20_000));
      const { ok, code, message } = Object(answer) as Partial<Refusal>;
      if (ok === false && code !== undefined) throw new ApiError(404, { code, error: message }, null);
      return answer;
    },
  };
  server.publish = (to, conversation, name, payload) => {
    for (const link of links) {
      const joined = conversation === null || to !== null || link.rooms.has(conversation.id);
      if (link.caller === to && joined) link.emit(name, payload);
    }
  };
  return network;
}
