"""The page of an analysis: text stays text, nothing is fetched, it stays small, and what is not known is left out."""

from __future__ import annotations

import base64
import copy
import dataclasses
import hashlib
import html
import json
import math
import re
import struct
import subprocess
import sys
import zlib
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses import empty_analysis, make_analysis

from agent_tunix.rewards import analyze
from agent_tunix.rewards.analysis.analysis import RewardAnalysis
from agent_tunix.rewards.analysis.findings.meanings import guide_address
from agent_tunix.rewards.analysis.page import libraries, records, render, save_figures
from agent_tunix.rewards.analysis.page.formatting import embed_json, number, percent, shown
from agent_tunix.rewards.analysis.page.sections import draw_sections
from agent_tunix.rewards.analysis.page.theme import PAGE, PAPER
from agent_tunix.rewards.writing.hidden_characters import HIDDEN, show_hidden

MEGABYTE = 1_000_000
#: Elements that are fetched or that run what they are given, and attributes that name what is fetched or run.
ACTIVE = {"link", "img", "iframe", "object", "embed", "base", "audio", "video", "source", "svg", "portal", "template"}
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</details></section></main></body></html>",
    "</textarea></title></style>",
    "&lt;script&gt;&#0;&amp",
    "{{ 7 * 7 }}{% raw %}",
    "\x00\x1b[31m\r\x7f\x85",
    "\ud800 and \udfff",
    "\u202egnp.exe\u202c\u2066\u2069\u200f",
    "\u2028\u2029\ufeff\u200b\u00ad\U000e0041",
    "javascript:alert(1)",
    "-->",
    "x" * 10_000,
    "\n" * 50 + "a" + "\t" * 50,
]


class Skeleton(HTMLParser):
    """What a page is made of: its elements with their attributes' names, scripts, texts and links."""

    VOID = frozenset({"meta", "input", "br", "hr", "wbr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.open: list[str] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.styles: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        # What marks hidden signs and cuts depends on the text, and holds only text.
        if tag != "span" or dict(attrs).get("class") not in {"hidden-sign", "cut"}:
            self.tags.append((tag, tuple(sorted(name for name, _ in attrs))))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append((dict(attrs), ""))
        if tag == "style":
            self.styles.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif self.open and self.open[-1] == "style":
            self.styles[-1] += data
        else:
            self.text.append(data)


def read(page: str) -> Skeleton:
    skeleton = Skeleton()
    skeleton.feed(page)
    skeleton.close()
    assert skeleton.open == []
    return skeleton


@cache
def usual_page() -> str:
    return render(make_analysis(400, 200))


def fill(value: Any, text: str) -> Any:
    """Return an analysis in which every text is another one; the names of mappings too."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            setattr(value, field.name, fill(getattr(value, field.name), text))
        return value
    if isinstance(value, str):
        return text
    if isinstance(value, list):
        return [fill(item, text) for item in value]
    if isinstance(value, dict):
        return {
            f"{text}{at}" if isinstance(name, str) else name: fill(item, text)
            for at, (name, item) in enumerate(value.items())
        }
    return value


@cache
def skeleton_of_letters() -> list[tuple[str, tuple[str, ...]]]:
    return read(render(fill(make_analysis(3, 3), "abc"), title="abc")).tags


#: Where the links to the guide lead, if the installed package says where that is; else there are none.
GUIDE = (guide_address("page.md") or "page.html").removesuffix("page.html") or "no guide"

texts = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(codec=None), max_size=40)), min_size=1, max_size=4
).map(lambda parts: "a" + "".join(parts))


@settings(max_examples=12, deadline=None)
@given(texts)
def test_no_text_changes_what_the_page_is_made_of(text: str) -> None:
    page = render(fill(make_analysis(3, 3), text), title=text)
    page.encode()
    assert not HIDDEN.search(page.split("<script>", 1)[0])
    skeleton = read(page)
    assert skeleton.tags == skeleton_of_letters()
    drawings = next(script for attributes, script in skeleton.scripts if attributes.get("id") == "drawings")
    assert isinstance(json.loads(drawings), dict)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_responses_are_shown_to_the_letter(text: str) -> None:
    analysis = empty_analysis()
    analysis.examples = make_analysis(2, 3).examples[1:]
    analysis.examples[0].response = text
    shown_text = "".join(read(render(analysis)).text)
    assert show_hidden(text)[:5000] in shown_text


@given(st.text(st.characters(codec=None)))
def test_shown_text_is_the_text_with_its_hidden_signs_named(text: str) -> None:
    markup = str(shown(text))
    assert html.unescape(re.sub(r"<[^>]*>", "", markup)) == show_hidden(text)
    assert not HIDDEN.search(markup)
    assert re.findall(r"<[^>]*>", markup) == ['<span class="hidden-sign">', "</span>"] * (markup.count("<") // 2)


@given(st.text(st.characters(codec=None), max_size=60), st.integers(0, 60))
def test_what_is_cut_off_is_counted(text: str, limit: int) -> None:
    markup = str(shown(text, limit))
    assert ("more character" in markup) == (len(text) > limit)
    assert markup.startswith(str(shown(text[:limit])))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(codec=None)),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec=None)), inner),
    )
)  # fmt: skip
def test_embedded_json_reads_back_and_holds_no_markup(value: Any) -> None:
    text = str(embed_json(value))
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)
    assert text.isascii()


@given(st.floats(-1e300, 1e300) | st.sampled_from([math.nan, math.inf, -math.inf]))
def test_numbers_are_close_to_what_they_stand_for(value: float) -> None:
    text = number(value)
    if math.isfinite(value):
        assert math.isclose(float(text.replace("\u2212", "-").replace(",", "")), value, rel_tol=5.1e-3)
        assert len(text) <= 20
    else:
        assert text == "\u2013"


@given(st.floats(0, 1))
def test_only_nothing_is_no_percent_and_only_all_is_a_hundred(share: float) -> None:
    assert (percent(share) == "0%") == (share == 0)
    assert (percent(share) == "100%") == (share == 1)


def test_nothing_is_fetched() -> None:
    skeleton = read(usual_page())
    assert not {tag for tag, _ in skeleton.tags} & ACTIVE
    for _, name, value in skeleton.attributes:
        assert name not in {"src", "srcset", "action", "formaction", "style", "ping"}
        assert not name.startswith("on")
        assert name != "href" or (value or "").startswith(("#", GUIDE))
    assert not re.search(r"@import|url\(", "".join(skeleton.styles))


def test_the_policy_allows_what_the_page_brings_and_nothing_else() -> None:
    skeleton = read(usual_page())
    policy = next(value for tag, name, value in skeleton.attributes if tag == "meta" and name == "content")
    assert policy is not None
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == parts["base-uri"] == parts["form-action"] == "'none'"

    def digests(contents: list[str]) -> list[str]:
        return [
            f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" for content in contents
        ]

    assert parts["script-src"].split() == digests([script for given, script in skeleton.scripts if not given])
    assert parts["style-src"].split() == digests(skeleton.styles)
    assert "\r" not in usual_page()


def test_links_lead_somewhere() -> None:
    skeleton = read(usual_page())
    ids = [value for _, name, value in skeleton.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {
        value[1:] for _, name, value in skeleton.attributes if name == "href" and value and not value.startswith(GUIDE)
    } <= set(ids)
    assert {value for _, name, value in skeleton.attributes if name in {"aria-labelledby", "for"}} <= set(ids)


@pytest.mark.parametrize("letter", ["<", "\x00", "\U0001f986"])
def test_the_page_stays_small_however_long_the_texts(letter: str) -> None:
    analysis = make_analysis(400, 200)
    for example in analysis.examples:
        example.response = example.prompt = example.truth = example.answer = letter * 20_000
    assert len(render(analysis).encode()) < 5 * MEGABYTE


def unpack(page: str) -> dict[str, Any]:
    """Return what the page's script unpacks."""
    text = next(script for attributes, script in read(page).scripts if attributes.get("id") == "records")
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    return found


def long_records(count: int, length: int) -> RewardAnalysis:
    """Analyse records whose texts can hardly be made smaller, and have hostile ends."""
    draw = np.random.default_rng(0)
    return analyze({
        "step": np.arange(count) // 8,
        "group": np.arange(count) // 4,
        "prompt": [f"Prompt {at // 4}" for at in range(count)],
        "response": [f"{at} {draw.bytes(length // 2).hex()} </script>" for at in range(count)],
        "reward": draw.integers(0, 3, count) / 2,
        "reason": np.where(np.arange(count) % 3, "wrong_value", "correct"),
        "component/x": draw.random(count),
    })  # fmt: skip


def test_every_record_is_in_the_page() -> None:
    analysis = long_records(1500, 200)
    data = unpack(render(analysis))
    examples = len(analysis.examples)
    assert len(data["reward"]) == len(data["step"]) == len(data["components"]["x"]) == 1500
    assert data["which"].startswith("Every record. What is chosen")
    assert len(data["response"]) == 1500 - examples
    numbers = [*(int(example.response.split()[0]) for example in analysis.examples)]
    numbers += [int(text.split()[0]) for text in data["response"]]
    assert sorted(numbers) == list(range(1500))
    assert [data["prompts"][at] for at in data["prompt"]] == [f"Prompt {at // 4}" for at in numbers[examples:]]
    assert data["step"] == [at // 8 for at in numbers]
    assert {data["names"]["reason"][code] for code, at in zip(data["reason"], numbers, strict=True) if at % 3} == {
        "wrong_value"
    }
    # The numbers of the groups are those of the examples.
    assert {(example.group, example.step) for example in analysis.examples} <= set(
        zip(data["group"], data["step"], strict=True)
    )


def test_records_are_cut_until_they_fit_and_then_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = long_records(3000, 4000)
    page = render(analysis)
    assert 4 * MEGABYTE < len(page.encode()) < 5 * MEGABYTE
    data = unpack(page)
    assert len(data["reward"]) == 3000
    assert re.search(r"Responses are cut to [\d,]+ characters\.", data["which"])
    assert all(text.endswith("</script>") for text in data["response"])
    # Far less room: a part of the records, chosen at random.
    monkeypatch.setattr(records, "CUTS", (200, 90))
    room = 60_000
    packed = records.pack_records(analysis, room)
    assert 0.8 * room < len(packed) <= room
    some = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert some["which"].startswith(f"{len(some['reward']):,} of 3,000 records: a random sample")
    assert len(analysis.examples) < len(some["reward"]) < 1000


def test_a_usual_page_is_about_two_megabytes() -> None:
    assert len(usual_page().encode()) < 2.1 * MEGABYTE


def test_every_plot_has_words_and_every_drawing_of_numbers_has_a_table() -> None:
    for plot in draw_sections(make_analysis(), PAGE).plots():
        assert plot.title
        assert len(plot.text) > 20
        if plot.name.endswith("_over_training") and "spread" not in plot.name:
            assert len(plot.rows) == 125
        assert all(len(row) == len(plot.header) for row in plot.rows)


def test_every_drawing_is_valid() -> None:
    for plot in draw_sections(make_analysis(), PAGE).plots():
        alt.Chart.from_dict(plot.spec, validate=True)


def test_colours_on_the_page_follow_light_and_dark() -> None:
    assert "#" not in json.dumps([plot.spec for plot in draw_sections(make_analysis(), PAGE).plots()])
    assert "var(" not in json.dumps([plot.spec for plot in draw_sections(make_analysis(), PAPER).plots()])
    style = files("agent_tunix.rewards.analysis.page").joinpath("page.css").read_text("utf-8")
    for name in set(re.findall(r"var\((--[\w-]+)\)", json.dumps(dataclasses.asdict(PAGE)))):
        assert f"{name}: light-dark(" in style


def test_what_is_not_known_is_left_out() -> None:
    page = render(empty_analysis())
    assert "No response was judged." in page
    assert 'id="distributions"' in page
    for part in ("findings", "training", "parts", "responses", "failures", "examples"):
        assert f'id="{part}"' not in page
        assert f'href="#{part}"' not in page
    assert "Nothing: every row was used." in page


def without(**fields: Any) -> RewardAnalysis:
    analysis = make_analysis(4, 4)
    for name, value in fields.items():
        setattr(analysis, name, value)
    return analysis


def nothing_known(analysis: RewardAnalysis) -> RewardAnalysis:
    """Put None, or what is not finite, wherever a number may be missing."""
    analysis = copy.deepcopy(analysis)
    for moment in analysis.training:
        moment.mean = moment.q10 = moment.q50 = moment.q90 = moment.held_out = moment.length = None
        moment.deviation = math.nan
        moment.components = dict.fromkeys(moment.components)
    for part in [analysis.reward, *analysis.components]:
        part.mean = part.deviation = part.minimum = part.variance_share = None
        part.maximum = part.skewness = math.inf
        part.quantiles = {}
    for attribute in analysis.attributes:
        attribute.eta_squared = None
        for kind in attribute.kinds:
            kind.mean = kind.deviation = kind.effect = None
    analysis.correlation.matrix = [[None for _ in row] for row in analysis.correlation.matrix]
    for example in analysis.examples:
        example.reward = math.nan
        example.step = example.group = example.prompt = example.reason = example.source = None
    return analysis


@pytest.mark.parametrize(
    "analysis",
    [
        without(training=make_analysis(4, 1).training),
        without(components=[]),
        without(examples=[]),
        without(failures=[], findings=[]),
        without(spread=empty_analysis().spread),
        nothing_known(make_analysis(4, 4)),
    ],
    ids=["one stretch", "no components", "no examples", "no findings", "no spread", "nothing known"],
)
def test_parts_may_be_missing(analysis: RewardAnalysis) -> None:
    skeleton = read(render(analysis))
    text = "".join(skeleton.text)
    assert not re.search(r"\b(None|nan|inf|Undefined)\b", text)
    ids = {value for _, name, value in skeleton.attributes if name == "id"}
    assert {
        value[1:] for _, name, value in skeleton.attributes if name == "href" and value and not value.startswith(GUIDE)
    } <= ids


def test_figures_of_what_is_hardly_known_are_drawn_too(tmp_path: Path) -> None:
    analysis = nothing_known(make_analysis(4, 4))
    assert len(save_figures(analysis, tmp_path)) == len(draw_sections(analysis, PAPER).plots()) > 0
    assert save_figures(empty_analysis(), tmp_path) == []


def test_the_first_line_says_how_it_went() -> None:
    rising = render(make_analysis(1, 40), title="A & B")
    assert "<h1>A &amp; B</h1>" in rising
    assert re.search(r"The mean reward rose from 0\.\d+ to 0\.\d+ over 320 steps\. One finding is serious:", rising)
    steady = make_analysis(1, 40)
    steady.findings = steady.findings[1:]
    for moment in steady.training:
        moment.mean = 0.5
    assert re.search(
        r"The mean reward stayed near 0\.\d+ over 320 steps\. Nothing serious was found; 2 things", render(steady)
    )


def test_figures_are_named_by_what_they_show(tmp_path: Path) -> None:
    written = save_figures(make_analysis(), tmp_path / "new" / "figures")
    names = [path.name for path in written]
    assert names[:4] == [
        "reward_over_training.png",
        "reward_spread_over_training.png",
        "reasons_over_training.png",
        "components_over_training.png",
    ]
    assert {"correlation.png", "variance_shares.png", "failure_patterns.png", "reward_by_reason.png"} <= set(names)
    assert len(names) == len(set(names))
    for path in written:
        start = path.read_bytes()[:24]
        assert start[:8] == b"\x89PNG\r\n\x1a\n"
        # 430 points of 1/72 inch at 300 dots per inch, margins included.
        assert abs(struct.unpack(">I", start[16:20])[0] - 430 * 300 / 72) < 60


def test_attributes_of_one_name_keep_their_figures_apart(tmp_path: Path) -> None:
    analysis = make_analysis(0, 0)
    analysis.attributes = [dataclasses.replace(analysis.attributes[0], name="../../x") for _ in range(3)]
    names = [path.name for path in save_figures(analysis, tmp_path) if path.name.startswith("reward_by")]
    assert names == ["reward_by_______x.png", "reward_by_______x_2.png", "reward_by_______x_3.png"]


@pytest.mark.parametrize("module", ["altair", "jinja2", "vl_convert"])
def test_what_is_missing_is_named(module: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    for write in (lambda: render(empty_analysis()), lambda: save_figures(empty_analysis(), tmp_path)):
        with pytest.raises(ImportError, match=rf"{module}.*pip install 'agent-tunix-rewards\[analysis\]'"):
            write()


def test_the_script_that_draws_is_put_together_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    libraries.vega_script.cache_clear()
    script = libraries.vega_script()
    (kept,) = tmp_path.rglob("*.*")
    assert kept.read_text("utf-8") == script
    kept.write_text("kept", "utf-8")
    libraries.vega_script.cache_clear()
    assert libraries.vega_script() == "kept"
    # Where nothing can be kept, it is put together each time.
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    libraries.vega_script.cache_clear()
    assert libraries.vega_script() == script


def test_importing_the_page_imports_nothing_that_draws() -> None:
    code = (
        "import sys\nimport agent_tunix.rewards.analysis.page\n"
        "print(sorted({'altair', 'jinja2', 'markupsafe', 'vl_convert'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
