import type { Page } from "playwright/test";

/** One element of the chat, in whichever of its trees. */
interface Part {
  readonly element: HTMLElement;
  /** For a message. */
  readonly name: string;
  /** What it scrolls in, if anything. */
  readonly scroller: Element | null;
  /** Whether it lies over the thread on purpose. */
  readonly isAbove: boolean;
}

/**
 * Whatever in the chat cannot be seen, read or hit as it stands, in words: cut off, out of the window, covered, too small,
 * or wider than the page. `least`: px that a control must measure in both directions.
 */
export async function findFaults(page: Page, least: number): Promise<string[]> {
  const parts = await page.evaluateHandle(collectParts);
  const faults = [
    await parts.evaluate(findCut),
    await parts.evaluate(findOutside),
    await parts.evaluate(findSmall, least),
    await parts.evaluate(findCovered),
    await page.evaluate(findOverflow),
  ];
  await parts.dispose();
  return [...new Set(faults.flat())];
}

// These run in the page, one by one: they know nothing of each other.

function collectParts(): Part[] {
  const parentOf = (element: Element): Element | null => {
    const root = element.getRootNode();
    return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  };
  const closest = (element: Element, selector: string): Element | null => {
    let at: Element | null = element;
    while (at && !at.matches(selector)) at = parentOf(at);
    return at;
  };
  const within = (root: ParentNode): HTMLElement[] =>
    [...root.querySelectorAll<HTMLElement>("*")].flatMap((element) => [
      element,
      ...(element.shadowRoot ? within(element.shadowRoot) : []),
    ]);
  const chat = document.querySelector("valethon-chat")?.shadowRoot;
  return (chat ? within(chat) : [])
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .map((element) => ({
      element,
      name: `${element.localName}.${element.className} “${(element.ariaLabel ?? element.textContent ?? "").trim().slice(0, 30)}”`,
      scroller: closest(element, ".scroll"),
      isAbove: closest(element, ".menu, .new") !== null,
    }));
}

function findCut(parts: readonly Part[]): string[] {
  const isCut = ({ element }: Part): boolean => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const isWide = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
    const isHigh = /hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 1;
    return isWide || isHigh;
  };
  // What is only for screen readers measures 1 px.
  return parts
    .filter((part) => !part.element.matches(".sr, textarea") && isCut(part))
    .map(({ name }) => `cut off: ${name}`);
}

function findOutside(parts: readonly Part[]): string[] {
  return parts
    .filter(({ element, scroller }) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const isBeside = left < -1 || right > innerWidth + 1;
      const isBeyond = !scroller && (top < -1 || bottom > innerHeight + 1);
      return element.matches("button, input, textarea, a") && (isBeside || isBeyond);
    })
    .map(({ name }) => `out of the window: ${name}`);
}

/** A link within a text is as high as its line (WCAG 2.5.8 excepts it). */
function findSmall(parts: readonly Part[], least: number): string[] {
  return parts
    .filter(({ element }) => element.matches("button, input, textarea"))
    .map(({ element, name }) => ({ name, box: element.getBoundingClientRect() }))
    .filter(({ box }) => Math.min(box.width, box.height) < least - 0.5)
    .map(({ name, box }) => `${Math.round(box.width)} × ${Math.round(box.height)} px: ${name}`);
}

/** What is scrolled out of view is not covered but elsewhere. */
function findCovered(parts: readonly Part[]): string[] {
  const hitAt = (x: number, y: number): Element | null => {
    let hit = document.elementFromPoint(x, y);
    let deeper = hit?.shadowRoot?.elementFromPoint(x, y);
    while (deeper && deeper !== hit) {
      hit = deeper;
      deeper = hit.shadowRoot?.elementFromPoint(x, y);
    }
    return hit;
  };
  const above = new Set<Element>(parts.filter(({ isAbove }) => isAbove).map(({ element }) => element));
  return parts
    .filter(({ element, scroller }) => {
      // Of a link that breaks over lines, its first.
      const { left, top, width, height } = element.getClientRects()[0] ?? new DOMRect();
      const [x, y] = [left + width / 2, top + height / 2];
      const view = scroller?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
      if (!element.matches("button, input, textarea, a") || y < view.top || y > view.bottom) return false;
      const hit = hitAt(x, y);
      return hit !== null && !element.contains(hit) && !above.has(hit);
    })
    .map(({ name }) => `covered: ${name}`);
}

function findOverflow(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} px wider than its window`] : [];
}

/** Text spaced as a reader may need it (WCAG 2.2, 1.4.12), in the chat's own trees, which no style of the page reaches. */
export async function spaceText(page: Page, spaced: boolean): Promise<void> {
  await page.evaluate((on) => {
    const rules =
      "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }";
    const dress = (root: ShadowRoot): void => {
      const others = root.adoptedStyleSheets.filter(({ cssRules }) => !cssRules[0]?.cssText.includes("0.12em"));
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rules);
      root.adoptedStyleSheets = on ? [...others, sheet] : others;
      for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot) dress(shadowRoot);
    };
    const chat = document.querySelector("valethon-chat")?.shadowRoot;
    if (chat) dress(chat);
  }, spaced);
}
