"""What the project says of itself is the same everywhere: its name, its version, its addresses, its licences."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from release import address, project

from agent_tunix import rewards

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent


def read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / name).read_text("utf-8"))


PROJECT = read_toml("pyproject.toml")["project"]


def test_every_address_is_that_of_the_project() -> None:
    urls = project.read_urls()
    assert urls == PROJECT["urls"]
    assert urls.keys() == {"Homepage", "Documentation", "Source", "Changelog", "Issues"}
    homes = urls["Source"], urls["Documentation"]
    assert all(url.startswith(homes) for url in urls.values())
    owner = urlsplit(urls["Source"]).path.split("/")[1]
    for name in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines():
        path = ROOT / name
        if not path.is_file() or path.suffix in {".png", ".lock"} or name.startswith("benches/results/"):
            continue
        found = re.findall(
            rf"https://[\w.-]*(?:github\.com/{owner}|{owner}\.github\.io)[\w./-]*", path.read_text("utf-8")
        )
        assert all(url.startswith(homes) for url in found), name
        assert not found or name in project.WRITTEN_OUT, f"{name} has an address written out: add it to WRITTEN_OUT"


def test_the_address_is_changed_in_one_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in project.WRITTEN_OUT:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), encoding="utf-8")
    monkeypatch.setattr(address, "ROOT", tmp_path)
    monkeypatch.setattr("sys.argv", ["address", "https://github.com/somebody/else/"])
    before = project.read_urls()
    assert address.main() == 0
    for name in project.WRITTEN_OUT:
        text = (tmp_path / name).read_text("utf-8")
        assert before["Source"] not in text
        assert before["Documentation"] not in text
        assert "somebody" in text
    monkeypatch.setattr("sys.argv", ["address", "somebody/else"])
    assert address.main() == 2


def test_the_version_stands_in_one_place() -> None:
    version = project.read_version()
    assert version == read_toml("Cargo.toml")["workspace"]["package"]["version"]
    assert rewards.__version__ == version
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert re.findall(r"^version: (.*)$", citation, re.MULTILINE) == [version]
    released = re.findall(r'^date-released: "(.*)"$', citation, re.MULTILINE)
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## (\S+) \((.*)\)$", changes, re.MULTILINE)[0] == (version, *released)


def test_classifiers_name_every_version_that_is_tested() -> None:
    tests = (ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    matrix = re.search(r"python: \[(.*)\]", tests)
    assert matrix
    tested = re.findall(r'"(3\.\d+)"', matrix[1])
    assert [f"Programming Language :: Python :: {version}" for version in tested] == [
        line for line in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", line)
    ]
    assert "cp314t" in tests


def test_an_installation_brings_numpy_and_what_the_command_needs() -> None:
    names = {re.split(r"[<>=!~; ]", requirement)[0] for requirement in PROJECT["dependencies"]}
    assert names == {"numpy", "click", "rich"}


def test_links_of_what_is_uploaded_are_absolute() -> None:
    text = project.make_absolute((ROOT / "README.md").read_text("utf-8"), "https://host/owner/name")
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    assert len(targets) > 20
    assert all(target.startswith("https://") for target in targets)
    assert "![The mean reward" in text
    assert "https://host/owner/name/raw/main/docs/report.png" in targets
    assert "https://host/owner/name/blob/main/docs/trainers.md" in targets


@pytest.mark.parametrize(
    ("text", "absolute"),
    [
        ("[a\nb](c.md#d)", "[a\nb](S/blob/docs/c.md#d)"),
        ("![a](b.png)", "![a](S/raw/docs/b.png)"),
        ("[`x[0]`](y.md)", "[`x[0]`](S/blob/docs/y.md)"),
        ("[a](https://b.c) [d](#e) [f](mailto:g@h.i)", "[a](https://b.c) [d](#e) [f](mailto:g@h.i)"),
        ("`a[0](b c)` and a[1]", "`a[0](b c)` and a[1]"),
    ],
)
def test_a_link_becomes_absolute(text: str, absolute: str) -> None:
    wanted = absolute.replace("S/blob/", "S/blob/main/").replace("S/raw/", "S/raw/main/")
    assert project.make_absolute(text, "S", "docs/") == wanted


def test_every_crate_of_the_module_has_its_licence() -> None:
    assert PROJECT["license-files"] == ["LICENSE", "THIRD-PARTY-LICENSES.txt"]
    text = (ROOT / "THIRD-PARTY-LICENSES.txt").read_text("utf-8")
    # `make lint` compares the whole file with what Cargo.lock asks for.
    locked = {f"{crate['name']} {crate['version']}" for crate in read_toml("Cargo.lock")["package"]}
    named = set(re.findall(r"^(\S+ \S+) \(.*\)$", text, re.MULTILINE))
    assert len(named) > 20
    assert named <= locked
    assert not re.search(r"/(home|root|work)/", text)
