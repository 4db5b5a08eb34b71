import type { Page } from "playwright/test";
import type { Company } from "../support/fixtures.ts";
import type { HostPage } from "../support/host-pages.ts";

/** A page that is not ours, and on which the chat works all the same. */
export interface HostRow {
  /** Ends the sentence "the chat works on …". */
  readonly name: string;
  page(company: Company): HostPage;
  /** What marks an automatic reply in the page's language. */
  readonly replied?: string;
  /** What a page view asks our server for: chat.js unless told. */
  readonly asks?: string;
  /** How often it may ask: once unless told. */
  readonly times?: number;
  /** The page has a Content-Security-Policy, whose reports are counted. */
  readonly policy?: boolean;
  /** What else of the page has to work as before. */
  check?(page: Page): Promise<void>;
}

/** What each page holds of its own; the tests look where it lies and whether it can still be used. */
export const ownContent = `<h1 class="own">Shop</h1><p class="own">We repair printers while you wait.</p>
<label class="own"><input type="checkbox"/> Gift wrap</label>`;
