/** The keys of every table: `/` goes to its search, `j` and `k` from row to row. */
export function listKey(event: KeyboardEvent, root: ParentNode): void {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
  const busy = event
    .composedPath()
    .some((node) => node instanceof HTMLElement && node.matches("input, textarea, select, dialog"));
  if (!plain || busy) return;
  if (event.key === "/") {
    event.preventDefault();
    root.querySelector<HTMLInputElement>(".search input")?.focus();
  } else if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    step(root, event.key === "j" ? 1 : -1);
  }
}

function step(root: ParentNode, by: 1 | -1): void {
  const links = [...root.querySelectorAll<HTMLElement>(".cover")];
  const at = links.findIndex((link) => link.matches(":focus"));
  links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}
