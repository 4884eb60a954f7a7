"""What several rooms write with: Markdown that keeps text as text, and files that are there whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agent_tunix.rewards.reading.names import list_names
from agent_tunix.rewards.writing.files import UNFINISHED, replace_when_done, write_text
from agent_tunix.rewards.writing.markdown import Code, code, escape, fence, table
from agent_tunix.rewards.writing.numbers import number, percent

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_at_the_end_of_the_block_only(tmp_path: Path) -> None:
    path = tmp_path / "scores.txt"
    write_text(path, "old")
    with replace_when_done(path) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == UNFINISHED
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_error_leaves_the_old_file_and_no_other(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "scores.txt"
    write_text(path, "old")

    def write_half() -> None:
        with replace_when_done(path) as temporary:
            temporary.write_text("half of the n")
            raise error

    with pytest.raises(error):
        write_half()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_behind_a_link_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, target = tmp_path / "link.txt", tmp_path / "there" / "target.txt"
    link.symlink_to(target)
    write_text(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".txt")
    write_text(path, "a")
    assert path.read_text() == "a"


def test_text_is_written_as_utf8_with_its_own_line_ends(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "é\r\n\ud800\n")
    assert (tmp_path / "a.txt").read_bytes() == "é\r\n?\n".encode()


def test_a_cell_is_text_or_code_whatever_is_in_it() -> None:
    lines = table(["a*", "b", "c"], [["x|y", Code("p|q"), "1"], ["<b>", Code("`"), "\n"]], left=2)
    assert lines == [
        "| a\\* | b | c |",
        "| :--- | :--- | ---: |",
        "| x\\|y | `p\\|q` | 1 |",
        "| \\<b\\> | `` ` `` |  |",
    ]


def test_hidden_characters_are_named_everywhere() -> None:
    for text in (escape("4\u202e2"), code("4\u202e2"), "".join(fence("4\u202e2"))):
        assert "\u202e" not in text
        assert "202E" in text


def test_code_of_nothing_is_code_still() -> None:
    assert code("") == "` `"


def test_numbers_are_short() -> None:
    assert [number(value) for value in (None, 0.0, 1 / 3, 1e-9, 999.94, -1234.5, float("nan"))] == [
        *("-", "0", "0.3333", "1e-09", "999.9", "-1,234", "nan")
    ]
    assert (percent(None), percent(0.1234), percent(0.5, 0)) == ("-", "12.3%", "50%")


def test_names_like_the_wanted_one_come_first_and_no_more_than_twenty() -> None:
    names = [f"column_{at}" for at in range(30)]
    assert list_names("COLUMN_29", names).startswith("column_29, ")
    assert list_names("x", names).endswith(" and 10 more")
    assert list_names("x", []) == "none"
