// Light and dark, plots, records and their filters, links to records, printing. Nothing is fetched; the address alone keeps the filters.
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

  // Records: a few at a time, those that the filters let through. The first ones, the examples, stand in the page; what
  // is known of the others is unpacked here. A browser without the means shows the examples alone.
  const list = one("list");
  if (!list) return;
  const controls = all("#examples .needs-script");
  if (!("DecompressionStream" in window)) {
    for (const element of controls) element.hidden = true;
    return;
  }
  const unpack = async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  };
  unpack(one("records").textContent).then((data) => {
    const PAGE = 25;
    const count = data.reward.length;
    const nodes = all(".example", list);
    const examples = nodes.length;
    const hidden = new RegExp(data.hidden, "gu");
    const filters = one("filters");
    const pagers = all("#examples .pager");
    one("which").textContent = data.which;
    for (const select of all("select", filters)) {
      const names = data.names[select.name] ?? [];
      for (const name of [...names].sort()) select.append(new Option(name, name));
      if (select.name !== "order") select.parentElement.hidden = names.length < 2;
    }
    let inOrder = Array.from({ length: count }, (_, at) => at);
    let order = "";
    let found = inOrder;
    let page = 1;

    const named = (what, at) => data.names[what][data[what][at]] ?? "";
    const number = (value) => value === null || value === undefined ? "–"
      : (Number.isInteger(value) || Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)))
        .toLocaleString("en-US", { maximumFractionDigits: 6 }).replace("-", "−");
    // What a model wrote is only ever text; hidden characters are shown by their names.
    const show = (text) => text.replace(/\r\n/g, "\n").replace(hidden, (run) =>
      [...run].map((sign) => `⟨U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`).join(""));
    const make = (tag, name, ...children) => {
      const element = document.createElement(tag);
      if (name) element.className = name;
      element.append(...children);
      return element;
    };
    const textsOf = (at) => at < examples ? {} : {
      Prompt: data.prompts[data.prompt[at - examples]], Response: data.response[at - examples],
      "Ground truth": data.truth[at - examples], "Answer that was read": data.answer[at - examples],
    };

    const groupLink = (group) => {
      const link = make("a", "", `${number(group)}, all of it`);
      link.href = `#group=${group}`;
      return link;
    };
    for (const span of all(".example .group", list)) {
      span.replaceWith(groupLink(data.group[nodes.indexOf(span.closest(".example"))]));
    }

    const facts = (name, rows) => make("dl", name, ...rows.filter(([, value]) => value !== "" && value !== null).map(
      ([key, value]) => make("div", "", make("dt", "", key), make("dd", "", value)),
    ));
    const draw = (at) => {
      const texts = textsOf(at);
      const line = [...show(texts.Response.slice(-400)).trim().replace(/\s+/g, " ")];
      const summary = make("summary", "",
        make("span", "id", String(at)), make("span", "reward", number(data.reward[at])),
        make("span", "reason", named("reason", at) || "–"),
        make("span", "step", data.step[at] === null ? "" : `step ${number(data.step[at])}`),
        make("span", "excerpt", make("bdi", "", (line.length > 90 ? "… " : "") + line.slice(-90).join("") || "(blank)")));
      const inside = make("div", "inside", facts("facts", [
        ["Reason", named("reason", at)], ["Answer from", named("source", at)], ["Run", named("run", at)],
        ["Step", data.step[at] === null ? null : number(data.step[at])],
        ["Group", data.group[at] === null ? null : groupLink(data.group[at])],
        ["Language", named("language", at)], ["Length", `${number(data.length[at])} characters`],
      ]), facts("components", Object.entries(data.components).map(([name, values]) => [show(name), number(values[at])])));
      const whole = ["Prompt", "Response"];
      inside.append(make("div", "texts", ...Object.entries(texts).filter(([, text]) => text).map(([key, text]) => {
        const pre = make("pre", "", show(text));
        pre.dir = "auto";
        return make("div", whole.includes(key) ? "whole" : "", make("h3", "", key), pre);
      })));
      const details = make("details", "example", summary, inside);
      details.id = `example-${at}`;
      return details;
    };
    const node = (at) => (nodes[at] ??= draw(at));

    // All texts of a record in small letters, made when something is looked for.
    let small = null;
    const contains = (at, text) => {
      small ??= inOrder.map((_, place) => (place < examples
        ? all("pre", nodes[place]).map((pre) => pre.textContent)
        : Object.values(textsOf(place))).join("\n").toLowerCase());
      return small[at].includes(text);
    };
    const within = (value, low, high) =>
      (low === "" && high === "") ||
      (value !== null && (low === "" || value >= Number(low)) && (high === "" || value <= Number(high)));
    const passes = (at, wanted) =>
      ["reason", "source", "run"].every((what) => !wanted[what] || named(what, at) === wanted[what]) &&
      within(data.reward[at], wanted.least, wanted.highest) &&
      within(data.step[at], wanted.first, wanted.last) &&
      within(data.group[at], wanted.group, wanted.group) &&
      (wanted.text === "" || contains(at, wanted.text.toLowerCase()));
    const sort = (wanted) => {
      order = wanted;
      inOrder = Array.from({ length: count }, (_, at) => at);
      if (!order) return;
      const values = data[order.replace("-", "")];
      const sign = order.startsWith("-") ? -1 : 1;
      // What has no number comes last either way.
      const value = (at) => (values[at] === null ? Infinity : sign * values[at]);
      inOrder.sort((a, b) => value(a) - value(b) || a - b);
    };

    const turn = (to) => {
      const last = Math.max(Math.ceil(found.length / PAGE), 1);
      page = Math.min(Math.max(to, 1), last);
      const shown = found.slice((page - 1) * PAGE, page * PAGE).map(node);
      list.replaceChildren(...shown);
      const what = found.length === count ? `${number(count)} records` : `${number(found.length)} of ${number(count)} records`;
      const from = (page - 1) * PAGE;
      one("count").textContent = last > 1 ? `${what}, ${number(from + 1)} to ${number(from + shown.length)} shown` : what;
      for (const pager of pagers) {
        pager.hidden = last === 1;
        pager.querySelector(".at").textContent = `${number(page)} of ${number(last)}`;
        for (const button of all("button", pager)) {
          const aim = { first: 1, back: page - 1, on: page + 1, last }[button.dataset.turn];
          button.disabled = aim < 1 || aim > last || aim === page;
          button.onclick = () => {
            turn(aim);
            remember();
            // A button that can't be pressed any more loses the focus.
            if (button.disabled) list.querySelector("summary").focus({ preventScroll: true });
            if (pager !== pagers[0]) one("examples").scrollIntoView({ block: "start" });
          };
        }
      }
    };
    const apply = (to = 1) => {
      const wanted = { text: "", least: "", highest: "", first: "", last: "", group: "", ...Object.fromEntries(new FormData(filters)) };
      if (wanted.order !== order) sort(wanted.order);
      found = inOrder.filter((at) => passes(at, wanted));
      turn(to);
    };

    // Filters and page stand in the address, so that a view can be sent to others: #reason=close&least=0.4&page=2
    const remember = () => {
      const set = [...new FormData(filters), ["page", page > 1 ? String(page) : ""]].filter(([, value]) => value !== "");
      history.replaceState(null, "", set.length ? `#${new URLSearchParams(set)}` : "#examples");
    };
    const clear = (wanted = new URLSearchParams()) => {
      for (const field of all("input, select", filters)) field.value = wanted.get(field.name) ?? "";
    };
    const recall = () => {
      const wanted = new URLSearchParams(location.hash.slice(1));
      clear(wanted);
      apply(Number(wanted.get("page")) || 1);
      one("examples").scrollIntoView({ block: "start" });
    };
    filters.addEventListener("input", () => { apply(); remember(); });
    filters.addEventListener("submit", (event) => event.preventDefault());
    // At once: the browser would clear the fields only after the event.
    filters.addEventListener("reset", (event) => { event.preventDefault(); clear(); apply(); remember(); });
    apply();

    const follow = () => {
      if (location.hash.includes("=")) return recall();
      const group = one(location.hash.slice(1));
      if (group?.classList.contains("prompt")) group.open = true;
      const at = Number(location.hash.match(/^#example-(\d+)$/)?.[1] ?? count);
      if (at >= count) return;
      if (!found.includes(at)) {
        clear();
        apply();
      }
      turn(Math.floor(found.indexOf(at) / PAGE) + 1);
      const target = node(at);
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
    list.dataset.ready = "";

    // Texts that scroll are reached by keyboard; which do is known once they are shown.
    list.addEventListener("toggle", ({ target }) => {
      for (const pre of all("pre", target)) if (pre.scrollHeight > pre.clientHeight) pre.tabIndex = 0;
    }, true);

    // On paper: what the reader opened, or else the first few.
    let opened = [];
    addEventListener("beforeprint", () => {
      const shown = all(".example", list);
      opened = shown.some((example) => example.open) ? [] : shown.slice(0, 8);
      for (const example of opened) example.open = true;
    });
    addEventListener("afterprint", () => {
      for (const example of opened) example.open = false;
    });
  });
})();
