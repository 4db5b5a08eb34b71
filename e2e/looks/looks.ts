import { expect, type Page } from "playwright/test";

type Media = NonNullable<Parameters<Page["emulateMedia"]>[0]>;

/** One way to look at the chat. */
export interface Look {
  readonly name: string;
  readonly media?: Media;
  /** What the page asks of the chat; else it follows the visitor's system and the page's language. */
  readonly theme?: "light" | "dark";
  readonly locale?: string;
  readonly direction?: "rtl";
}

export const plain: Look = { name: "light" };

export const looks: readonly Look[] = [
  plain,
  { name: "dark", media: { colorScheme: "dark" } },
  { name: "forced colours", media: { forcedColors: "active" } },
  { name: "right to left", locale: "ar", direction: "rtl" },
];

/** The name of the options' button, by which one knows that the late texts speak the language too. */
const options: Readonly<Record<string, string>> = { en: "Options", ar: "خيارات" };

/** Lets the page wear a look, and resolves once the chat has taken it over. */
export async function wear(page: Page, { media, theme = "light", locale = "en", direction }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "reduce", ...media });
  const chosen = media?.colorScheme ? "auto" : theme;
  await page.evaluate(
    ([theme, locale, direction]) => {
      const { Valethon } = window as unknown as { Valethon: (name: string, value?: string) => void };
      document.documentElement.dir = direction ?? "";
      Valethon("setTheme", theme);
      Valethon("setLocale", locale);
    },
    [chosen, locale, direction] as const,
  );
  await expect(page.locator("valethon-chat")).toHaveAttribute("theme", chosen);
  const panel = page.getByRole("dialog");
  if (!(await panel.isVisible())) return;
  await expect(panel).toHaveAttribute("lang", locale);
  await expect(panel.getByRole("button", { name: options[locale] ?? "", exact: true })).toBeVisible();
}
