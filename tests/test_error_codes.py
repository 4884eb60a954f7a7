"""An error says what is wrong in its attributes: each code is reached, listed in the reference, kept by pickles."""

from __future__ import annotations

import copy
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from agent_tunix import rewards
from agent_tunix.rewards import ERROR_CODES, ArgumentTypeError, ArgumentValueError, Curriculum, Format, Stage
from agent_tunix.rewards.auditing import targets
from agent_tunix.rewards.auxiliary import Length
from agent_tunix.rewards.presets import trl

OK = "The answer is 4."
#: A completion, and one without a message.
MESSAGES: Any = [OK, []]
STAGES = Curriculum([Stage(1.0, until_step=3), Stage(2.0)])
unchecked: Any = rewards
REFERENCE = Path(__file__).parent.parent / "docs" / "reference.md"


class BrokenColumn:
    """A column that exports the same Arrow stream each time, so that the second reader finds it consumed."""

    def __init__(self) -> None:
        self.capsule = pa.chunked_array([[OK]]).__arrow_c_stream__()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.capsule


def read_twice() -> None:
    column = BrokenColumn()
    unchecked.extract_answer(column)
    unchecked.extract_answer(column)


#: For each code a call that reaches it, with the argument and the index that the error names.
REACHED: dict[str, tuple[Any, str | None, int | None]] = {
    "adjacent_placeholders": (lambda: Format("[NUM][INT]"), "text", None),
    "bad_data": (read_twice, "response", None),
    "bad_pattern": (lambda: Format.regex("(a"), "pattern", None),
    "blank": (lambda: unchecked.check_answer([OK] * 2, ["4", " "]), "ground_truth", 1),
    "conflict": (lambda: Stage(1.0, until_step=3, until_mean=0.5), None, None),
    "empty": (lambda: unchecked.check_numbers([OK] * 2, [[4], []]), "expected_numbers", 1),
    "failed_call": (lambda: targets.find_target("no_such_module:reward"), "reward", None),
    "invalid_value": (lambda: unchecked.continuous_reward([OK] * 2, ["4", "x + 1"], max_error=1.0), "ground_truth", 1),
    "lengths_differ": (lambda: unchecked.check_answer([OK] * 2, ["4"]), "ground_truth", None),
    "missing": (lambda: Length(unit="word")(OK), "ground_truth", None),
    "name_taken": (lambda: unchecked.register_reward_function("check_answer", len), "name", None),
    "no_message": (lambda: trl.think_format_reward([[{"content": OK}], []]), "completions", 1),
    "not_finite": (lambda: unchecked.check_numbers(OK, [4, float("nan")]), "expected_numbers", 1),
    "out_of_range": (lambda: unchecked.check_answer(OK, 4, tolerance=1.5), "tolerance", None),
    "repeated": (lambda: unchecked.check_answer([OK] * 2, "4", choices=[["4", "5"], ["4", "4"]]), "choices", 1),
    "too_large": (lambda: Format("a" * 5000 + "[NUM]"), "text", None),
    "unknown_column": (lambda: rewards.as_reward("check_answer")([OK]), "ground_truth", None),
    "unknown_name": (lambda: unchecked.language_consistency(OK, language="xx"), "language", None),
    "unreadable": (lambda: unchecked.check_answer(OK, "4", choices="4 or 5"), "choices", None),
    "unreadable_file": (lambda: unchecked.analyze("no/such/folder"), "records", None),
    "wrong_shape": (lambda: unchecked.check_answer([OK], np.array([["4"]])), "ground_truth", None),
    "wrong_state": (lambda: STAGES.restore({"calls": 0, "stage": 0, "means": []}), "state", None),
    "wrong_type": (lambda: unchecked.check_answer([OK, None], 4), "response", 1),
}


@pytest.mark.parametrize("code", ERROR_CODES)
def test_every_code_is_reached(code: str) -> None:
    call, argument, index = REACHED[code]
    with pytest.raises((ArgumentValueError, ArgumentTypeError)) as caught:
        call()
    error: Any = caught.value
    assert (error.code, error.argument, error.index) == (code, argument, index)
    for twin in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert type(twin) is type(error)
        assert (str(twin), twin.code, twin.argument, twin.index) == (str(error), code, argument, index)


def test_no_code_is_reached_that_is_not_listed() -> None:
    assert tuple(REACHED) == ERROR_CODES == tuple(sorted(set(ERROR_CODES)))


def test_the_reference_lists_every_code_with_a_sentence() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", REFERENCE.read_text("utf-8"), re.MULTILINE)
    assert [code for code, _ in rows] == list(ERROR_CODES)
    assert all(sentence.endswith(".") for _, sentence in rows)


def test_the_core_has_no_code_that_is_not_listed() -> None:
    source = (REFERENCE.parent.parent / "rust" / "core" / "src" / "error.rs").read_text("utf-8")
    assert set(re.findall(r'=> "(\w+)",', source)) <= set(ERROR_CODES)


def test_python_code_can_raise_them() -> None:
    error = ArgumentValueError("weights: 2 is too much", argument="weights", index=3, code="out_of_range")
    assert (str(error), error.args) == ("weights: 2 is too much", ("weights: 2 is too much",))
    assert (error.argument, error.index, error.code) == ("weights", 3, "out_of_range")
    plain = ArgumentValueError("something")
    assert (plain.argument, plain.index, plain.code) == (None, None, "invalid_value")
    assert ArgumentTypeError("something").code == "wrong_type"
    with pytest.raises(ValueError, match="there is no 'rong'; the codes are: adjacent_placeholders, "):
        ArgumentValueError("something", code="rong")
