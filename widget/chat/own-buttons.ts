/** Calls `press` for each click on what `selector` finds on the page at that moment, in place of what it would do. */
export function listenToOwnButtons(selector: () => string | undefined, press: () => void, signal: AbortSignal): void {
  addEventListener(
    "click",
    (event) => {
      const own = selector();
      if (!own || !(event.target as Element).closest?.(own)) return;
      event.preventDefault();
      press();
    },
    { signal },
  );
}
