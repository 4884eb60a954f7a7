"""The fuzz targets in Python, for a moment, with what they found once; and the reading of libFuzzer's logs."""

from __future__ import annotations

from pathlib import Path

import pytest
from proof import coverage, fuzzing

#: Inputs that broke a rule once, by target; `python -m proof.fuzzing` prints them.
FOUND: dict[str, list[bytes]] = {"server": [], "equality": []}


@pytest.mark.parametrize("target", fuzzing.TARGETS)
def test_what_is_made_up_breaks_no_rule(target: str) -> None:
    for data in FOUND[target]:
        fuzzing.TARGETS[target](data)
    assert fuzzing.run(fuzzing.TARGETS[target], runs=300) == 300


def test_a_target_that_fails_prints_its_input(capsys: pytest.CaptureFixture[str]) -> None:
    def fall(data: bytes) -> None:
        assert len(data) < 100

    with pytest.raises(AssertionError):
        fuzzing.run(fall, runs=100)
    assert capsys.readouterr().out.startswith("input: b")


LOG = """INFO: Loaded 1 modules (3 inline 8-bit counters)
#2\tINITED cov: 10 ft: 11 corp: 1/1b exec/s: 0 rss: 30Mb
#64\tNEW    cov: 25 ft: 30 corp: 2/9b lim: 4 exec/s: 0 rss: 30Mb L: 8/8 MS: 1 CopyPart-
#100\tDONE   cov: 27 ft: 33 corp: 3/12b lim: 4 exec/s: 0 rss: 30Mb
Done 100 runs in 61 second(s)
"""


def test_logs_of_fuzzing_become_a_table_and_a_picture(tmp_path: Path) -> None:
    (tmp_path / "numbers.log").write_text(LOG)
    (tmp_path / "plain.log").write_text(LOG + "==1== ERROR: libFuzzer: timeout after 6 seconds\n")
    grown = [coverage.read(path) for path in sorted(tmp_path.glob("*.log"))]
    assert grown[0] == coverage.Growth("numbers", [(2, 10), (64, 25), (100, 27)], 61, None)
    assert coverage.tabulate(grown).splitlines()[2:] == [
        "| numbers | 61 | 100 | 10 | 27 | none |",
        "| plain | 61 | 100 | 10 | 27 | timeout after 6 seconds |",
    ]
    coverage.draw(grown, tmp_path / "coverage.svg")
    assert "<svg" in (tmp_path / "coverage.svg").read_text()
