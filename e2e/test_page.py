"""The page of an analysis in a real browser, as people use it: by pointer, by keys alone, on a phone, on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from tests.analyses import empty_analysis, make_analysis

from agent_tunix.rewards import analyze
from agent_tunix.rewards.analysis.page import render

EXAMPLES, RECORDS = 120, 4000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "these tests need a browser: apt-get install chromium"
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render(make_analysis(EXAMPLES, 60)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of records that were analysed, most of which it refers to nowhere."""
    at = np.arange(RECORDS)
    found = analyze({
        "step": at // 16,
        "group": at // 8,
        "prompt": [f"What is {group} of 10?" for group in at // 8],
        "response": [f"The response {row} says <b>{row % 97}</b> \u202e!" + " Word." * (row % 50) for row in at],
        "reward": (at % 5) / 4,
        "reason": np.where(at % 5 == 4, "correct", np.where(at % 2, "close", "wrong_value")),
    })  # fmt: skip
    path = tmp_path_factory.mktemp("page") / "records.html"
    found.save(path)
    return path


class Reader:
    """A page that is open, and what went wrong on it."""

    def __init__(self, browser: Browser, path: Path, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        if options.get("java_script_enabled", True):
            self.wait()

    def wait(self) -> None:
        """Wait until all is drawn and unpacked."""
        self.page.wait_for_function("!document.querySelector('.chart:not([data-drawn]), #list:not([data-ready])')")

    def shown(self) -> list[str]:
        """Return the ids of the examples that are shown."""
        ids: list[str] = self.page.eval_on_selector_all(".example", "all => all.map(one => one.id)")
        return ids

    def cells(self, name: str) -> list[str]:
        """Return what the shown records have in one column."""
        return [text.removeprefix("step ") for text in self.page.locator(f".example summary .{name}").all_inner_texts()]

    def width(self) -> int:
        """Return how wide the page is."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth")
        return width

    def colour(self, selector: str, what: str = "backgroundColor") -> str:
        """Return a colour as it is drawn."""
        found: str = self.page.eval_on_selector(selector, f"one => getComputedStyle(one).{what}")
        return found


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Any]:
    opened: list[Reader] = []

    def start(path: Path, **options: Any) -> Reader:
        opened.append(Reader(browser, path, **options))
        return opened[-1]

    yield start
    for reader in opened:
        reader.context.close()
    for reader in opened:
        assert reader.said == []
        assert [url for url in reader.asked if not url.startswith("file:")] == []
        assert len(reader.asked) == 1


def test_all_plots_are_drawn(open_page: Any, file: Path) -> None:
    reader = open_page(file)
    charts = reader.page.locator(".chart")
    assert charts.count() == reader.page.locator(".chart svg").count() >= 16
    for at in range(charts.count()):
        box = charts.nth(at).locator("svg").bounding_box()
        assert box["width"] > 150, charts.nth(at).get_attribute("data-plot")
        assert box["height"] > 60
        assert len(charts.nth(at).get_attribute("aria-label")) > 40
    # Lines, bands, cells and bars, and not only axes.
    assert reader.page.locator("#plot-reward_over_training svg path").count() > 60
    assert reader.page.locator("#plot-correlation svg text", has_text="check_answer").count() >= 1
    assert "NaN" not in reader.page.locator("main").inner_html()


def test_pointing_at_a_plot_shows_its_numbers(open_page: Any, file: Path) -> None:
    reader = open_page(file)
    chart = reader.page.locator("#plot-reward_over_training svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    reader.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tooltip = reader.page.locator("#vg-tooltip-element.visible")
    tooltip.wait_for()
    text = tooltip.inner_text()
    assert "Steps" in text
    assert "Mean" in text
    assert "90% are below" in text


def test_the_legend_brings_a_series_forward(open_page: Any, file: Path) -> None:
    reader = open_page(file)
    plot = reader.page.locator("#plot-components_over_training")
    keys = plot.locator("button.key")
    assert keys.count() == 3

    def opacities() -> set[str]:
        found: list[str] = plot.locator("svg .mark-line path").evaluate_all(
            "all => all.map(one => getComputedStyle(one).opacity)"
        )
        return set(found)

    assert opacities() == {"1"}
    keys.first.focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_timeout(200)
    assert keys.first.get_attribute("aria-pressed") == "true"
    assert opacities() == {"1", "0.15"}
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_timeout(200)
    assert opacities() == {"1"}


def test_filters_let_through_what_they_say(open_page: Any, file: Path) -> None:
    reader = open_page(file)
    page = reader.page
    status = page.locator("#count")
    assert status.inner_text() == f"{EXAMPLES} records, 1 to 25 shown"
    assert len(reader.shown()) == 25

    page.select_option("[name=reason]", "close")
    assert set(reader.cells("reason")) == {"close"}
    assert status.inner_text() == f"{EXAMPLES // 6} of {EXAMPLES} records"
    page.select_option("[name=source]", "inferred")
    facts = page.locator(".example .facts").all_text_contents()
    assert len(facts) == EXAMPLES // 12
    assert all("Answer frominferred" in text.replace("\n", "") for text in facts)
    page.click("[type=reset]")
    assert status.inner_text().startswith(f"{EXAMPLES} records")

    page.fill("[name=least]", "0.4")
    page.fill("[name=highest]", "0.6")
    assert set(reader.cells("reward")) == {"0.5"}
    page.click("[type=reset]")

    page.fill("[name=first]", "100")
    page.fill("[name=last]", "140")
    assert {100 <= int(step) <= 140 for step in reader.cells("step")} == {True}
    page.click("[type=reset]")

    page.fill("[name=text]", "THE ANSWER IS 56")
    assert all("the answer is 56" in text.lower() for text in page.locator(".example").all_text_contents())
    assert 0 < len(reader.shown()) < EXAMPLES
    page.fill("[name=text]", "no response says this")
    assert reader.shown() == []
    assert status.inner_text() == f"0 of {EXAMPLES} records"
    page.click("[type=reset]")

    page.select_option("[name=order]", "-reward")
    rewards = [float(text) for text in reader.cells("reward")]
    assert rewards == sorted(rewards, reverse=True)
    assert rewards[0] == 1


def test_filters_stand_in_the_address(open_page: Any, file: Path) -> None:
    page = open_page(file).page
    page.select_option("[name=reason]", "close")
    page.fill("[name=least]", "0.4")
    address = page.evaluate("location.href")
    assert address.endswith("#reason=close&least=0.4")
    reader = open_page(file)
    reader.page.goto(address)
    reader.page.reload()
    reader.wait()
    reader.asked.clear()
    reader.asked.append(address)
    assert set(reader.cells("reason")) == {"close"}
    assert reader.page.input_value("[name=least]") == "0.4"
    reader.page.click("[type=reset]")
    assert reader.page.evaluate("location.hash") == "#examples"


def test_all_responses_of_a_prompt_stand_side_by_side(open_page: Any, file: Path) -> None:
    page = open_page(file).page
    page.locator("#example-5 summary").click()
    page.locator("#example-5 a[href='#group-1']").click()
    page.wait_for_timeout(200)
    texts = page.locator("#group-1 .beside pre")
    assert texts.count() == 4
    # All at one moment, because the page may still be scrolling.
    boxes = texts.evaluate_all("all => all.map(each => each.getBoundingClientRect()).map(box => [box.x, box.y])")
    assert [x for x, _ in boxes] == sorted({x for x, _ in boxes})
    assert len({y for _, y in boxes}) == 1


def test_a_finding_leads_to_its_plot(open_page: Any, file: Path) -> None:
    page = open_page(file).page
    page.locator("#findings a[href='#plot-components_over_training']").click()
    page.wait_for_timeout(600)
    box = page.locator("#plot-components_over_training").bounding_box()
    assert 0 <= box["y"] < 900


def test_pages_are_turned(open_page: Any, file: Path) -> None:
    reader = open_page(file)
    page = reader.page
    above, below = page.locator(".pager").first, page.locator(".pager").last
    assert above.locator("button:disabled").all_inner_texts() == ["First", "Back"]
    above.get_by_text("Next").click()
    assert reader.shown()[0] == "example-25"
    assert page.evaluate("location.hash") == "#page=2"
    below.get_by_text("Last").click()
    assert len(reader.shown()) == EXAMPLES % 25
    assert above.locator(".at").inner_text() == "5 of 5"
    # The focus is not lost with the button that can't be pressed again.
    assert page.evaluate("document.activeElement.parentElement.id") == "example-100"
    page.select_option("[name=reason]", "close")
    assert page.evaluate("location.hash") == "#reason=close"
    assert not above.is_visible()


def test_every_record_is_there(open_page: Any, records: Path) -> None:
    reader = open_page(records)
    page = reader.page
    assert page.locator("#which").inner_text().startswith("Every record.")
    assert page.locator("#count").inner_text() == f"{RECORDS:,} records, 1 to 25 shown"
    page.fill("[name=text]", "response 1234 says")
    assert len(reader.shown()) == 1
    example = page.locator(".example")
    example.locator("summary").click()
    assert "response 1234 says <b>70</b> ⟨U+202E⟩!" in example.locator("pre").nth(1).inner_text()
    assert example.locator("pre").first.inner_text() == "What is 154 of 10?"
    # All responses of its group.
    example.get_by_text("all of it").click()
    page.wait_for_timeout(200)
    assert len(reader.shown()) == 8
    assert page.evaluate("location.hash").startswith("#group=")
    # A record's own address opens it, whatever the filters are.
    reader.page.goto(f"{records.as_uri()}#example-{RECORDS - 1}")
    reader.page.reload()
    reader.wait()
    reader.asked[1:] = []
    last = page.locator(f"#example-{RECORDS - 1}")
    assert last.get_attribute("open") is not None
    assert page.evaluate("document.scripts.length") == 4


def test_examples_open_and_links_lead_to_them(open_page: Any, file: Path) -> None:
    reader = open_page(file)
    page = reader.page
    example = page.locator("#example-1")
    example.locator("summary").click()
    assert example.locator("pre").nth(1).is_visible()
    assert "Janet" in example.locator("pre").nth(1).inner_text()
    assert "match_format_exactly" in example.inner_text()

    # A link opens its example even where a filter hides it.
    page.select_option("[name=reason]", "no_answer")
    assert "example-7" not in reader.shown()
    page.locator("#findings a[href='#example-7']").click()
    page.wait_for_timeout(300)
    assert page.locator("#example-7").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.parentElement.id") == "example-7"
    assert page.locator("#example-7 summary").is_visible()


def test_hostile_text_stays_text(open_page: Any, file: Path) -> None:
    reader = open_page(file)
    page = reader.page
    page.locator("#example-0 summary").click()
    text = page.locator("#example-0 pre").nth(1).inner_text()
    assert text.startswith(
        "<script>alert(1)</script><img src=x onerror=alert(2)>⟨U+0000⟩⟨U+001B⟩[31m⟨U+D800⟩ ⟨U+202E⟩gnp.exe⟨U+202C⟩"
    )
    assert "more characters" in text
    assert page.locator("#example-0 img, #example-0 script").count() == 0
    assert page.evaluate("document.scripts.length") == 4
    assert reader.width() == 1280


def test_keys_alone_are_enough(open_page: Any, file: Path) -> None:
    page = open_page(file).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached: list[str] = []
    opened = False
    for _ in range(400):
        page.keyboard.press("Tab")
        what = page.evaluate(
            "(one => one.id || one.name || (one.parentElement.id && one.tagName + ' ' + one.parentElement.id)"
            " || one.tagName + ' ' + one.textContent.trim())(document.activeElement)"
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", what
        reached.append(what)
        if what == "reason":
            # The first letter chooses, as in any list.
            page.keyboard.type("clo")
        if what.startswith("SUMMARY example-"):
            page.keyboard.press("Enter")
            opened = page.evaluate("document.activeElement.parentElement.open")
            break
    assert opened
    assert {"reason", "source", "least", "highest", "first", "last", "text", "order"} <= set(reached)
    assert page.evaluate("document.activeElement.querySelector('.reason').textContent") == "close"


def test_light_and_dark(open_page: Any, file: Path) -> None:
    light, dark = open_page(file, color_scheme="light"), open_page(file, color_scheme="dark")
    line = "#plot-reward_over_training svg .mark-line path"
    for selector, what in (("body", "backgroundColor"), ("body", "color"), (line, "stroke")):
        assert light.colour(selector, what) != dark.colour(selector, what)
    assert light.page.locator("#theme").get_attribute("aria-pressed") == "false"
    assert dark.page.locator("#theme").get_attribute("aria-pressed") == "true"
    light.page.click("#theme")
    dark.page.click("#theme")
    for selector, what in (("body", "backgroundColor"), ("body", "color"), (line, "stroke")):
        one, other = open_page(file, color_scheme="dark"), open_page(file, color_scheme="light")
        assert light.colour(selector, what) == one.colour(selector, what)
        assert dark.colour(selector, what) == other.colour(selector, what)


def test_a_phone_need_not_scroll_sideways(open_page: Any, file: Path) -> None:
    reader = open_page(file, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    reader.page.locator("#example-0 summary").click()
    for summary in reader.page.locator(".numbers > summary").all():
        summary.click()
    assert reader.width() == 360
    for chart in reader.page.locator(".chart svg").all():
        box = chart.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_plots_follow_the_window(open_page: Any, file: Path) -> None:
    reader = open_page(file)
    chart = reader.page.locator("#plot-reward_over_training svg")
    wide = chart.bounding_box()["width"]
    reader.page.set_viewport_size({"width": 500, "height": 800})
    reader.page.wait_for_timeout(400)
    assert chart.bounding_box()["width"] < wide / 2
    assert reader.width() == 500


def test_paper_is_light_and_has_no_controls(open_page: Any, file: Path, tmp_path: Path) -> None:
    reader = open_page(file, color_scheme="dark")
    page = reader.page
    page.emulate_media(media="print", color_scheme="dark")
    assert reader.colour("body") == "rgb(255, 255, 255)"
    assert reader.colour(".plot h3", "color") == "rgb(27, 31, 36)"
    for selector in ("nav", "#theme", "#filters", ".pager", ".numbers"):
        assert not page.locator(selector).first.is_visible(), selector
    # Before printing the first examples are opened, unless the reader opened some; then they are as before.
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    assert page.locator(".example[open]").count() == 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".example[open]").count() == 8
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".example[open]").count() == 0


def test_without_scripts_the_numbers_are_there(open_page: Any, file: Path) -> None:
    page = open_page(file, java_script_enabled=False).page
    assert "need JavaScript" in page.locator("noscript").inner_text()
    assert page.locator(".example").count() == EXAMPLES
    page.locator("#example-3 summary").click()
    assert page.locator("#example-3 pre").first.is_visible()
    assert not page.locator("#filters").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_stands_in_the_way_of_assistive_tools(browser: Browser, file: Path, scheme: Any, width: int) -> None:
    # The page's policy would forbid axe as well.
    reader = Reader(browser, file, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    reader.page.locator("#example-0 summary").click()
    for summary in reader.page.locator(".numbers > summary").all():
        summary.click()
    found = Axe().run(reader.page)
    reader.context.close()
    assert found.violations_count == 0, found.generate_report()


def test_an_analysis_of_next_to_nothing(open_page: Any, tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_text(render(empty_analysis()), encoding="utf-8")
    reader = open_page(path)
    assert "No response was judged." in reader.page.locator("header").inner_text()
    assert reader.page.locator(".chart").count() == 0
    reader.page.click("#theme")
