"""What is to be uploaded is looked at before: what a wheel lacks, what it should not hold, and where it runs."""

from __future__ import annotations

import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from release import checks, packing, smoke, wheels

NAME = "agent_tunix_rewards-1.0.0-cp310-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"
COMPLETE = (
    "agent_tunix/rewards/py.typed",
    "agent_tunix_rewards-1.0.0.dist-info/METADATA",
    "agent_tunix_rewards-1.0.0.dist-info/licenses/LICENSE",
    "agent_tunix_rewards-1.0.0.dist-info/licenses/THIRD-PARTY-LICENSES.txt",
    "agent_tunix_rewards-1.0.0.dist-info/sboms/rewards-py.cyclonedx.json",
)


def make_wheel(folder: Path, *names: str, readme: str = "[a](https://b.c)") -> Path:
    path = folder / NAME
    with zipfile.ZipFile(path, "w") as packed:
        for name in names:
            packed.writestr(name, readme if name.endswith("METADATA") else "")
    return path


def test_a_complete_wheel_passes(tmp_path: Path) -> None:
    assert checks.check_content(make_wheel(tmp_path, *COMPLETE)) == []


@pytest.mark.parametrize("missing", [name for name in COMPLETE if not name.endswith("METADATA")])
def test_what_a_wheel_lacks_is_told(tmp_path: Path, missing: str) -> None:
    (found,) = checks.check_content(make_wheel(tmp_path, *(name for name in COMPLETE if name != missing)))
    assert found.startswith("no ")
    assert missing.endswith(found.removeprefix("no "))


def test_what_is_no_part_of_a_wheel_is_told(tmp_path: Path) -> None:
    found = checks.check_content(make_wheel(tmp_path, *COMPLETE, "tests/test_smoke.py"))
    assert found == ["tests/test_smoke.py is no part of it"]


def test_links_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    found = checks.check_content(make_wheel(tmp_path, *COMPLETE, readme="![a](docs/a.png) [b](#c) [d](https://e.f)"))
    assert found == ["the link docs/a.png is relative"]


@pytest.mark.parametrize(
    ("name", "overall", "upgrades", "right"),
    [
        (NAME, "manylinux_2_17_x86_64", {}, True),
        (NAME, "manylinux_2_28_x86_64", {"manylinux_2_17_x86_64": {"blacklisted_symbols": {}}}, False),
        (
            "agent_tunix_rewards-1.0.0-cp310-abi3-musllinux_1_2_x86_64.whl",
            "linux_x86_64",
            {"musllinux_1_2_x86_64": {"libs_to_eliminate": ["libc.so"]}},
            True,
        ),
        (
            "agent_tunix_rewards-1.0.0-cp310-abi3-musllinux_1_2_x86_64.whl",
            "linux_x86_64",
            {"musllinux_1_2_x86_64": {"libs_to_eliminate": ["libc.so", "libz.so.1"]}},
            False,
        ),
        (NAME, "linux_x86_64", {"manylinux_2_17_x86_64": {"libs_to_eliminate": ["libc.so"]}}, False),
    ],
)
def test_a_wheel_runs_where_its_name_says(
    monkeypatch: pytest.MonkeyPatch, name: str, overall: str, upgrades: dict[str, Any], right: bool
) -> None:
    shown = json.dumps({"overall_tag": overall, "policy_upgrades": upgrades})
    monkeypatch.setattr(checks, "run", lambda *_command: shown)
    assert (checks.check_platform(Path(name)) == []) is right


@pytest.mark.parametrize(
    ("wheel", "tried"),
    [
        (NAME, ["3.10", "3.13"]),
        ("agent_tunix_rewards-1.0.0-cp314-cp314t-manylinux2014_x86_64.whl", ["3.14t"]),
        ("agent_tunix_rewards-1.0.0-cp310-abi3-musllinux_1_2_x86_64.whl", ["3.12"]),
        ("agent_tunix_rewards-1.0.0-cp315-cp315t-manylinux2014_x86_64.whl", ["none"]),
    ],
)
def test_a_wheel_is_tried_with_the_oldest_and_the_newest_python(
    monkeypatch: pytest.MonkeyPatch, wheel: str, tried: list[str]
) -> None:
    glibc = [(f"/{version}", version, "", "glibc") for version in ("3.10", "3.11", "3.13")]
    others = [("/m", "3.12", "", "musl"), ("/t", "3.14", "t", "glibc")]
    monkeypatch.setattr(smoke, "find_pythons", lambda: [*glibc, *others])
    monkeypatch.setattr(smoke, "try_here", lambda _wheel, python: f"passed in {python}")
    assert [python.removeprefix("Python ") for python, _ in smoke.try_wheel(Path(wheel))] == tried


def test_free_threaded_wheels_need_their_python_only_without_zig(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    zig = wheels.PLATFORMS["musllinux-aarch64"]
    assert wheels.find_interpreter(zig, "cp314t") == ["--interpreter", "python3.14t"]
    assert wheels.find_interpreter(zig, "abi3") == []
    with pytest.raises(SystemExit, match=r"no python3\.14t"):
        wheels.find_interpreter(wheels.NATIVE, "cp314t")


def compress(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def test_a_wheel_that_is_packed_anew_has_the_same_files(tmp_path: Path) -> None:
    wheel = tmp_path / NAME
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, mode in ("agent_tunix/été.py", 0o644), ("agent_tunix/_core.so", 0o755), ("agent_tunix/empty", 0o600):
            info = zipfile.ZipInfo(name, (2026, 12, 1, 23, 59, 58))
            info.external_attr = (0o100000 | mode) << 16
            archive.writestr(info, name * 100 if "empty" not in name else "")
    with zipfile.ZipFile(wheel) as archive:
        before = [(packing.describe(info), archive.read(info)) for info in archive.infolist()]
    size = wheel.stat().st_size
    packing.pack(wheel, compress)
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        assert [(packing.describe(info), archive.read(info)) for info in archive.infolist()] == before
        methods = [info.compress_type for info in archive.infolist()]
        assert methods == [zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]
    assert wheel.stat().st_size < size
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_wheel_that_would_lose_something_stays(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, *COMPLETE, readme="a" * 1000)
    before = wheel.read_bytes()
    with pytest.raises((SystemExit, zipfile.BadZipFile)):
        packing.pack(wheel, lambda content: compress(content[:-1]))
    assert wheel.read_bytes() == before
