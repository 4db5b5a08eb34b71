// Copy buttons and the marked place in the contents. The page is whole without any of it.
(() => {
  const contents = document.getElementById("contents");
  const linkTo = (part) => {
    const id = part.id || part.querySelector("h2")?.id || "top";
    return contents.querySelector(`a[href="#${CSS.escape(id)}"]`);
  };

  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") !== null && contents.matches(":popover-open")) contents.hidePopover();
  });
  async function copy(code, button) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
    setTimeout(() => {
      button.textContent = "Copy";
    }, 1600);
  }

  for (const code of document.querySelectorAll(".sample code, .block code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(code, button));
    (code.closest("figure")?.querySelector("figcaption") ?? code.closest(".block")).append(button);
  }

  // The contents scroll by themselves: scrollIntoView would move the page too.
  function keepInView(link) {
    if (link === null || contents.contains(document.activeElement)) return;
    const place = link.getBoundingClientRect();
    const frame = contents.getBoundingClientRect();
    if (place.top < frame.top) contents.scrollTop -= frame.top - place.top + 40;
    if (place.bottom > frame.bottom) contents.scrollTop += place.bottom - frame.bottom + 40;
  }

  let current = null;
  const watcher = new IntersectionObserver(
    (entries) => {
      const entering = entries.findLast((entry) => entry.isIntersecting);
      if (entering === undefined) return;
      current?.removeAttribute("aria-current");
      current = linkTo(entering.target);
      current?.setAttribute("aria-current", "true");
      keepInView(current);
    },
    { rootMargin: "-15% 0px -85% 0px" },
  );
  for (const part of document.querySelectorAll(".operation, .chapter")) watcher.observe(part);
})();
