import { expect, type Page } from "playwright/test";
import type { Company } from "../../support/fixtures.ts";
import { crm } from "../../support/truth.ts";
import { launcherOf, panelOf } from "../visit.ts";

/** A page with the chat, as the rows of a table look at it. */
export interface Scene {
  readonly page: Page;
  readonly company: Company;
  /** What the page's console said, and what was thrown and not caught. */
  readonly lines: readonly string[];
}

/** Rows by the name of what they prove: each fails where that has no effect. */
export type Rows<Name extends string> = { readonly [Each in Name]?: (scene: Scene) => Promise<unknown> };

/** One page, and what is looked at on it, in this order. No row needs another. */
export interface TablePage<Name extends string> {
  /** Ends the sentence "on a page …". */
  readonly name: string;
  /** The inside of `window.ValethonWidget`, which may depend on the company; the key stands in front of it. */
  options?(company: Company): string | Promise<string>;
  /** In place of a window of 1280 × 720. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Warnings that belong to it. */
  readonly warns?: readonly string[];
  /** Before the page is loaded. */
  prepare?(page: Page): Promise<unknown>;
  /** What happens on the page before it is looked at. */
  act?(scene: Scene): Promise<unknown>;
  readonly rows: Rows<Name>;
}

export const namesIn = <Name extends string>(pages: readonly TablePage<Name>[]): string[] =>
  pages.flatMap(({ rows }) => Object.keys(rows));

export const run = <Result>({ page }: Scene, code: string): Promise<Result> => page.evaluate<Result>(code);

/** As the visitor does it, unless it is open. */
export async function open({ page }: Scene): Promise<void> {
  if (!(await panelOf(page).isVisible())) await launcherOf(page).click();
  await expect(panelOf(page)).toBeVisible();
}

export async function close({ page }: Scene): Promise<void> {
  if (await panelOf(page).isVisible()) await panelOf(page).press("Escape");
  await expect(panelOf(page)).toBeHidden();
}

export async function write(scene: Scene, text: string): Promise<void> {
  await open(scene);
  const composer = scene.page.locator("[part=composer] textarea");
  await composer.fill(text);
  await composer.press("Enter");
  await expect(scene.page.getByRole("log").getByText(text, { exact: true })).toBeVisible();
}

/** Comes to pass once the person with this email is a lead. */
export async function expectLead({ company }: Scene, email: string): Promise<void> {
  await expect
    .poll(async () => (await crm(company, `/leads?search=${encodeURIComponent(email)}`))["data"])
    .toMatchObject([{ email }]);
}
