import { expect, test } from "vitest";
import { createTitle, type TitleElement } from "./title.ts";

function bench(text = "  Shop \n", still = false) {
  const element: TitleElement & { textContent: string; isConnected: boolean } = {
    textContent: text,
    isConnected: true,
  };
  let due: (() => void) | null = null;
  const title = createTitle({
    environment: {
      after(_, call) {
        due = call;
        return () => {
          if (due === call) due = null;
        };
      },
    },
    find: () => element,
    still: () => still,
  });
  /** A turn of the title's clock, if it still runs. */
  const turn = () => {
    const call = due;
    due = null;
    call?.();
    return element.textContent;
  };
  return { element, title, turn, isRunning: () => due !== null };
}

test("a title and the number of unread messages stand there by turns", () => {
  const { element, title, turn } = bench("Shop");
  title.show(2);
  expect(element.textContent).toBe("Shop");
  expect([turn(), turn(), turn()]).toEqual(["(2) Shop", "Shop", "(2) Shop"]);
  title.show(3);
  expect([turn(), turn()]).toEqual(["(3) Shop", "Shop"]);
});

test("whoever asked for no motion sees the number stand still", () => {
  const { title, turn } = bench("Shop", true);
  title.show(1);
  expect([turn(), turn(), turn()]).toEqual(["(1) Shop", "(1) Shop", "(1) Shop"]);
  title.show(0);
  expect(turn()).toBe("Shop");
});

test("what is read leaves the title exactly as it was", () => {
  const { element, title, turn, isRunning } = bench("  Shop \n");
  title.show(1);
  turn();
  title.show(0);
  expect(element.textContent).toBe("  Shop \n");
  expect(isRunning()).toBe(false);
});

test("a page that changes its title meanwhile keeps its own, until there is more to tell", () => {
  const { element, title, turn, isRunning } = bench("Shop");
  title.show(1);
  turn();
  element.textContent = "Shop | Basket";
  expect([turn(), turn()]).toEqual(["Shop | Basket", "Shop | Basket"]);
  expect(isRunning()).toBe(false);
  title.show(0);
  expect(element.textContent).toBe("Shop | Basket");
  title.show(1);
  expect([turn(), turn()]).toEqual(["(1) Shop | Basket", "Shop | Basket"]);
});

test("a title element that the page took away is given back as it was", () => {
  const { element, title, turn } = bench("Shop");
  title.show(1);
  turn();
  element.isConnected = false;
  expect(turn()).toBe("(1) Shop");
  title.show(0);
  expect(element.textContent).toBe("Shop");
});

test("a page without a title stays without one", () => {
  const title = createTitle({ environment: { after: () => () => {} }, find: () => null, still: () => false });
  title.show(1);
  title.show(0);
});
