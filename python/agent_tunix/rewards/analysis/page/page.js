// Light and dark, plots, filters, links to examples, printing. Nothing is fetched; the address alone keeps the filters.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  for (const element of all(".needs-script")) element.hidden = false;

  // The reader's system decides until the button is pressed.
  const theme = one("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const showTheme = () => {
    const chosen = document.documentElement.dataset.theme;
    theme.setAttribute("aria-pressed", String(chosen ? chosen === "dark" : system.matches));
  };
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = theme.getAttribute("aria-pressed") === "true" ? "light" : "dark";
    showTheme();
  });
  system.addEventListener("change", showTheme);
  showTheme();

  // Expressions are interpreted, so that the page's policy need not allow code made of text.
  const drawings = JSON.parse(one("drawings").textContent);
  const options = {
    mode: "vega-lite", renderer: "svg", ast: true, actions: false, defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  };
  for (const chart of all(".chart")) {
    // The figure says in words what it shows, and its table in numbers; Vega would write over what the figure says.
    const place = document.createElement("div");
    place.setAttribute("aria-hidden", "true");
    chart.append(place);
    vegaEmbed(place, drawings[chart.dataset.plot], options).then(({ view }) => {
      const keys = all("button.key", chart.parentElement);
      for (const key of keys) {
        key.addEventListener("click", () => {
          const on = key.getAttribute("aria-pressed") !== "true";
          for (const other of keys) other.setAttribute("aria-pressed", String(on && other === key));
          view.signal("chosen", on ? key.dataset.series : "").runAsync();
        });
      }
      chart.dataset.drawn = "";
    });
  }

  // Examples: a few at a time, those that the filters let through.
  const list = one("list");
  if (!list) return;
  const PAGE = 25;
  const examples = all(".example", list);
  const texts = new Map(
    examples.map((example) => [example, all("pre", example).map((pre) => pre.textContent).join("\n").toLowerCase()]),
  );
  const filters = one("filters");
  const more = one("more");
  let limit = PAGE;
  let order = "";
  let inOrder = examples;

  const within = (text, low, high) =>
    (low === "" && high === "") ||
    (text !== "" && (low === "" || Number(text) >= Number(low)) && (high === "" || Number(text) <= Number(high)));

  const passes = (example, wanted) =>
    (!wanted.reason || example.dataset.reason === wanted.reason) &&
    (!wanted.source || example.dataset.source === wanted.source) &&
    within(example.dataset.reward, wanted.least, wanted.highest) &&
    within(example.dataset.step, wanted.first, wanted.last) &&
    texts.get(example).includes(wanted.text.toLowerCase());

  const sorted = (order) => {
    if (!order) return examples;
    const key = order.replace("-", "");
    const sign = order.startsWith("-") ? -1 : 1;
    // What has no number comes last either way.
    const value = (example) => (example.dataset[key] === "" ? Infinity : sign * Number(example.dataset[key]));
    return [...examples].sort((a, b) => value(a) - value(b) || 0);
  };

  const apply = () => {
    const wanted = Object.fromEntries(new FormData(filters));
    if (wanted.order !== order) {
      order = wanted.order;
      inOrder = sorted(order);
      list.append(...inOrder);
    }
    const found = inOrder.filter((example) => passes(example, wanted));
    const shown = new Set(found.slice(0, limit));
    for (const example of examples) example.hidden = !shown.has(example);
    const filtered = found.length === examples.length ? `${found.length} examples` : `${found.length} of ${examples.length} examples`;
    one("count").textContent = shown.size < found.length ? `${filtered}, the first ${shown.size} shown` : filtered;
    more.hidden = shown.size >= found.length;
  };

  // The filters stand in the address, so that a view can be sent to others: #reason=close&least=0.4
  const remember = () => {
    const set = [...new FormData(filters)].filter(([, value]) => value !== "");
    history.replaceState(null, "", set.length ? `#${new URLSearchParams(set)}` : "#examples");
  };
  const recall = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    for (const field of all("input, select", filters)) field.value = wanted.get(field.name) ?? "";
    limit = PAGE;
    apply();
    one("examples").scrollIntoView({ block: "start" });
  };

  // At once: the browser would clear the fields only after the event.
  const clear = () => {
    for (const field of all("input, select", filters)) field.value = "";
  };

  filters.addEventListener("input", () => { limit = PAGE; apply(); remember(); });
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("reset", (event) => { event.preventDefault(); clear(); limit = PAGE; apply(); remember(); });
  more.addEventListener("click", () => {
    const first = examples.filter((example) => !example.hidden).length;
    limit += PAGE;
    apply();
    all(".example:not([hidden])", list)[first]?.querySelector("summary").focus();
  });
  apply();

  const follow = () => {
    if (location.hash.includes("=")) return recall();
    const target = one(location.hash.slice(1));
    if (target?.classList.contains("prompt")) target.open = true;
    if (!target?.classList.contains("example")) return;
    if (target.hidden) {
      clear();
      limit = examples.length;
      apply();
    }
    target.open = true;
    target.scrollIntoView({ block: "start" });
    target.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);
  // A second click on the same link changes no hash.
  document.addEventListener("click", (event) => {
    if (event.target.closest('a[href^="#example-"]')) setTimeout(follow);
  });
  follow();

  // Texts that scroll are reached by keyboard; which do is known once they are shown.
  list.addEventListener("toggle", ({ target }) => {
    for (const pre of all("pre", target)) if (pre.scrollHeight > pre.clientHeight) pre.tabIndex = 0;
  }, true);

  // On paper: what the reader opened, or else the first few.
  let opened = [];
  addEventListener("beforeprint", () => {
    const shown = all(".example:not([hidden])", list);
    opened = shown.some((example) => example.open) ? [] : shown.slice(0, 8);
    for (const example of opened) example.open = true;
  });
  addEventListener("afterprint", () => {
    for (const example of opened) example.open = false;
  });
})();
