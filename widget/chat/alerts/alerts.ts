import type { ReactiveControllerHost } from "lit";
import type { Environment } from "../../state/environment.ts";
import { createHeard } from "../../state/heard.ts";
import { createMute } from "../../state/mute.ts";
import { createNewsDesk } from "../../state/news.ts";
import { createOneSound } from "../../state/one-sound.ts";
import type { WidgetChat } from "../../state/types.ts";
import { createChime } from "./chime.ts";
import { createTitle } from "./title.ts";

/** What the alerts need of the panel. It dispatches `mute` when the visitor, or the page, wants it. */
export interface AlertedPanel extends ReactiveControllerHost, HTMLElement {
  readonly open: boolean;
  /** False: the page wants none. */
  readonly sound?: boolean | undefined;
  /** Undefined: there is no sound to mute. */
  muted?: boolean | undefined;
}

export interface AlertsOptions {
  readonly chat: Pick<WidgetChat, "snapshot" | "subscribe" | "settled">;
  readonly panel: AlertedPanel;
  readonly environment: Environment;
  /** One server and key, in names of storage, locks and channels. */
  readonly name: string;
}

/**
 * Tells a visitor who looks elsewhere that there is an answer: by one soft sound for all tabs of this browser, unless it is
 * muted, and in the title of pages in the background. Returns the end of it.
 */
export function startAlerts({ chat, panel, environment, name }: AlertsOptions): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  const chime = createChime();
  const heard = createHeard(environment, `${name}:heard`);
  const mute = createMute(environment, `${name}:mute`, () => panel.requestUpdate());
  const oneSound = createOneSound({ name, environment, heard, chime });
  const desk = createNewsDesk({
    settled: chat.settled,
    tell: (news) => void (isWanted() && oneSound.announce(news)),
  });
  const title = createTitle({
    environment,
    find: () => document.head.querySelector("title"),
    still: () => matchMedia("(prefers-reduced-motion)").matches,
  });
  let visitor = 0;

  function isWanted(): boolean {
    return panel.sound !== false && !mute.on;
  }

  function showMute(): void {
    panel.muted = panel.sound === false ? undefined : mute.on;
  }

  function showWhere(): void {
    const visible = environment.visible();
    oneSound.look(visible && panel.open);
    title.show(visible ? 0 : chat.snapshot.unread);
  }

  function follow(): void {
    if (chat.snapshot.visitor !== visitor) {
      visitor = chat.snapshot.visitor;
      desk.forget();
      heard.forget();
      mute.forget();
    }
    showWhere();
    desk.look();
  }

  // Before the panel renders, and after.
  const controller = { hostUpdate: showMute, hostUpdated: showWhere };
  panel.addController(controller);
  panel.addEventListener("mute", (event) => mute.set((event as CustomEvent<boolean>).detail), { signal });
  for (const type of ["click", "keydown"]) {
    panel.addEventListener(type, () => isWanted() && chime.prepare(), { signal });
  }
  // First of all listeners: whoever reads the page's title when it is looked at again reads the page's own.
  addEventListener("visibilitychange", showWhere, { signal, capture: true });
  for (const type of ["focus", "pointerdown", "keydown"]) {
    addEventListener(type, oneSound.use, { signal, capture: true, passive: true });
  }
  const unsubscribe = chat.subscribe(follow);
  follow();

  return () => {
    leaving.abort();
    unsubscribe();
    panel.removeController(controller);
    title.show(0);
    oneSound.stop();
    mute.stop();
    chime.close();
  };
}
