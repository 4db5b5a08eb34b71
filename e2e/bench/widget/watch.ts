import type { Path } from "./contenders.ts";

/** An element as it was first painted. */
export interface Shown {
  /** Milliseconds since the navigation began. */
  readonly at: number;
  /** Its middle, in pixels of the view. */
  readonly x: number;
  readonly y: number;
}

/** What a page tells of itself. Moments in milliseconds since its navigation began. */
export interface Seen {
  readonly launcher: Shown | null;
  /** When one could write in it. */
  readonly composer: Shown | null;
  /** When the widget itself put the focus there. */
  readonly focused: number | null;
  readonly clicked: number | null;
  /** Lengths in milliseconds of the tasks over 50 ms. */
  readonly longTasks: readonly number[];
  /** The sum of all layout shifts but those right after what the visitor did. */
  readonly shift: number;
  /** When the navigation began, milliseconds since 1970. */
  readonly origin: number;
}

export interface Watched {
  readonly launcher: Path | null;
  readonly composer: Path;
  readonly thread: Path;
}

declare global {
  var benchSeen: Seen;
  /** Whether this text stands in the thread. */
  var benchSays: (text: string) => boolean;
  /** Puts the focus into the composer. */
  var benchFocus: () => void;
}

/** Runs in the page before anything else of it, as text: it can use nothing from outside. */
export function watch({ launcher, composer, thread }: Watched): void {
  const seen = {
    launcher: null as Shown | null,
    composer: null as Shown | null,
    focused: null as number | null,
    clicked: null as number | null,
    longTasks: [] as number[],
    shift: 0,
    origin: performance.timeOrigin,
  };
  globalThis.benchSeen = seen;

  const find = (path: Path): HTMLElement | null => {
    let root: ParentNode = document;
    let element: HTMLElement | null = null;
    for (const selector of path) {
      element = root.querySelector<HTMLElement>(selector);
      if (element === null) return null;
      root = element.shadowRoot ?? element;
    }
    return element;
  };
  const isShown = (element: HTMLElement | null): element is HTMLElement => {
    if (!element?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  };
  const isFree = (element: HTMLElement) => element.isContentEditable || !element.matches(":disabled, :read-only");
  const hasFocus = (element: HTMLElement) => (element.getRootNode() as Document).activeElement === element;
  // A task that is queued in a frame runs once that frame was painted.
  const whenPainted = (call: (at: number) => void) => setTimeout(() => call(performance.now()));
  const mark = (name: "launcher" | "composer", element: HTMLElement) => {
    if (seen[name] !== null) return;
    whenPainted((at) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      seen[name] ??= { at, x: left + width / 2, y: top + height / 2 };
    });
  };
  const lookForLauncher = (path: Path) => {
    const button = find(path);
    if (isShown(button)) mark("launcher", button);
  };
  const lookForComposer = () => {
    const field = find(composer);
    if (!isShown(field) || !isFree(field)) return;
    mark("composer", field);
    if (hasFocus(field)) whenPainted((at) => (seen.focused ??= at));
  };
  const look = () => {
    if (launcher !== null && seen.launcher === null) lookForLauncher(launcher);
    if (seen.focused === null) lookForComposer();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  const says = (root: Node, text: string): boolean => {
    if (root instanceof Element && root.shadowRoot && says(root.shadowRoot, text)) return true;
    if (root.nodeType === Node.TEXT_NODE) return root.nodeValue?.includes(text) === true;
    return [...root.childNodes].some((child) => says(child, text));
  };
  globalThis.benchFocus = () => find(composer)?.focus();
  globalThis.benchSays = (text) => {
    const root = find(thread);
    return root !== null && says(root, text);
  };

  addEventListener("pointerdown", ({ timeStamp }) => (seen.clicked ??= timeStamp), true);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
      if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}
