"""What is made around the pages of the guide: versions, the index for language models, examples, changes of scores."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from release import project, tag

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def site() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "building" / "site.py"))


@pytest.fixture(scope="module")
def examples() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "building" / "example_pages.py"))


def test_versions_are_in_their_order(site: dict[str, Any]) -> None:
    versions = ["0.9.0", "0.10.0", "1.0.0rc1", "main", "1.0.0", "1.0.1", "0.10.0b2"]
    in_order = ["main", "0.9.0", "0.10.0b2", "0.10.0", "1.0.0rc1", "1.0.0", "1.0.1"]
    assert sorted(versions, key=site["sort_key"]) == in_order


def test_a_site_has_every_version_and_leads_to_the_newest(site: dict[str, Any], tmp_path: Path) -> None:
    for version in ("0.2.0", "0.10.0"):
        folder = tmp_path / "site" / version
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(version, encoding="utf-8")
        assert site["make_site"](tmp_path / "site", version, tmp_path / "guides") == 0
    packed = tmp_path / "guide-0.2.0.tar.gz"
    assert packed.exists()
    # A later build knows the older version only as the packed guide of its release.
    guides = tmp_path / "guides"
    guides.mkdir()
    packed.rename(guides / packed.name)
    for version in ("0.10.0", "main"):
        (tmp_path / "later" / version).mkdir(parents=True)
        site["make_site"](tmp_path / "later", version, guides)
    assert (tmp_path / "later" / "0.2.0" / "index.html").read_text("utf-8") == "0.2.0"
    listed = (tmp_path / "later" / "versions.js").read_text("utf-8")
    assert listed == 'window.guideVersions = ["0.10.0", "0.2.0", "main"];\n'
    assert "url=0.10.0/index.html" in (tmp_path / "later" / "index.html").read_text("utf-8")
    assert "/0.10.0/first_steps.html" in (tmp_path / "later" / "llms.txt").read_text("utf-8")


def test_the_index_for_language_models_has_every_page(site: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "1.2.3").mkdir()
    site["write_llms"](tmp_path, "1.2.3")
    text = (tmp_path / "1.2.3" / "llms.txt").read_text("utf-8")
    assert re.match(r"# agent-tunix-rewards\n\n> \S", text)
    linked = re.findall(r"^- \[.+\]\(https://\S+/1\.2\.3/(\w+)\.html\): \S", text, re.MULTILINE)
    pages = {page.stem for page in DOCS.glob("*.md")} - {"index", "reference"}
    assert set(linked) == pages
    assert len(linked) == len(pages)
    whole = (tmp_path / "1.2.3" / "llms-full.txt").read_text("utf-8")
    assert "# Where the answer is found" in whole
    assert "toctree" not in whole


def test_every_example_has_a_page(examples: dict[str, Any], tmp_path: Path) -> None:
    examples["write_examples"](tmp_path / "examples")
    listed = (tmp_path / "examples" / "list.inc").read_text("utf-8")
    scripts = [path for path in (ROOT / "examples").rglob("*.py") if "outputs" not in path.parts]
    assert len(scripts) > 20
    for path in scripts:
        page = tmp_path / "examples" / f"{examples['name_page'](path)}.md"
        assert f"../../{path.relative_to(ROOT).as_posix()}\n" in page.read_text("utf-8")
        assert f"(examples/{page.name})" in listed


def test_score_changes_are_those_of_the_changelog(examples: dict[str, Any]) -> None:
    newer, older = "## 0.2.0 (d)\n\n### Added\n\n- a", "## 0.1.0 (c)\n\n### Scores\n\nOne:\n\n- b\n\n### Fixed\n\n- c"
    changelog = f"# Changes\n\n{newer}\n\n{older}\n"
    assert examples["read_score_changes"](changelog) == [
        ("0.2.0 (d)", "No score changed."),
        ("0.1.0 (c)", "One:\n\n- b"),
    ]
    title, text = examples["read_score_changes"]((ROOT / "CHANGELOG.md").read_text("utf-8"))[-1]
    assert title.startswith("0.1.0 (")
    assert text.count("\n- ") > 20


def test_the_first_version_corrects_nothing() -> None:
    first = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")[-1]
    assert "### Fixed" not in first


def test_a_tag_is_that_of_the_version(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    version = project.read_version()
    monkeypatch.setattr("sys.argv", ["tag", f"v{version}"])
    assert tag.main() == 0
    assert capsys.readouterr().out.startswith("The first version.")
    for wrong in (version, "v9.9.9", ""):
        monkeypatch.setattr("sys.argv", ["tag", wrong])
        with pytest.raises(SystemExit, match=r"Cargo\.toml has version"):
            tag.main()
    with pytest.raises(SystemExit, match=r"no entry of version 9\.9\.9"):
        tag.read_changes("9.9.9")
