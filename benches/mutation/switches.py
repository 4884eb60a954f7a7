"""Writes many changes into one Rust source, each behind a switch, so that one build serves them all.

A change such as `-` for `+` becomes `(if crate::changed(7) { (a) - (b) } else { a + b })`. What chooses the number is
an environment variable (`CHOICE`), so a test program is built once and run once for each change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import tree_sitter_rust
from tree_sitter import Language, Node, Parser

#: The variable of the environment that holds the number of the change to make; none is made without it.
CHOICE = "REWARDS_CHANGE"

#: What is added to the crate's root.
LOOK_UP = f"""
/// Says whether the change of this number is the one to make.
#[doc(hidden)]
pub fn changed(number: u32) -> bool {{
    static CHOSEN: std::sync::LazyLock<u32> = std::sync::LazyLock::new(|| {{
        std::env::var("{CHOICE}").ok().and_then(|text| text.parse().ok()).unwrap_or(0)
    }});
    *CHOSEN == number
}}
"""

PARSER = Parser(Language(tree_sitter_rust.language()))
#: Signs that surround what a change has written, until its place in the result is known. No source contains them.
OPEN, SHUT = "\x01{}\x02", "\x03{}\x02"
SIGN = re.compile("([\x01\x03])([0-9]+)\x02")


@dataclass(frozen=True)
class Change:
    """A change of one source that cargo-mutants knows: its kind, its place (bytes) and what stands there instead."""

    number: int
    kind: str
    start: int
    end: int
    replacement: str


@dataclass(frozen=True)
class Edit:
    """A region of the source and what the change makes of its text; a region without length is an insertion."""

    number: int
    start: int
    end: int
    write: Callable[[str], str]


@dataclass(frozen=True)
class Written:
    """A source with switches, the bytes that each change takes in it, and the changes that found no place."""

    text: str
    places: dict[int, tuple[int, int]]
    without_place: list[int]


@cache
def line_starts(source: str) -> tuple[list[str], list[int]]:
    """The lines of a source, and the byte at which each begins."""
    lines = source.split("\n")
    return lines, [0, *accumulate(len(line.encode()) + 1 for line in lines)]


def offset_of(source: str, place: dict[str, int]) -> int:
    """The byte of a line and a column (characters), both counted from one."""
    lines, starts = line_starts(source)
    at = place["line"] - 1
    return starts[at] + len(lines[at][: place["column"] - 1].encode())


def write_switches(source: str, changes: Iterable[Change]) -> Written:
    """Writes the changes into a source, each behind its switch."""
    data = source.encode()
    root = PARSER.parse(data).root_node
    edits, without_place = [], []
    for change in changes:
        edit = place_change(data, root, change)
        if edit is None:
            without_place.append(change.number)
        else:
            edits.append(edit)
    text, places = find_places(render(data, 0, len(data), edits))
    return Written(text, places, without_place)


def place_change(data: bytes, root: Node, change: Change) -> Edit | None:
    """The edit that puts a change behind its switch, or nothing where the source has no place for it."""
    # What is left out is found by where it begins: the place that cargo-mutants names may end behind it.
    end = change.start + 1 if change.kind in {"MatchArm", "StructField"} else change.end
    node = root.descendant_for_byte_range(change.start, end)
    maker = MAKERS.get(change.kind)
    return maker(data, node, change) if maker and node else None


def text_of(data: bytes, node: Node) -> str:
    """The text of a node."""
    return data[node.start_byte : node.end_byte].decode()


def outward(node: Node, *kinds: str) -> Node | None:
    """The node itself or the next around it that is of one of the kinds."""
    here: Node | None = node
    while here is not None and here.type not in kinds:
        here = here.parent
    return here


def switched(number: int, instead: str) -> Callable[[str], str]:
    """Writes an expression that is `instead` where the change is made."""
    return lambda text: f"(if crate::changed({number}) {{ {instead} }} else {{ {text} }})"


def change_body(_: bytes, node: Node, change: Change) -> Edit | None:
    """A function returns at once."""
    function = outward(node, "function_item")
    body = function.child_by_field_name("body") if function else None
    if not body:
        return None
    leave = f" if crate::changed({change.number}) {{ return {change.replacement}; }} "
    return Edit(change.number, body.start_byte + 1, body.start_byte + 1, lambda _: leave)


def change_operator(data: bytes, node: Node, change: Change) -> Edit | None:
    """Another operator stands between two operands."""
    whole = outward(node, "binary_expression", "compound_assignment_expr")
    left, right = (whole.child_by_field_name(side) if whole else None for side in ("left", "right"))
    if not whole or not left or not right:
        return None
    instead = f"({text_of(data, left)}) {change.replacement} ({text_of(data, right)})"
    return Edit(change.number, whole.start_byte, whole.end_byte, switched(change.number, instead))


def change_sign(data: bytes, node: Node, change: Change) -> Edit | None:
    """A sign before an operand is left out."""
    whole = outward(node, "unary_expression")
    if not whole:
        return None
    operand = text_of(data, whole.named_children[-1])
    return Edit(change.number, whole.start_byte, whole.end_byte, switched(change.number, operand))


def change_guard(_: bytes, node: Node, change: Change) -> Edit | None:
    """The guard of an arm holds always or never."""
    pattern = outward(node, "match_pattern")
    guard = pattern.child_by_field_name("condition") if pattern else None
    if not guard:
        return None
    if change.replacement == "false":
        return close_guard(guard, change.number)
    open_guard = f"crate::changed({change.number}) || "
    return Edit(change.number, guard.start_byte, guard.end_byte, lambda text: f"{open_guard}({text})")


def close_guard(guard: Node, number: int) -> Edit:
    """A guard never holds where the change is made."""
    binds = guard.type in {"let_condition", "let_chain"}
    closed = f"!crate::changed({number}) && "
    return Edit(number, guard.start_byte, guard.end_byte, lambda text: closed + (text if binds else f"({text})"))


def change_arm(_: bytes, node: Node, change: Change) -> Edit | None:
    """An arm is left out."""
    arm = outward(node, "match_arm")
    pattern = arm.child_by_field_name("pattern") if arm else None
    if not pattern:
        return None
    guard = pattern.child_by_field_name("condition")
    if guard:
        return close_guard(guard, change.number)
    end = pattern.end_byte
    return Edit(change.number, end, end, lambda _: f" if !crate::changed({change.number})")


def change_field(data: bytes, node: Node, change: Change) -> Edit | None:
    """A field keeps the value of the struct that the others are taken from."""
    field = outward(node, "field_initializer")
    value = field.child_by_field_name("value") if field else None
    fields = field.parent.children if field and field.parent else ()
    base = next((other for other in fields if other.type == "base_field_initializer"), None)
    if not field or not value or not base:
        return None
    name = text_of(data, field.children[0])
    instead = f"({text_of(data, base.named_children[0])}).{name}"
    return Edit(change.number, value.start_byte, value.end_byte, switched(change.number, instead))


#: By the names that cargo-mutants gives to kinds of changes.
MAKERS: dict[str, Callable[[bytes, Node, Change], Edit | None]] = {
    "FnValue": change_body,
    "BinaryOperator": change_operator,
    "UnaryOperator": change_sign,
    "MatchArmGuard": change_guard,
    "MatchArm": change_arm,
    "StructField": change_field,
}


def render(data: bytes, start: int, end: int, edits: list[Edit]) -> str:
    """The source from start to end with the edits in it, also with edits inside of edits."""
    out, here = [], start
    while edits:
        first = min(edits, key=lambda edit: (edit.start, -edit.end))
        same = [edit for edit in edits if (edit.start, edit.end) == (first.start, first.end)]
        inner = [edit for edit in edits if edit not in same and edit.end <= first.end and edit.start >= first.start]
        if first.start == first.end:
            inner = []
        out.append(data[here : first.start].decode())
        text = render(data, first.start, first.end, inner)
        for edit in same:
            text = OPEN.format(edit.number) + edit.write(text) + SHUT.format(edit.number)
        out.append(text)
        here = first.end
        edits = [edit for edit in edits if edit not in same and edit not in inner]
    out.append(data[here:end].decode())
    return "".join(out)


def find_places(text: str) -> tuple[str, dict[int, tuple[int, int]]]:
    """Takes the signs out of a text and says which bytes lay between those of each number."""
    out: list[str] = []
    starts: dict[int, int] = {}
    places: dict[int, tuple[int, int]] = {}
    here = length = 0
    for sign in SIGN.finditer(text):
        piece = text[here : sign.start()]
        out.append(piece)
        length += len(piece.encode())
        number = int(sign[2])
        if sign[1] == "\x01":
            starts[number] = length
        else:
            places[number] = (starts[number], length)
        here = sign.end()
    out.append(text[here:])
    return "".join(out), places
