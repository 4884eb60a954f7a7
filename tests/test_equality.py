"""Equality with SymPy as the oracle: what it rewrites is accepted, what it proves different never is."""

from __future__ import annotations

import importlib
import re
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from agent_tunix.rewards import math_equal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Record = Callable[[str, object], None]

# Most of SymPy's functions have no types.
sympy: Any = importlib.import_module("sympy")


X, Y = sympy.symbols("x y", real=True)
ANGLES = (X, 2 * X, X + 1, X / 2)
# Rewritings that keep a value. `evalf` is none of them: it rounds.
REWRITINGS: dict[str, Callable[[Any], Any]] = {
    "as it is": lambda e: e,
    "expand": sympy.expand,
    "factor": sympy.factor,
    "together": sympy.together,
    "apart": lambda e: sympy.apart(e, X) if e.is_rational_function(X) and e.free_symbols == {X} else sympy.cancel(e),
    "simplify": sympy.simplify,
    "trigsimp": sympy.trigsimp,
    "powsimp": sympy.powsimp,
    "sorted otherwise": lambda e: sympy.collect(sympy.expand(e), Y),
    "radsimp": sympy.radsimp,
}
# Points inside every domain below, for the value of a difference to fifty digits.
POINTS = ({X: sympy.Rational(17, 13), Y: sympy.Rational(7, 11)}, {X: sympy.Rational(23, 9), Y: sympy.Rational(5, 3)})


def write(expression: Any, style: str) -> str:
    """Writes an expression as LaTeX, in one of its styles, or as plain text."""
    if style == "plain":
        # SymPy's own names of Euler's number and of the natural logarithm mean something else to most who read them.
        return re.sub(r"\blog\b", "ln", re.sub(r"\bE\b", "e", str(expression)))
    options: dict[str, dict[str, Any]] = {
        "slashed": {"fold_short_frac": True, "mul_symbol": "dot"},
        "times": {"mul_symbol": "times"},
    }
    return str(sympy.latex(expression, ln_notation=True, **options.get(style, {})))


STYLES = st.sampled_from(["plain", "latex", "slashed", "times"])


def is_different(a: Any, b: Any) -> bool:
    """Says whether two expressions differ at a point by far more than fifty digits could err."""
    for point in POINTS:
        left, right = (sympy.N(e.subs(point), 50) for e in (a, b))
        if not (left.is_number and right.is_number and left.is_finite and right.is_finite):
            continue
        if abs(left - right) > sympy.Float("1e-30") * (1 + abs(left)):
            return True
    return False


def has_negative_base(expression: Any) -> bool:
    """Says whether a negative number stands under an exponent that is no integer."""
    return any(p.base.is_number and p.base.is_negative and not p.exp.is_integer for p in expression.atoms(sympy.Pow))


def rationals() -> st.SearchStrategy[Any]:
    return st.builds(sympy.Rational, st.integers(-12, 12).filter(bool), st.sampled_from([1, 1, 1, 2, 3, 4, 5, 7]))


def integers() -> st.SearchStrategy[Any]:
    return st.builds(sympy.Integer, st.integers(-9, 9).filter(bool))


def numbers() -> st.SearchStrategy[Any]:
    """Exact values: rationals, radicals, constants and sums of them."""
    radicals = st.builds(sympy.root, st.integers(2, 30), st.sampled_from([2, 2, 2, 3, 4]))
    names = st.sampled_from([sympy.pi, sympy.E, sympy.log(2), sympy.log(3), sympy.sqrt(2), sympy.sqrt(3)])
    term = st.builds(lambda q, base: q * base, rationals(), st.one_of(radicals, names, st.just(sympy.Integer(1))))
    whole = st.builds(lambda terms: sum(terms, sympy.Integer(0)), st.lists(term, min_size=1, max_size=3))
    under = st.builds(
        lambda a, b: a / b, whole, st.builds(lambda q, n: q + sympy.sqrt(n), rationals(), st.integers(2, 11))
    )
    return st.one_of(whole, under.filter(lambda e: e.is_finite))


def complexes() -> st.SearchStrategy[Any]:
    one = st.builds(lambda a, b: a + b * sympy.I, rationals(), rationals())
    return st.one_of(one, st.builds(lambda a, b: a * b, one, one), st.builds(lambda a, b: a / b, one, one))


def polynomials() -> st.SearchStrategy[Any]:
    powers = st.tuples(st.integers(0, 3), st.integers(0, 2))
    term = st.builds(lambda q, at: q * X ** at[0] * Y ** at[1], rationals(), powers)
    one = st.builds(lambda terms: sum(terms, sympy.Integer(0)), st.lists(term, min_size=1, max_size=4))
    return st.one_of(one, st.builds(lambda a, b: a * b, one, one))


def linear() -> st.SearchStrategy[Any]:
    return st.builds(lambda a, b, letter: a * letter + b, integers(), integers(), st.sampled_from([X, Y]))


def fractions() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda a, b: a / b, polynomials(), linear()),
        st.builds(lambda a, b, c: a / b + c, linear(), linear(), polynomials()),
        st.builds(lambda a, b, c: a / (b * c), polynomials(), linear(), linear()),
    )


def functions() -> st.SearchStrategy[Any]:
    angle = st.sampled_from(ANGLES)
    trigonometric = st.builds(lambda f, a: f(a), st.sampled_from([sympy.sin, sympy.cos, sympy.tan]), angle)
    others = st.one_of(
        st.builds(sympy.exp, angle),
        st.builds(lambda a: sympy.log(a**2 + 1), angle),
        st.builds(lambda a: sympy.sqrt(a**2 + 2), angle),
        st.builds(lambda a: sympy.Abs(a - 3), angle),
        st.builds(lambda n, a: sympy.Integer(n) ** a, st.integers(2, 7), angle),
        st.builds(sympy.atan, angle),
    )
    factor = st.one_of(trigonometric, trigonometric, others)
    term = st.builds(lambda q, fs: q * sympy.Mul(*fs), rationals(), st.lists(factor, min_size=1, max_size=2))
    return st.builds(lambda terms: sum(terms, sympy.Integer(0)), st.lists(term, min_size=1, max_size=3))


KINDS: dict[str, tuple[Callable[[], st.SearchStrategy[Any]], int]] = {
    "numbers": (numbers, 700),
    "complex numbers": (complexes, 400),
    "polynomials": (polynomials, 800),
    "rational functions": (fractions, 600),
    "functions": (functions, 500),
}
LAWS: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "phases": (Phase.generate,),
    "suppress_health_check": list(HealthCheck),
}


def slips(expression: Any) -> Iterator[Any]:
    """Yields what a slip of the pen would make of an expression."""
    yield -expression
    yield expression + 1
    yield expression.subs({X: Y, Y: X}, simultaneous=True)
    for part in sorted(expression.atoms(sympy.Rational), key=str):
        yield expression.subs(part, part + 1)
        yield expression.subs(part, -part)
    pairs = (
        (sympy.sin, sympy.cos),
        (sympy.cos, sympy.sin),
        (sympy.tan, sympy.sin),
        (sympy.exp, sympy.cosh),
        (sympy.log, sympy.atan),
    )
    for f, g in pairs:
        if expression.has(f):
            yield expression.replace(f, g)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_rewritten_is_accepted(kind: str, record_property: Record) -> None:
    strategy, pairs = KINDS[kind]
    tally: Counter[str] = Counter()
    refused: list[tuple[str, str, str]] = []

    @seed(1)
    @settings(max_examples=pairs, **LAWS)
    @given(strategy(), st.sampled_from(sorted(REWRITINGS)), STYLES, STYLES)
    def judge(expression: Any, rewriting: str, own: str, theirs: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            other = REWRITINGS[rewriting](expression)
        answer, truth = write(other, own), write(expression, theirs)
        tally["all"] += 1
        if not math_equal(answer, truth):
            refused.append((rewriting, answer, truth))

    judge()
    share = 1 - len(refused) / tally["all"]
    record_property("share", share)
    assert share >= 0.995, (share, refused[:5])


@pytest.mark.parametrize("kind", KINDS)
def test_what_differs_is_never_accepted(kind: str) -> None:
    strategy, pairs = KINDS[kind]

    @seed(2)
    @settings(max_examples=pairs // 8, **LAWS)
    @given(strategy(), st.sampled_from(sorted(set(REWRITINGS) - {"simplify"})), STYLES, STYLES)
    def judge(expression: Any, rewriting: str, own: str, theirs: str) -> None:
        truth = write(expression, theirs)
        for other in slips(expression):
            # A root or power of a negative number has other values here than with SymPy, whose letters may be complex.
            if has_negative_base(other) or not is_different(expression, other):
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                answer = write(REWRITINGS[rewriting](other), own)
            assert not math_equal(answer, truth), (answer, truth)

    judge()


def shifts() -> st.SearchStrategy[Any]:
    """Places on the line: of either sign, whole or not, up to a million."""
    size = st.sampled_from([9, 60, 1000, 10**6])
    whole = size.flatmap(lambda most: st.integers(-most, most).filter(bool).map(sympy.Integer))
    return st.one_of(whole, whole, st.builds(lambda n, d: n / d, whole, st.sampled_from([2, 3, 10])))


def kinked(at: Any, other: Any, factor: Any) -> dict[str, list[Any]]:
    """Functions with a kink or a jump at a place, the same in other words, and behind it what only looks the same."""
    apart = X - at
    return {
        "distance": [sympy.Abs(apart), sympy.sqrt(apart**2), sympy.Max(apart, -apart), apart, -apart],
        "larger": [sympy.Max(X, at), (X + at + sympy.Abs(apart)) / 2, sympy.Max(at, X), X, at],
        "smaller": [sympy.Min(X, at), (X + at - sympy.Abs(apart)) / 2, sympy.Min(at, X), X, at],
        "two distances": [
            sympy.Abs(apart) + sympy.Abs(X - other),
            sympy.Max(sympy.Abs(2 * X - at - other), sympy.Abs(at - other)),
            sympy.Abs(X - other) + sympy.Abs(at - X),
            sympy.Abs(at - other),
            2 * X - at - other,
        ],
        "bent square": [
            apart * sympy.Abs(apart),
            apart**3 / sympy.Abs(apart),
            sympy.Abs(apart) * apart,
            apart**2,
            -(apart**2),
        ],
        "sign": [
            sympy.Abs(apart) / apart,
            apart / sympy.Abs(apart),
            sympy.Abs(-apart) / apart,
            sympy.Integer(1),
            sympy.Integer(-1),
        ],
        "multiple": [
            factor * sympy.Abs(apart),
            sympy.Abs(factor) * sympy.Abs(apart) * sympy.sign(factor),
            factor * sympy.Abs(apart),
            factor * apart,
            -factor * apart,
        ],
    }


def value_at(expression: Any, place: Any) -> Any:
    """The exact value at a rational place, or nothing where there is none."""
    value = expression.subs(X, place)
    return value if value.is_rational else None


@seed(3)
@settings(max_examples=150, **LAWS)
@given(
    st.tuples(shifts(), shifts(), integers()),
    st.sampled_from(sorted(kinked(1, 2, 1))),
    st.tuples(STYLES, STYLES),
    st.integers(0, 2**30),
)
def test_a_kink_anywhere_on_the_line_counts(
    shape: tuple[Any, Any, Any], name: str, styles: tuple[str, str], salt: int
) -> None:
    at, gap, factor = shape
    truth, *same, one, two = kinked(at, at + gap, factor)[name]
    own, theirs = (style if style != "times" else "latex" for style in styles)
    text = write(truth, theirs)
    for twin in same:
        assert math_equal(write(twin, own), text), (write(twin, own), text)
    # Places of the test's own: beside the kink, and far out on both sides of it.
    steps = [sympy.Rational(1, 1 + salt % 97), sympy.Integer(1 + salt % 1009), sympy.Integer(10**7 + salt)]
    places = [at + sign * step for step in steps for sign in (1, -1)]
    for lure in (one, two, truth.subs(X, X + 1)):
        pairs = [(value_at(truth, place), value_at(lure, place)) for place in places]
        if any(a is not None and b is not None and a != b for a, b in pairs):
            assert not math_equal(write(lure, own), text), (write(lure, own), text)
            assert not math_equal(text, write(lure, own)), (text, write(lure, own))


@seed(4)
@settings(max_examples=120, **LAWS)
@given(shifts(), st.integers(2, 12), st.integers(0, 3), st.sampled_from(["latex", "plain"]))
def test_domains_begin_anywhere_on_the_line(at: Any, factor: int, kind: int, style: str) -> None:
    apart = X - at
    families = [
        (
            factor * sympy.sqrt(apart),
            [sympy.sqrt(sympy.expand(factor**2 * apart))],
            [sympy.sqrt(sympy.expand(factor * apart))],
        ),
        (sympy.log(apart) + sympy.log(factor), [sympy.log(sympy.expand(factor * apart))], [sympy.log(X + factor - at)]),
        (1 / sympy.sqrt(apart), [sympy.sqrt(apart) / apart], [sympy.sqrt(apart), 1 / apart]),
        (
            apart * sympy.sqrt(apart),
            [sympy.Pow(apart, sympy.Rational(3, 2), evaluate=False)],
            [apart**2, -apart * sympy.sqrt(apart)],
        ),
    ]
    truth, same, others = families[kind]
    text = write(truth, style)
    for twin in same:
        assert math_equal(write(twin, style), text), (write(twin, style), text)
    mpmath: Any = importlib.import_module("mpmath")
    for other in others:
        with mpmath.workdps(60):
            gaps = [sympy.N((truth - other).subs(X, at + step), 50) for step in (sympy.Rational(1, 7), 3, 10**8)]
        assert any(abs(gap) > sympy.Float("1e-30") for gap in gaps)
        assert not math_equal(write(other, style), text), (write(other, style), text)


#: Values that agree with another to many digits and are not it, for a number that says to how many; the other; and how
#: far they are apart, by arithmetic of any precision.
NEAR: dict[str, tuple[Callable[[int], str], Callable[[int], str], Callable[[Any, int], Any]]] = {
    "root": (
        lambda n: rf"\sqrt{{{n}^2+1}}",
        lambda n: rf"{n}+\frac{{1}}{{{2 * n}}}",
        lambda m, n: m.sqrt(m.mpf(n) ** 2 + 1) - n - 1 / m.mpf(2 * n),
    ),
    "sine": (
        lambda n: rf"\sin\frac{{1}}{{{n}}}",
        lambda n: rf"\frac{{1}}{{{n}}}",
        lambda m, n: m.sin(1 / m.mpf(n)) - 1 / m.mpf(n),
    ),
    "power": (
        lambda n: rf"\left(1+\frac{{1}}{{{n}}}\right)^{{{n}}}",
        lambda _: "e",
        lambda m, n: m.exp(n * m.log(1 + 1 / m.mpf(n))) - m.e,
    ),
    "logarithm": (
        lambda n: rf"{n}\ln\left(1+\frac{{1}}{{{n}}}\right)",
        lambda _: "1",
        lambda m, n: n * m.log(1 + 1 / m.mpf(n)) - 1,
    ),
    "hyperbolic": (
        lambda n: rf"\tanh {n % 50 + 9}",
        lambda _: "1",
        lambda m, n: m.tanh(m.mpf(n % 50 + 9)) - 1,
    ),
    "exponential": (
        lambda n: rf"\sqrt2+e^{{-{n % 400 + 9}}}",
        lambda _: r"\sqrt2",
        lambda m, n: m.exp(-m.mpf(n % 400 + 9)),
    ),
    "decimal": (
        lambda n: rf"\pi+10^{{-{n % 300 + 9}}}",
        lambda _: r"\pi",
        lambda m, n: m.mpf(10) ** -(n % 300 + 9),
    ),
    "harmonic": (
        lambda n: rf"\ln({n + 1})-\ln({n})",
        lambda n: rf"\frac{{1}}{{{n}}}",
        lambda m, n: m.log(m.mpf(n + 1)) - m.log(m.mpf(n)) - 1 / m.mpf(n),
    ),
    "arc": (
        lambda n: rf"\arctan({n})",
        lambda _: r"\frac{\pi}{2}",
        lambda m, n: m.atan(m.mpf(n)) - m.pi / 2,
    ),
    "cube root": (
        lambda n: rf"\sqrt[3]{{{n}^3+1}}",
        str,
        lambda m, n: m.cbrt(m.mpf(n) ** 3 + 1) - n,
    ),
}


@pytest.mark.parametrize("kind", NEAR)
def test_what_differs_by_little_differs(kind: str) -> None:
    mpmath: Any = importlib.import_module("mpmath")
    write_one, write_other, gap = NEAR[kind]
    for digits in (*range(1, 16), 20, 30, 60):
        number = 10**digits + 7
        with mpmath.workdps(600):
            assert abs(gap(mpmath, number)) > mpmath.mpf(10) ** -500
        answer, truth = write_one(number), write_other(number)
        assert not math_equal(answer, truth), (answer, truth)
        assert not math_equal(truth, answer), (truth, answer)
