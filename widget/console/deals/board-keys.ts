export type BoardAct =
  | { readonly kind: "pick-up" | "put-down" | "let-go" | "stay" }
  | { readonly kind: "step"; readonly by: number };

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, Home: -100, End: 100 };

/** What a key press on the board asks for, while a deal is carried or not; null where it is the browser's. */
export function boardKey(event: KeyboardEvent, carrying: boolean, movable: boolean): BoardAct | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !movable) return null;
  return carrying ? carryingKey(event.key) : liftingKey(event.key, event.target as HTMLElement);
}

/** Enter on the name opens the deal, as on every link. */
function liftingKey(key: string, element: HTMLElement): BoardAct | null {
  const lifts = element.matches(".grip") ? presses(key) : element.matches(".name") && key === " ";
  return lifts ? { kind: "pick-up" } : null;
}

function carryingKey(key: string): BoardAct | null {
  if (presses(key)) return { kind: "put-down" };
  if (key === "Escape") return { kind: "let-go" };
  const by = steps[key];
  if (by !== undefined) return { kind: "step", by };
  // The page neither scrolls nor is left while a deal is in one's hands.
  return ["ArrowUp", "ArrowDown", "Tab"].includes(key) ? { kind: "stay" } : null;
}

const presses = (key: string) => key === " " || key === "Enter";
