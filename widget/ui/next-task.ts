/** Resolves in a task of its own, so that the browser can paint, and answer the visitor, between the parts of a long work. */
export function nextTask(): Promise<void> {
  return new Promise((go) => {
    setTimeout(go);
  });
}
