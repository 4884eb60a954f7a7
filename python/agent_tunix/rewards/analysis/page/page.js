// Light and dark, plots, filters, links to examples, printing. Nothing is fetched and nothing is stored.
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
    vegaEmbed(chart, drawings[chart.dataset.plot], options).then(({ view }) => {
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
  const texts = examples.map((example) => all("pre", example).map((pre) => pre.textContent).join("\n").toLowerCase());
  const filters = one("filters");
  const more = one("more");
  let limit = PAGE;

  const within = (text, low, high) =>
    (low === "" && high === "") ||
    (text !== "" && (low === "" || Number(text) >= Number(low)) && (high === "" || Number(text) <= Number(high)));

  const passes = (example, at, wanted) =>
    (!wanted.reason || example.dataset.reason === wanted.reason) &&
    (!wanted.source || example.dataset.source === wanted.source) &&
    within(example.dataset.reward, wanted.least, wanted.highest) &&
    within(example.dataset.step, wanted.first, wanted.last) &&
    texts[at].includes(wanted.text.toLowerCase());

  const sorted = (found, order) => {
    if (!order) return found;
    const key = order.replace("-", "");
    const sign = order.startsWith("-") ? -1 : 1;
    // What has no number comes last either way.
    const value = (example) => (example.dataset[key] === "" ? Infinity : sign * Number(example.dataset[key]));
    return [...found].sort((a, b) => value(a) - value(b) || 0);
  };

  const apply = () => {
    const wanted = Object.fromEntries(new FormData(filters));
    const found = sorted(examples.filter((example, at) => passes(example, at, wanted)), wanted.order);
    const shown = new Set(found.slice(0, limit));
    for (const example of examples) example.hidden = !shown.has(example);
    list.append(...found);
    const all = found.length === examples.length;
    const filtered = all ? `${found.length} examples` : `${found.length} of ${examples.length} examples`;
    one("count").textContent = shown.size < found.length ? `${filtered}, the first ${shown.size} shown` : filtered;
    more.hidden = shown.size >= found.length;
  };

  filters.addEventListener("input", () => { limit = PAGE; apply(); });
  filters.addEventListener("submit", (event) => event.preventDefault());
  // A form is reset after its event.
  filters.addEventListener("reset", () => setTimeout(() => { limit = PAGE; apply(); }));
  more.addEventListener("click", () => {
    const first = examples.filter((example) => !example.hidden).length;
    limit += PAGE;
    apply();
    all(".example:not([hidden])", list)[first]?.querySelector("summary").focus();
  });
  apply();

  const follow = () => {
    const target = one(decodeURIComponent(location.hash.slice(1)));
    if (!target?.classList.contains("example")) return;
    if (target.hidden) {
      filters.reset();
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
