"""Pairs of expressions as trees, for oracles that share nothing with the grader: texts are printed here, never parsed.

A tree is a tuple: an operation and its operands, or ("int", n), ("letter", name), ("pi",). A pair is a tree with
another that is rewritten from it, which keeps its value, or changed in one place, which mostly does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Tree = tuple[Any, ...]

FUNCTIONS = ("sin", "cos", "tan", "ln", "exp")
#: How tightly an operation binds: what binds less gets brackets.
BINDS = {"add": 1, "sub": 1, "neg": 2, "mul": 2, "div": 2, "pow": 4}


class Draw(Protocol):
    """What decides: a generator of random numbers, or the bytes of a fuzzer."""

    def randrange(self, start: int, stop: int) -> int:
        """Return a number from `start` up to below `stop`."""
        ...


def choose(draw: Draw, options: Sequence[Any]) -> Any:
    """Return one of several."""
    return options[draw.randrange(0, len(options))]


def make_tree(draw: Draw, depth: int, letters: Sequence[str] = ()) -> Tree:
    """Return a tree, of numbers alone or with letters."""
    if depth == 0 or draw.randrange(0, 6) == 0:
        kind = draw.randrange(0, 8)
        if letters and kind < 4:
            return ("letter", choose(draw, letters))
        return ("pi",) if kind == 7 and not letters else ("int", draw.randrange(1, 13))
    kinds = ("add", "sub", "mul", "div", "pow", "neg") + (() if letters else ("sqrt", "add", "mul", "call"))
    kind = choose(draw, kinds)
    first = make_tree(draw, depth - 1, letters)
    if kind in {"neg", "sqrt"}:
        return (kind, first)
    if kind == "call":
        return ("call", choose(draw, FUNCTIONS), first)
    if kind == "pow":
        return ("pow", first, ("int", draw.randrange(2, 4)))
    return (kind, first, make_tree(draw, depth - 1, letters))


def rewrite(draw: Draw, tree: Tree) -> Tree:  # noqa: PLR0911  one for each rule
    """Return a tree of the same value, wherever that is defined."""
    kind, *parts = tree
    if kind in {"int", "letter", "pi"}:
        return _disguise(draw, tree) if draw.randrange(0, 4) == 0 else tree
    # Exponents stay whole numbers.
    kept = 1 if kind == "pow" else len(parts)
    new: Tree = (
        kind,
        *(rewrite(draw, part) if isinstance(part, tuple) else part for part in parts[:kept]),
        *parts[kept:],
    )
    rule = draw.randrange(0, 4)
    if rule == 0:
        return _disguise(draw, new) if draw.randrange(0, 3) == 0 else new
    kind, first, *rest = new
    second = rest[0] if rest else None
    if kind in {"add", "mul"} and rule == 1:
        return (kind, second, first)
    if kind == "sub" and rule == 1:
        return ("neg", ("sub", second, first))
    if kind == "mul" and second is not None and second[0] in {"add", "sub"} and rule == 2:
        return (second[0], ("mul", first, second[1]), ("mul", first, second[2]))
    if kind == "div" and rule == 2:
        factor = ("int", draw.randrange(2, 8))
        return ("div", ("mul", first, factor), ("mul", second, factor))
    if kind == "pow" and rule == 2:
        power = new[2][1]
        return ("mul", first, first if power == 2 else ("pow", first, ("int", power - 1)))
    return new


def _disguise(draw: Draw, tree: Tree) -> Tree:
    number: Tree = ("int", draw.randrange(1, 10))
    found: Tree = choose(
        draw,
        [
            ("neg", ("neg", tree)),
            ("sub", ("add", tree, number), number),
            ("div", ("mul", number, tree), number),
            ("mul", ("int", 1), tree),
            ("add", tree, ("sub", number, number)),
        ],
    )
    return found


def change(draw: Draw, tree: Tree) -> Tree:
    """Return the tree with one number, sign or operation replaced."""
    kind, *parts = tree
    if kind == "int":
        return ("int", parts[0] + choose(draw, (1, -1, 2, 10)) if parts[0] > 1 else 2)
    places = [at for at, part in enumerate(parts) if isinstance(part, tuple)]
    if not places or draw.randrange(0, 5) == 0:
        other = {"add": "sub", "sub": "add", "mul": "div", "div": "mul", "neg": "sqrt", "sqrt": "neg"}.get(kind)
        return ("neg", tree) if other is None else (other, *parts)
    at = choose(draw, places)
    return (kind, *parts[:at], change(draw, parts[at]), *parts[at + 1 :])


def make_pair(draw: Draw, depth: int, letters: Sequence[str] = ()) -> tuple[Tree, Tree]:
    """Return a tree and another one, of the same value as often as not."""
    tree = make_tree(draw, depth, letters)
    other = rewrite(draw, tree)
    return (tree, change(draw, other)) if draw.randrange(0, 2) else (tree, other)


def print_latex(tree: Tree, above: int = 0) -> str:  # noqa: PLR0911  one for each kind
    """Return a tree in LaTeX."""
    kind, *parts = tree
    if kind == "int":
        return str(parts[0]) if parts[0] >= 0 else f"({parts[0]})"
    if kind == "pi":
        return "\\pi"
    if kind == "letter":
        return str(parts[0])
    if kind == "div":
        return f"\\frac{{{print_latex(parts[0])}}}{{{print_latex(parts[1])}}}"
    if kind == "sqrt":
        return f"\\sqrt{{{print_latex(parts[0])}}}"
    if kind == "call":
        inner = print_latex(parts[1])
        return f"e^{{{inner}}}" if parts[0] == "exp" and above < BINDS["pow"] else _call(parts[0], inner)
    binds = BINDS[kind]
    if kind == "neg":
        text = f"-{print_latex(parts[0], binds + 1)}"
    elif kind == "pow":
        text = f"{print_latex(parts[0], binds + 1)}^{{{print_latex(parts[1])}}}"
    else:
        sign = {"add": "+", "sub": "-", "mul": " \\cdot "}[kind]
        second = print_latex(parts[1], binds + 1)
        # Two signs in a row would be "plus or minus".
        text = f"{print_latex(parts[0], binds)}{sign}{f'({second})' if second.startswith('-') else second}"
    return f"({text})" if binds < above or (kind == "pow" and above > binds) else text


def _call(name: str, inner: str) -> str:
    return f"\\{name}({inner})" if name != "exp" else f"\\exp({inner})"


def evaluate(tree: Tree, made: Callable[[Any], Any], functions: Mapping[str, Callable[..., Any]], pi: Any) -> Any:
    """Return the value of a tree by another library's numbers and functions.

    Args:
        tree: the tree.
        made: makes a number of an int, or a symbol of a name.
        functions: what has the names in `FUNCTIONS`, and `sqrt`.
        pi: the constant.
    """
    kind, *parts = tree
    if kind in {"int", "letter"}:
        return made(parts[0])
    if kind == "pi":
        return pi
    if kind in {"call", "sqrt"}:
        return functions[parts[0] if kind == "call" else kind](evaluate(parts[-1], made, functions, pi))
    first = evaluate(parts[0], made, functions, pi)
    if kind == "neg":
        return -first
    if kind == "pow":
        return first ** parts[1][1]
    second = evaluate(parts[1], made, functions, pi)
    return {"add": first.__add__, "sub": first.__sub__, "mul": first.__mul__, "div": first.__truediv__}[kind](second)
