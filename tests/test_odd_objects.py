"""Whatever object is handed over, a call gives results of the right length, or raises our or the object's error."""

from __future__ import annotations

import collections
import decimal
import fractions
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix import rewards
from agent_tunix.rewards import AnyOf, ArgumentTypeError, Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Nothing here is what the types allow.
unchecked: Any = rewards
FORMAT = "The answer is [NUM]."
RIGHT = "The answer is 4."


class OwnError(Exception):
    """What an object raises itself."""


class Liar(str):
    """Text that says something else of itself, by every way that Python has."""

    __slots__ = ()

    def __str__(self) -> str:
        return "The answer is 5."

    def __len__(self) -> int:
        return 10**6

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[str]:
        raise OwnError

    def __getitem__(self, at: Any) -> str:
        raise OwnError

    def encode(self, *_: Any) -> bytes:
        raise OwnError


class Sulking:
    """Raises whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        raise OwnError(name)

    def __len__(self) -> int:
        raise OwnError

    def __iter__(self) -> Iterator[Any]:
        raise OwnError

    def __getitem__(self, at: Any) -> Any:
        raise OwnError

    def __repr__(self) -> str:
        raise OwnError


class Endless(collections.UserList[Any]):
    """A sequence that says it is short and goes on."""

    def __len__(self) -> int:
        return 3

    def __iter__(self) -> Iterator[Any]:
        for _ in range(1000):
            yield RIGHT


class WrongLength(collections.UserList[Any]):
    """A sequence with an impossible length."""

    length: Any = -1

    def __len__(self) -> int:
        return self.length  # type: ignore[no-any-return]


class Breaking(collections.UserList[Any]):
    """A sequence that breaks in the middle."""

    def __iter__(self) -> Iterator[Any]:
        yield RIGHT
        raise OwnError

    def __getitem__(self, at: Any) -> Any:
        if at:
            raise OwnError
        return RIGHT


class Growing(collections.UserList[Any]):
    """A sequence that is longer whenever it is read."""

    def __getitem__(self, at: Any) -> Any:
        if len(self.data) < 100:
            self.data.append(RIGHT)
        return self.data[at]


class Turncoat:
    """Changes its class when asked for it, and the list that it is in."""

    def __init__(self, home: list[Any]) -> None:
        self.home = home

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        self.home.clear()
        return str


class Message(dict[str, Any]):
    """A message that empties itself while it is read."""

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        self.clear()
        return value

    def get(self, key: str, default: Any = None) -> Any:
        value = super().get(key, default)
        self.clear()
        return value


class Float:
    """A number that can't decide."""

    def __float__(self) -> float:
        raise OwnError

    def __index__(self) -> int:
        raise OwnError


class ArrowError:
    """Exports no Arrow column, each time for another reason."""

    def __init__(self, exported: Any) -> None:
        self.exported = exported

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        if isinstance(self.exported, Exception):
            raise self.exported
        return self.exported


class PairError(ArrowError):
    """The same for one array."""

    __arrow_c_stream__: Any = property(lambda _: (_ for _ in ()).throw(AttributeError("none")))

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        return self.exported


def in_turncoat() -> list[Any]:
    batch: list[Any] = [RIGHT, RIGHT]
    batch.insert(1, Turncoat(batch))
    return batch


def in_itself() -> Any:
    array = np.empty((), dtype=object)
    array[()] = array
    return array


def recursive() -> list[Any]:
    batch: list[Any] = [RIGHT]
    batch.append(batch)
    return batch


def used_capsule() -> Any:
    capsule = pa.array([RIGHT]).__arrow_c_array__()
    pa.Array._import_from_c_capsule(*capsule)  # noqa: SLF001
    return PairError(capsule)


ONES: dict[str, Callable[[], Any]] = {
    "text": lambda: RIGHT,
    "liar": lambda: Liar(RIGHT),
    "numpy.str_": lambda: np.str_(RIGHT),
    "surrogates": lambda: "\ud800 The answer is 4.\udfff",
    "NUL": lambda: "\0The answer is 4.\0",
    "None": lambda: None,
    "bool": lambda: True,
    "int": lambda: 4,
    "float": lambda: float("nan"),
    "complex": lambda: 4j,
    "bytes": lambda: b"The answer is 4.",
    "memoryview": lambda: memoryview(b"The answer is 4."),
    "bytearray": lambda: bytearray(b"4"),
    "object": object,
    "class": lambda: str,
    "module": lambda: np,
    "function": lambda: len,
    "ellipsis": lambda: ...,
    "sulking": Sulking,
    "fraction": lambda: fractions.Fraction(4, 1),
    "decimal": lambda: decimal.Decimal("sNaN"),
    "float that raises": Float,
    "dict": dict,
    "message": lambda: {"role": "assistant", "content": RIGHT},
    "message that empties itself": lambda: Message(role="assistant", content=RIGHT),
    "message of nothing": lambda: {"role": "assistant"},
    "message of numbers": lambda: {"role": 4, "content": 4},
    "message of itself": lambda: {"role": "assistant", "content": {"role": "assistant", "content": RIGHT}},
    "message of odd parts": lambda: {"role": "assistant", "content": [None, 4, {}, {"type": "text"}, {"text": 4}]},
    "message with odd keys": lambda: {4: None, None: 4, b"role": b"assistant"},
    "0-d": lambda: np.array(RIGHT),
    "0-d of objects": lambda: np.array(None, dtype=object),
    "0-d number": lambda: np.array(4.0),
    "numpy number": lambda: np.float64(4.0),
    "numpy bytes": lambda: np.bytes_(b"4"),
    "numpy record": lambda: np.array([(4,)], dtype="i4,")[0],
    "0-d that holds itself": in_itself,
    "format": lambda: Format(FORMAT),
    "any of": lambda: AnyOf(["4", 5]),
}
MANY: dict[str, Callable[[], Any]] = {
    "list": lambda: [RIGHT] * 3,
    "empty list": list,
    "empty tuple": tuple,
    "endless": lambda: Endless([RIGHT]),
    "negative length": lambda: WrongLength([RIGHT]),
    "huge length": lambda: type("Huge", (WrongLength,), {"length": 2**62})([RIGHT]),
    "length of text": lambda: type("Odd", (WrongLength,), {"length": "3"})([RIGHT]),
    "breaking": lambda: Breaking([RIGHT] * 3),
    "growing": lambda: Growing([RIGHT]),
    "turncoat": in_turncoat,
    "recursive": recursive,
    "generator": lambda: (text for text in [RIGHT]),
    "generator that raises": lambda: (1 // 0 for _ in [1]),
    "set": lambda: {RIGHT},
    "frozenset": lambda: frozenset([RIGHT]),
    "range": lambda: range(3),
    "dict of texts": lambda: {"a": RIGHT},
    "dict's values": {"a": RIGHT}.values,
    "deque": lambda: collections.deque([RIGHT] * 2),
    "nested": lambda: [[RIGHT], [RIGHT]],
    "deeply nested": lambda: [[[[[[RIGHT]]]]]],
    "array": lambda: np.array([RIGHT] * 3),
    "array of objects": lambda: np.array([RIGHT, None, 4], dtype=object),
    "array of bytes": lambda: np.array([b"4"]),
    "array, strided": lambda: np.array([RIGHT] * 6)[::-2],
    "array of objects, strided": lambda: np.array([RIGHT] * 6, dtype=object)[::-3],
    "array, transposed": lambda: np.array([[RIGHT, RIGHT], [RIGHT, RIGHT]]).T,
    "array of columns": lambda: np.array([[RIGHT] * 2] * 2, dtype=object)[:, 1],
    "array without rows": lambda: np.empty((0, 3), dtype=object),
    "array without items": lambda: np.array([], dtype=object),
    "array, big-endian": lambda: np.array([RIGHT], dtype=">U40"),
    "array, read-only": lambda: np.broadcast_to(np.array(RIGHT, dtype=object), (4,)),
    "records": lambda: np.array([(RIGHT, 4)], dtype=[("text", "U20"), ("number", "i4")]),
    "dates": lambda: np.array(["2020-01-01"], dtype="datetime64[D]"),
    "masked": lambda: np.ma.masked_array([RIGHT, RIGHT], mask=[True, False]),
    "numbers": lambda: np.arange(3.0),
    "memoryview of numbers": lambda: memoryview(b"4").cast("b"),
    "arrow": lambda: pa.array([RIGHT] * 3),
    "arrow with null": lambda: pa.array([RIGHT, None]),
    "arrow numbers": lambda: pa.array([4, 5]),
    "arrow structs": lambda: pa.array([{"role": "assistant", "content": RIGHT}]),
    "arrow binary": lambda: pa.array([b"4"]),
    "arrow that raises": lambda: ArrowError(OwnError()),
    "arrow of nothing": lambda: ArrowError(None),
    "arrow of text": lambda: ArrowError("arrow_array_stream"),
    "arrow of another capsule": lambda: ArrowError(pa.array([RIGHT]).__arrow_c_array__()[0]),
    "arrow pair of one": lambda: PairError((pa.array([RIGHT]).__arrow_c_array__()[0],)),
    "arrow pair, swapped": lambda: PairError(pa.array([RIGHT]).__arrow_c_array__()[::-1]),
    "arrow pair, unlike": lambda: PairError(
        (pa.int64().__arrow_c_schema__(), pa.array([RIGHT]).__arrow_c_array__()[1])
    ),
    "arrow pair that promises text": lambda: PairError(
        (pa.string().__arrow_c_schema__(), pa.array([4]).__arrow_c_array__()[1])
    ),
    "arrow pair, used": used_capsule,
}
OBJECTS = ONES | MANY
CALLS: dict[str, Callable[[Any], Any]] = {
    "response": lambda value: unchecked.check_answer(value, "4"),
    "response of format": lambda value: unchecked.match_format_exactly(value, FORMAT),
    "response with numbers": lambda value: unchecked.check_numbers(value, [4]),
    "response, combined": lambda value: unchecked.combined_reward(value, "4", FORMAT),
    "response, explained": lambda value: unchecked.explain_answer(value, "4"),
    "response, extracted": unchecked.extract_answer,
    "text": lambda value: unchecked.math_equal(value, "4"),
    "other text": lambda value: unchecked.math_equal("4", value),
    "truth": lambda value: unchecked.check_answer(RIGHT, value),
    "truths": lambda value: unchecked.check_answer([RIGHT] * 3, value),
    "truths, explained": lambda value: unchecked.explain_answer([RIGHT] * 3, value),
    "format": lambda value: unchecked.match_format_exactly(RIGHT, value),
    "formats": lambda value: unchecked.match_format_exactly([RIGHT] * 3, value),
    "numbers": lambda value: unchecked.check_numbers(RIGHT, value),
    "numbers of many": lambda value: unchecked.check_numbers([RIGHT] * 3, value),
    "any of": unchecked.AnyOf,
    "compiled": unchecked.Format,
    "expression": unchecked.Format.regex,
    "tags": unchecked.Format.tags,
    "tolerance": lambda value: unchecked.check_answer(RIGHT, "4", tolerance=value),
    "credit": lambda value: unchecked.check_answer(RIGHT, "4", partial_credit=value),
    "digits": lambda value: unchecked.check_answer(RIGHT, "4", significant_digits=value),
    "weight": lambda value: unchecked.combined_reward(RIGHT, "4", FORMAT, alpha=value),
    "threads": unchecked.set_num_threads,
}


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    before = rewards.get_num_threads()
    yield
    rewards.set_num_threads(before)


def run(call: str, value: Any) -> Any:
    """What the call returns; nothing where it raises our mistake, or what the object or Python raises on the way."""
    try:
        return CALLS[call](value)
    except (TypeError, ValueError, OverflowError, ArithmeticError, OwnError):
        return None


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kind", OBJECTS)
def test_an_odd_object_is_read_or_refused(kind: str, call: str) -> None:
    result = run(call, OBJECTS[kind]())
    if call.endswith("s") and result is not None and call in ("truths", "formats", "numbers of many"):
        assert len(result) == 3


@pytest.mark.parametrize("kind", OBJECTS)
@pytest.mark.parametrize("call", [call for call in CALLS if call.startswith("response")])
def test_an_odd_item_is_read_or_refused(kind: str, call: str) -> None:
    result = run(call, [RIGHT, OBJECTS[kind](), RIGHT])
    assert result is None or len(result) == 3


def test_text_is_read_where_it_lies() -> None:
    assert rewards.check_answer(Liar(RIGHT), "4") == 1.0
    assert unchecked.check_answer([Liar(RIGHT)] * 2, [Liar("4")] * 2).tolist() == [1.0, 1.0]


def test_an_item_that_lies_about_its_class_is_refused() -> None:
    batch = in_turncoat()
    with pytest.raises(ArgumentTypeError):
        unchecked.check_answer(batch, "4")


def test_a_large_list() -> None:
    assert rewards.check_answer([RIGHT] * 300_000, "4").sum() == 300_000.0


values = st.recursive(
    st.one_of(
        st.sampled_from(sorted(OBJECTS)).map(lambda kind: OBJECTS[kind]()),
        st.text(st.characters(codec=None), max_size=10),
        st.integers(),
        st.floats(),
        st.binary(max_size=5),
        st.decimals(),
        st.fractions(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.sampled_from(["role", "content", "type", "text"]), inner, max_size=4),
        st.lists(inner, max_size=3).map(collections.deque),
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(values, st.sampled_from(sorted(CALLS)))
def test_made_up_objects_are_read_or_refused(value: Any, call: str) -> None:
    run(call, value)


@settings(max_examples=100, deadline=None)
@given(st.lists(values, min_size=1, max_size=4))
def test_a_batch_has_as_many_results_as_items(batch: list[Any]) -> None:
    result = run("response", [*batch, RIGHT])
    # A list of messages is one response.
    assert result is None or isinstance(result, float) or len(result) == len(batch) + 1
