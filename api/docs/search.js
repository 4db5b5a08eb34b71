// The search. The page is whole without it.
(() => {
  const filter = document.getElementById("filter");
  const found = document.getElementById("found");
  const more = document.getElementById("more");
  const contents = document.getElementById("contents");
  const linkTo = (id) => contents.querySelector(`a[href="#${CSS.escape(id)}"]`);

  /** What a part is called, and everything that it says: parameters, fields and errors too, folded away or not. */
  const partOf = (element) => {
    const text = element.querySelector(".about") ?? element;
    const heading = element.querySelector("h1, h2, h3");
    const name = (element.dataset.words ?? heading?.textContent ?? "").toLowerCase();
    const link = linkTo(element.id || element.querySelector("h2")?.id || "top");
    return { element, text, link, name, words: `${name} ${text.textContent.toLowerCase()}` };
  };
  const parts = [...document.querySelectorAll(".operation, .chapter")].map(partOf);

  function show({ element, link }, matches) {
    element.hidden = !matches;
    if (link.parentElement.localName === "li") link.parentElement.hidden = !matches;
  }

  const wantedWords = () => filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const isCalled = ({ name }, wanted) => wanted.every((word) => name.includes(word));

  /** Parts that are called so; those that only mention it when there are none, or when asked for. */
  function find(wanted) {
    const named = parts.filter((part) => isCalled(part, wanted));
    const all = parts.filter(({ words }) => wanted.every((word) => words.includes(word)));
    return { all, shown: named.length === 0 || mentions ? all : named };
  }

  function tell({ all, shown }) {
    found.textContent =
      shown.length > 0
        ? `${shown.length} found`
        : `Nothing matches “${filter.value.trim()}”. Esc shows everything again.`;
    more.hidden = all.length === shown.length;
    more.textContent = `${all.length - shown.length} more mention it`;
  }

  /** Folds that hold what was looked for stand open, and it is marked. */
  let unfolded = [];
  function point(shown, wanted) {
    for (const fold of unfolded) fold.open = false;
    const holds = (node) => wanted.some((word) => node.textContent.toLowerCase().includes(word));
    const folds = shown.filter((part) => !isCalled(part, wanted));
    unfolded = folds.flatMap(({ text }) => [...text.querySelectorAll("details:not([open])")].filter(holds));
    for (const fold of unfolded) fold.open = true;
    CSS.highlights?.set("found", new Highlight(...shown.flatMap(({ text }) => rangesIn(text, wanted)).slice(0, 2000)));
  }

  function rangesIn(element, wanted) {
    const ranges = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.data.toLowerCase();
      for (const word of wanted) {
        for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          ranges.push(range);
        }
      }
    }
    return ranges;
  }

  let mentions = false;
  let hits = [];
  function search() {
    const wanted = wantedWords();
    const isSearching = wanted.length > 0;
    const result = find(wanted);
    hits = isSearching ? result.shown : [];
    for (const part of parts) show(part, result.shown.includes(part));
    for (const group of document.querySelectorAll(".group, .section")) {
      group.hidden = group.querySelector("li:not([hidden]), .operation:not([hidden])") === null;
    }
    document.body.classList.toggle("searching", isSearching);
    tell(result);
    point(hits, wanted);
    if (!isSearching) found.textContent = "";
    scrollTo(0, 0);
  }

  /** Everything again, at the first hit; where that only mentions what was looked for, at its first mention. */
  function goToFirst() {
    const [first] = hits;
    if (first === undefined) return;
    const wanted = wantedWords();
    unfolded = unfolded.filter((fold) => !first.element.contains(fold));
    filter.value = "";
    search();
    filter.blur();
    history.pushState(null, "", first.link.hash);
    first.element.scrollIntoView();
    const [mention] = isCalled(first, wanted) ? [] : rangesIn(first.text, wanted);
    if (mention === undefined) return;
    CSS.highlights?.set("found", new Highlight(mention));
    mention.startContainer.parentElement.scrollIntoView({ block: "center" });
  }

  more.addEventListener("click", () => {
    mentions = true;
    search();
    filter.focus();
  });
  filter.addEventListener("input", () => {
    mentions = false;
  });
  document.getElementById("search").hidden = false;
  filter.addEventListener("input", search);
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select") !== null;
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
      filter.select();
    }
    if (event.key === "Enter" && event.target === filter) goToFirst();
    if (event.key === "Escape" && event.target === filter) {
      filter.value = "";
      search();
    }
  });

  // A link into what the search hides shows everything again.
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.closest("[hidden]") == null) return;
    filter.value = "";
    search();
    target.scrollIntoView();
  });
})();
