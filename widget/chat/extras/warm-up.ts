const nextTask = (): Promise<void> =>
  new Promise((go) => {
    setTimeout(go);
  });

/**
 * Lets the browser write its first date before there is one to show, in a task of its own. Chromium then looks up which
 * languages it knows: 17 ms of a quick machine, as long as all that a first message is shown by. Once a page.
 */
export async function warmUp(locale: string): Promise<void> {
  await nextTask();
  new Date().toLocaleTimeString(locale, { timeStyle: "short" });
  await nextTask();
}
