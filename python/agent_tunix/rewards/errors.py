"""The exceptions for a caller's mistakes.

What is wrong stands in their attributes, so that no code has to read the message.
"""

from __future__ import annotations

#: Every code that an error can have. A code keeps its meaning from one release to the next; new ones may be added.
ERROR_CODES = (
    "adjacent_placeholders",
    "bad_data",
    "bad_pattern",
    "blank",
    "conflict",
    "empty",
    "failed_call",
    "invalid_value",
    "lengths_differ",
    "missing",
    "name_taken",
    "no_message",
    "not_finite",
    "out_of_range",
    "repeated",
    "too_large",
    "unknown_column",
    "unknown_name",
    "unreadable",
    "unreadable_file",
    "wrong_shape",
    "wrong_state",
    "wrong_type",
)


class _ArgumentError(Exception):
    """The attributes that both exceptions have."""

    _default_code = "invalid_value"

    def __init__(
        self, message: object = "", /, *, argument: str | None = None, index: int | None = None, code: str | None = None
    ) -> None:
        super().__init__(message)
        if code is not None and code not in ERROR_CODES:
            raise ValueError(f"code: there is no {code!r}; the codes are: {', '.join(ERROR_CODES)}")
        # They stand in the instance's dictionary, which pickles and copies take along.
        self.argument = argument
        self.index = index
        self.code = code or self._default_code


class ArgumentValueError(_ArgumentError, ValueError):
    """An argument has a value that it cannot have: a blank truth, lengths that differ, a number out of range.

    >>> from agent_tunix.rewards import ArgumentValueError, check_answer
    >>> try:
    ...     check_answer(["The answer is 4."] * 2, ["4", ""])
    ... except ArgumentValueError as error:
    ...     print(error.argument, error.index, error.code)
    ground_truth 1 blank

    Args:
        message: what is wrong, where, and what would be right.
        argument: the parameter, as the function's signature names it, or None if the mistake is no single one's.
        index: which item of the argument, counted from 0, or None if the mistake is not one item's.
        code: what kind of mistake it is, one of `ERROR_CODES`.
    """


class ArgumentTypeError(_ArgumentError, TypeError):
    """An argument, or an item of a batch, is not of a type that it can be: a response that is not text.

    Args:
        message: what is wrong, where, and what would be right.
        argument: the parameter, as the function's signature names it, or None if the mistake is no single one's.
        index: which item of the argument, counted from 0, or None if the mistake is not one item's.
        code: what kind of mistake it is, one of `ERROR_CODES`.
    """

    _default_code = "wrong_type"


def locate(error: Exception) -> tuple[str, str]:
    """Return the place that an error's message begins with, such as `records[3]`, and what is wrong there.

    The place is empty if the error names no argument.
    """
    place, _, wrong = str(error).partition(": ")
    argument = getattr(error, "argument", None)
    named = argument is not None and (place == argument or place.startswith(f"{argument}["))
    return (place, wrong) if named else ("", str(error))


# Where users import them from, which is what a traceback and a pickle name.
for _kind in (ArgumentValueError, ArgumentTypeError):
    _kind.__module__ = "agent_tunix.rewards"
