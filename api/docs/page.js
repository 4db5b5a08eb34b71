// Search, copy buttons and the marked place in the contents. The page is whole without any of it.
(() => {
  const filter = document.getElementById("filter");
  const found = document.getElementById("found");
  const contents = document.getElementById("contents");
  const linkTo = (id) => contents.querySelector(`a[href="#${CSS.escape(id)}"]`);

  const wordsOf = (part) => part.dataset.words ?? part.textContent.toLowerCase();
  const parts = [...document.querySelectorAll(".operation, .chapter")].map((element) => ({
    element,
    words: wordsOf(element),
    link: linkTo(element.id || element.querySelector("h2")?.id || "top"),
  }));

  function show({ element, link }, matches) {
    element.hidden = !matches;
    if (link.parentElement.localName === "li") link.parentElement.hidden = !matches;
  }

  function summary(count) {
    if (count > 0) return `${count} found`;
    return `Nothing matches “${filter.value.trim()}”. Esc shows everything again.`;
  }

  function search() {
    const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = parts.filter(({ words }) => wanted.every((word) => words.includes(word)));
    for (const part of parts) show(part, matching.includes(part));
    for (const group of document.querySelectorAll(".group, .section")) {
      group.hidden = group.querySelector("li:not([hidden]), .operation:not([hidden])") === null;
    }
    document.body.classList.toggle("searching", wanted.length > 0);
    found.textContent = wanted.length === 0 ? "" : summary(matching.length);
    scrollTo(0, 0);
  }

  document.getElementById("search").hidden = false;
  filter.addEventListener("input", search);
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select") !== null;
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
      filter.select();
    }
    if (event.key === "Escape" && event.target === filter) {
      filter.value = "";
      search();
    }
  });

  // A link into what the search hides shows everything again.
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") !== null && contents.matches(":popover-open")) contents.hidePopover();
  });
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.closest("[hidden]") == null) return;
    filter.value = "";
    search();
    target.scrollIntoView();
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

  for (const code of document.querySelectorAll(".sample code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(code, button));
    code.closest("figure").querySelector("figcaption").append(button);
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
      current = parts.find(({ element }) => element === entering.target)?.link ?? null;
      current?.setAttribute("aria-current", "true");
      keepInView(current);
    },
    { rootMargin: "-15% 0px -85% 0px" },
  );
  for (const { element } of parts) watcher.observe(element);
})();
