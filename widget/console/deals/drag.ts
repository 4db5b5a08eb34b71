import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Distance in px after which a press of the mouse is a drag. */
const slackPx = 5;
/** A finger that rests so long takes the card; one that moves before scrolls. */
const holdMs = 280;
/** So near to the board's edges it scrolls by itself, so many px a frame. */
const edgePx = 56;
const scrollPx = 14;

export interface DragDoor {
  /** The card under a press, if it may be dragged. */
  readonly cardOf: (event: PointerEvent) => HTMLElement | null;
  /** What scrolls sideways. */
  readonly scroller: () => HTMLElement | null;
  readonly lifted: (card: HTMLElement) => void;
  /** The point is over something else now. */
  readonly over: (x: number, y: number) => void;
  readonly dropped: () => void;
  readonly cancelled: () => void;
}

interface Press {
  readonly card: HTMLElement;
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  readonly touch: boolean;
}

/** Lets cards be dragged by mouse, pen and finger. A picture of the card follows the pointer; the card itself stays. */
export class CardDrag implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };
  readonly #door: DragDoor;
  #press: Press | null = null;
  #picture: HTMLElement | null = null;
  #hold: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #at = { x: 0, y: 0 };

  constructor(host: ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }, door: DragDoor) {
    this.#host = host;
    this.#door = door;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#end();
  }

  /** To be called for each `pointerdown` on the board. */
  readonly press = (event: PointerEvent): void => {
    const card = event.button === 0 && event.isPrimary ? this.#door.cardOf(event) : null;
    if (card === null) return;
    this.#end();
    const touch = event.pointerType === "touch";
    this.#press = { card, pointer: event.pointerId, x: event.clientX, y: event.clientY, touch };
    this.#at = { x: event.clientX, y: event.clientY };
    window.addEventListener("pointermove", this.#move);
    window.addEventListener("pointerup", this.#up);
    window.addEventListener("pointercancel", this.#cancel);
    window.addEventListener("keydown", this.#key, true);
    if (!touch) return;
    // The browser decides at the first move whether it scrolls: only who may refuse that then can drag later.
    card.addEventListener("touchmove", this.#keepStill, { passive: false });
    card.addEventListener("contextmenu", this.#keepStill);
    this.#hold = setTimeout(() => this.#lift(), holdMs);
  };

  #lift(): void {
    const { card } = this.#press as Press;
    const box = card.getBoundingClientRect();
    const picture = card.cloneNode(true) as HTMLElement;
    picture.classList.add("picture");
    picture.setAttribute("aria-hidden", "true");
    picture.inert = true;
    for (const name of ["width", "height", "left", "top"] as const) picture.style.setProperty(name, `${box[name]}px`);
    this.#host.renderRoot.querySelector(".pictures")?.append(picture);
    this.#picture = picture;
    this.#door.lifted(card);
    this.#frame = requestAnimationFrame(this.#scroll);
  }

  readonly #move = (event: PointerEvent): void => {
    const press = this.#press;
    if (press === null || event.pointerId !== press.pointer) return;
    this.#at = { x: event.clientX, y: event.clientY };
    const far = Math.hypot(event.clientX - press.x, event.clientY - press.y) > slackPx;
    if (this.#picture === null && far && press.touch) this.#end();
    else if (this.#picture !== null || far) this.#take();
  };

  /** The card goes where the pointer is. */
  #take(): void {
    if (this.#picture === null) this.#lift();
    this.#follow();
  }

  #follow(): void {
    const { x, y } = this.#press as Press;
    this.#picture?.style.setProperty("translate", `${this.#at.x - x}px ${this.#at.y - y}px`);
    this.#door.over(this.#at.x, this.#at.y);
  }

  /** Near an edge the board comes along. */
  readonly #scroll = (): void => {
    const scroller = this.#door.scroller();
    if (this.#picture === null || scroller === null) return;
    const { left, right } = scroller.getBoundingClientRect();
    const by = this.#at.x < left + edgePx ? -scrollPx : this.#at.x > right - edgePx ? scrollPx : 0;
    const before = scroller.scrollLeft;
    scroller.scrollLeft += by;
    if (scroller.scrollLeft !== before) this.#follow();
    this.#frame = requestAnimationFrame(this.#scroll);
  };

  readonly #up = (event: PointerEvent): void => {
    if (event.pointerId !== this.#press?.pointer) return;
    const dragged = this.#picture !== null;
    this.#end();
    if (!dragged) return;
    swallowClick();
    this.#door.dropped();
  };

  readonly #cancel = (event: PointerEvent): void => {
    if (event.pointerId === this.#press?.pointer) this.#giveUp();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.#picture === null) return;
    event.preventDefault();
    event.stopPropagation();
    swallowClick();
    this.#giveUp();
  };

  readonly #keepStill = (event: Event): void => {
    if (this.#picture !== null || event.type === "contextmenu") event.preventDefault();
  };

  #giveUp(): void {
    const dragged = this.#picture !== null;
    this.#end();
    if (dragged) this.#door.cancelled();
  }

  #end(): void {
    clearTimeout(this.#hold);
    cancelAnimationFrame(this.#frame);
    window.removeEventListener("pointermove", this.#move);
    window.removeEventListener("pointerup", this.#up);
    window.removeEventListener("pointercancel", this.#cancel);
    window.removeEventListener("keydown", this.#key, true);
    this.#press?.card.removeEventListener("touchmove", this.#keepStill);
    this.#press?.card.removeEventListener("contextmenu", this.#keepStill);
    this.#picture?.remove();
    this.#picture = null;
    this.#press = null;
  }
}

/** The release of a drag is no click on the link beneath it. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  // A click comes right after its release, or not at all.
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
}
